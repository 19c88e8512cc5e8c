"""Would somebody guess this password, and why? The commonest ones, one's own words, patterns. Pure, and asks nobody outside.

The guesser is zxcvbn (its lists come with it): it finds what is common, spelled oddly, doubled or typed along the keyboard.
"""

import re
from collections.abc import Iterable

from ..i18n import _l

# guesses: years for one who stole the hashes, and far more than the sign-in page lets anyone try
ENOUGH = 10**10
SEPARATORS = re.compile(r"[@._-]")
READ = 72  # signs that are looked at; more make it only harder to guess

OWN = _l(
    "Den som känner till ditt namn, din adress eller var du arbetar kan gissa lösenordet. Ta ord som inte hör dit."
)
COMMON = _l("Lösenordet liknar ett av de vanligaste, som alla som gissar provar först. Ta fyra ord som inte hör ihop.")
PATTERN = _l("Lösenordet är ett mönster som är lätt att gissa. Ta fyra ord som inte hör ihop.")


def words_of(*texts: str | None) -> list[str]:
    """The words of a name, an address, an organisation that no password should be built of: whole, and in their parts."""
    said = [word for text in texts for word in (text or "").lower().split()]
    parts = {part for word in said for part in (word, *word.split("@"), *SEPARATORS.split(word))}
    return sorted(part for part in parts if len(part) > 2)


def why_guessed(password: str, own: Iterable[str]):
    """What to tell whoever chose it, or None when it is hard enough to guess."""
    from zxcvbn import zxcvbn  # its lists take 20 MB, which only one who changes a password should cost

    found = zxcvbn(password[:READ], user_inputs=[*own, "monter", "frivilligcentrum", "lösenord", "volontär"])
    if found["guesses"] >= ENOUGH:
        return None
    lists = {part.get("dictionary_name") for part in found["sequence"]}
    return OWN if "user_inputs" in lists else COMMON if lists - {None} else PATTERN
