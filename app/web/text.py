"""Is this text fit to keep? Cleaning, names, personal numbers, and the keys under which text is found and sorted.

Every text that a person typed passes here before it becomes a row. Any script is welcome; what steers a screen or a
terminal is not text and goes. Pure; called by the form base, by imports and by features that search.
"""

import re
import unicodedata
from datetime import date

from app.i18n import _l

LONGEST_NAME = 120

JOINERS = "\u200c\u200d"  # invisible, but part of how Persian and many Indian names are spelled
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def clean_line(text: str) -> str:
    """One line: composed (NFC), without control, bidi and other invisible characters, blanks collapsed and trimmed."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """As `clean_line`, but its lines stay lines and one empty line between them is kept."""
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return re.sub("\n{3,}", "\n\n", "\n".join(clean_line(line) for line in lines)).strip("\n")


def _visible(text: str) -> str:
    if text.isprintable():  # nearly always, and then nothing in it steers
        return unicodedata.normalize("NFC", text)
    spaced = "".join(" " if sign in BLANKS else sign for sign in text)
    return unicodedata.normalize("NFC", "".join(sign for sign in spaced if not _steers(sign)))


def _steers(sign: str) -> bool:
    """Control (Cc), format (Cf: bidi, zero width, soft hyphen, tags) and half characters (Cs), but for the joiners."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in JOINERS


def name_problem(text: str):
    """What is wrong with this name, as a sentence, or None. Any script, one word or many; see trust.md S6 on links."""
    if "://" in text:
        return _l("Ett namn kan inte ha en länk i sig. Skriv bara namnet.")
    if any(_steers(sign) or sign in BLANKS for sign in text.strip()):
        return _l("Namnet har osynliga tecken. Skriv det för hand i stället för att klistra in det.")
    if len(text.strip()) > LONGEST_NAME:
        return _l("Namnet är för långt. Skriv högst %(longest)s tecken.", longest=LONGEST_NAME)
    if not any(unicodedata.category(sign)[0] == "L" for sign in text):
        return _l("Skriv ett namn med bokstäver.")
    return None


def search_key(text: str) -> str:
    """Folded so that spellings find each other: case, accents, å ä ö, hyphens and apostrophes do not count.
    `Åsa` and `asa` give the same; folding again changes nothing."""
    folded = unicodedata.normalize("NFKD", clean_line(text).casefold())
    folded = unicodedata.normalize("NFKD", folded.casefold()).translate(LIKE)
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in JOINERS)
    return " ".join(re.sub(r"[\W_]+", " ", re.sub("['’‘ʼ´`]", "", folded)).split())


LIKE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})

# Swedish order: å ä ö after z, w its own letter, ü with y, other accents as their letter. { | } come after z.
LAST = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)


def sort_key_sv(text: str) -> str:
    """A key that sorts the Swedish way, whatever the case; other scripts after the Latin one."""
    signs = unicodedata.normalize("NFC", clean_line(text).casefold())
    signs = re.sub("[{|}]", " ", re.sub("['’‘ʼ´`]", "", signs)).translate(LAST)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", signs) if not unicodedata.combining(sign))
    return " ".join(re.sub("[-‐‑–_]", " ", plain).split())


GROUP = re.compile("[0-9]+")
BETWEEN = re.compile(r"[\s+./_·*-]{1,5}")  # what people put between the parts of a personal number
WHEN_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def has_personal_number(text: str) -> bool:
    """Whether a personnummer or samordningsnummer stands anywhere in the text: ten or twelve digits that are a date
    (day + 60 for the latter) and have the right check digit (Luhn), in the digits of any script, with blanks, dashes,
    plus, dots or invisible characters between. Dates with times or ranges behind them are not taken for one.
    In a phone field what `read_phone` can read goes first; everywhere else this does."""
    plain = _plain_digits(text)
    groups = list(GROUP.finditer(plain))
    for first in range(len(groups)):
        for last in range(first, min(first + 12, len(groups))):
            if last > first and not BETWEEN.fullmatch(plain, groups[last - 1].end(), groups[last].start()):
                break
            if _is_personal(plain, groups[first : last + 1]):
                return True
    return False


def _plain_digits(text: str) -> str:
    """Digits of any script as 0–9, dashes of any length as one, blanks of any kind as one, the invisible gone."""
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(sign, None)
        if digit is not None:
            signs.append(str(digit))
        elif unicodedata.category(sign) == "Pd" or sign == "−":
            signs.append("-")
        elif sign.isspace():
            signs.append(" ")
        elif unicodedata.category(sign) != "Cf":
            signs.append(sign)
    return re.sub(" +", " ", "".join(signs))


def _is_personal(plain: str, groups: list[re.Match]) -> bool:
    digits = "".join(group[0] for group in groups)
    if len(digits) not in (10, 12) or not _four_together(plain, groups):
        return False
    if len(digits) == 12 and digits[:2] not in ("18", "19", "20"):
        return False
    centuries = [digits[:2]] if len(digits) == 12 else ["18", "19", "20"]
    return _luhn(digits[-10:]) and any(_is_date(century + digits[-10:-4]) for century in centuries)


def _four_together(plain: str, groups: list[re.Match]) -> bool:
    """Whether the last four digits read as one part: in one group, in groups with only blanks between, or every digit
    by itself. `2026-05-12 10.00`, `… 10–16` and `2026-05-12–2026-05-13` are times and ranges."""
    if all(len(group[0]) == 1 for group in groups):
        return True
    if len(groups[-1][0]) >= 4:
        return not WHEN_ISO.match(plain, groups[-1].end() - 4) or len(groups) == 1
    count, tail = 0, []
    for group in reversed(groups):
        tail.append(group)
        count += len(group[0])
        if count >= 4:
            break
    inside = plain[tail[-1].start() : tail[0].end()]
    return count == 4 and re.fullmatch("[0-9 ]+", inside) is not None


def _luhn(ten: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_date(eight: str) -> bool:
    year, month, day = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    try:
        date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True
