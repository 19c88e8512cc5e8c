"""What stands on a sheet of paper, and how large is the paper? The values that `pdf` sets in type; nothing is set here.

All words come in as values, in the sheet's own language. Lengths are millimetres, type sizes points. A code is made
for its reading distance, at least a tenth of it: 30 to 40 mm in the hand, 100 mm on a wall, 200 mm on a roll-up, there
between 0.9 and 1.4 m above the floor, where people hold their phones. Pure. Called by views and the command line.
"""

from dataclasses import dataclass, fields

from . import qr
from .codes import shown

SCREEN, PRINT = "screen", "print"
VARIANTS = (SCREEN, PRINT)

# The most that is set of each; what is longer ends in an ellipsis. With these everything fits on A6.
LIMITS = {"title": 140, "when": 90, "where": 120, "sentence": 240, "sender": 120, "footer": 120}


@dataclass(frozen=True)
class Sheet:
    """One message with its code. `url` is the code's address; `logo` the bytes of a picture that PIL can open.

    `how` tells what to do with the code, `code_says` names it for those who listen to the page. `direction` is ltr or rtl.
    """

    url: str
    title: str
    sender: str
    call_to_action: str
    how: str
    code_says: str
    when: str = ""
    where: str = ""
    sentence: str = ""
    footer: str = ""
    colour: str | None = None
    logo: bytes | None = None
    language: str = "sv"
    direction: str = "ltr"

    def words(self) -> dict[str, str]:
        """Everything on it that is read, by name."""
        apart = ("url", "colour", "logo", "language", "direction")
        return {field.name: getattr(self, field.name) or "" for field in fields(self) if field.name not in apart}


@dataclass(frozen=True)
class Paper:
    """A size of paper. `width` × `height` is one copy, of which `across` × `down` lie on a page; `scale` 1 is A5.

    `code` is the side of the symbol. `plate_top` is where the white plate begins, None is at the foot. `tent`: the upper
    copy is turned round, so that the page stands on a table when folded in the middle.
    """

    key: str
    width: float
    height: float
    margin: float
    scale: float
    code: float
    address: float
    across: int = 1
    down: int = 1
    plate_top: float | None = None
    tent: bool = False

    @property
    def copies(self) -> int:
        """How many codes a page carries."""
        return self.across * self.down

    @property
    def page(self) -> tuple[float, float]:
        """The whole page, width and height."""
        return self.width * self.across, self.height * self.down


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("a5", 148, 210, margin=8, scale=1, code=38, address=13),
        Paper("a6", 105, 148, margin=8, scale=0.72, code=30, address=12),
        Paper("a4", 210, 297, margin=12, scale=1.42, code=65, address=18),
        Paper("a3", 297, 420, margin=16, scale=2, code=100, address=26),
        Paper("rollup", 850, 2000, margin=55, scale=5.4, code=200, address=64, plate_top=840),
        Paper("a5x2", 148.5, 210, margin=8, scale=1, code=38, address=13, across=2),
        Paper("a6x4", 105, 148.5, margin=8, scale=0.72, code=30, address=12, across=2, down=2),
        Paper("table", 210, 148.5, margin=10, scale=1, code=40, address=14, down=2, tent=True),
    )
}


def typed(url: str) -> tuple[str, str]:
    """The address as people type it, in capitals and without the scheme: `("HOST", "/Q/K7M4-XW9P")`; nothing for the address
    of an invitation, which nobody would type."""
    if qr.INVITATION.fullmatch(url):
        return "", ""
    before, code = qr.text(url).split("://", 1)[1].rsplit("/Q/", 1)
    host, slash, path = before.partition("/")
    return host.upper() + slash + path, f"/Q/{shown(code)}"


def shortened(text: str, limit: int) -> str:
    """At most `limit` signs, cut between words where it can be, and then it says so with an ellipsis."""
    if len(text) <= limit:
        return text
    start = text[: limit - 1]
    words, space, _ = start.rpartition(" ")
    return (words if space and len(words) > limit // 2 else start).rstrip(" ,.;:–-") + "…"
