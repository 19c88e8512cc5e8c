"""What does the printed code look like? An address becomes black and white modules, and those become one outline.

The symbol carries two explicit segments: the scheme as bytes in small letters (some camera apps do not open `HTTPS://`)
and `HOST/Q/CODE` in capitals, which the alphanumeric mode packs into 5½ bits a sign. Error correction is the highest
level that fits the version that level M needs: a better level is taken when it is free, larger modules are worth more
than the rest. The address of an open invitation tells capitals from small letters, so it is bytes altogether. Pure; the only file that imports qrcode. Called by `pdf` and by the staff pages.
"""

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

QUIET = 4  # modules of white around the symbol (ISO/IEC 18004, 6.3.8)

Matrix = tuple[tuple[bool, ...], ...]
Contour = tuple[tuple[int, int], ...]

BEST_FIRST = ("H", "Q", "M")
INVITATION = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?/join/[A-Za-z0-9_-]{52}")


def segments(url: str) -> tuple[str, str]:
    """The address as (bytes, alphanumeric): `("https://", "HOST/Q/CODE")`. ValueError for an address that cannot be one.

    A path in front of `/q/CODE` is case-sensitive, so there the host and that path stay with the bytes.
    """
    if INVITATION.fullmatch(url):
        return url, ""
    parts = urlsplit(url)
    before, q, code = parts.path.rsplit("/", 2) if parts.path.count("/") >= 2 else ("", "", "")
    if parts.scheme not in ("http", "https") or not parts.netloc or q.lower() != "q" or not code or parts.query:
        raise ValueError(f"not the address of a code: {url!r}")
    end = f"/Q/{code.upper()}"
    if before:
        return f"{parts.scheme}://{parts.netloc.lower()}{before}", end
    return f"{parts.scheme}://", parts.netloc.upper() + end


def text(url: str) -> str:
    """What a camera reads from the symbol, sign by sign."""
    return "".join(segments(url))


def _symbol(url: str, level: str):
    """The symbol at that level, not drawn yet. The library is loaded with the first code, not when the server starts."""
    import qrcode
    from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

    symbol = qrcode.QRCode(error_correction=getattr(qrcode.constants, f"ERROR_CORRECT_{level}"), border=0)
    head, tail = segments(url)
    symbol.add_data(QRData(head.encode("ascii"), mode=MODE_8BIT_BYTE), optimize=0)
    if tail:
        symbol.add_data(QRData(tail.encode("ascii"), mode=MODE_ALPHA_NUM), optimize=0)
    symbol.best_fit()
    return symbol


@lru_cache(maxsize=512)
def _made(url: str) -> tuple[int, str, Matrix]:
    version = _symbol(url, "M").version
    symbols = ((level, _symbol(url, level)) for level in BEST_FIRST)
    level, symbol = next((level, symbol) for level, symbol in symbols if symbol.version == version)
    return version, level, tuple(tuple(row) for row in symbol.get_matrix())


def version_and_level(url: str) -> tuple[int, str]:
    """The symbol's version (1 to 40) and its level of error correction, one of H, Q and M."""
    return _made(url)[:2]


def matrix(url: str) -> Matrix:
    """Rows of modules, True is black, without the quiet zone. Kept, since making one takes about 8 ms."""
    return _made(url)[2]


def contours(modules: Matrix) -> tuple[Contour, ...]:
    """The edges between black and white as closed rings of corners (x, y), in modules; to be filled even-odd."""
    after = _edges(modules)
    rings = []
    while after:
        here = start = next(iter(after))
        ring, heading = [], None
        while True:
            there = _turn(after, here, heading)
            step = (there[0] - here[0], there[1] - here[1])
            if step != heading:
                ring.append(here)
            here, heading = there, step
            if here == start and start not in after:
                break
        rings.append(tuple(ring))
    return tuple(rings)


def _edges(modules: Matrix) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Each side of a black module that faces white, clockwise: where it starts → where it ends."""
    size = len(modules)
    black = {(x, y) for y in range(size) for x in range(size) if modules[y][x]}
    after: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for y in range(size):
        for x in range(size):
            if (x, y) in black:
                sides = (
                    ((x, y - 1), (x, y), (x + 1, y)),
                    ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
                    ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
                    ((x - 1, y), (x, y + 1), (x, y)),
                )
                for neighbour, start, end in sides:
                    if neighbour not in black:
                        after.setdefault(start, []).append(end)
    return after


def _turn(after, here, heading) -> tuple[int, int]:
    """Take the edge that leaves `here`; where two black modules touch by a corner, the one to the right of the way."""
    ends = after[here]
    right = heading and (here[0] - heading[1], here[1] + heading[0])
    there = right if right in ends else ends[0]
    ends.remove(there)
    if not ends:
        del after[here]
    return there


def outline(modules: Matrix, quiet: int = 0) -> str:
    """The same rings as the `d` of one SVG path, moved in by `quiet` modules."""
    return "".join(_ring(ring, quiet) for ring in contours(modules))


def _ring(ring: Contour, quiet: int) -> str:
    path = f"M{ring[0][0] + quiet} {ring[0][1] + quiet}"
    for (x0, y0), (x1, y1) in pairwise(ring):
        path += f"v{y1 - y0}" if x0 == x1 else f"h{x1 - x0}"
    return path + "z"


@lru_cache(maxsize=64)
def any_matrix(words: str) -> Matrix:
    """The symbol of any text, for screens: level M, as bytes."""
    import qrcode

    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    symbol.add_data(words.encode(), optimize=0)
    symbol.make(fit=True)
    return tuple(tuple(row) for row in symbol.get_matrix())


def svg(url: str, title: str, modules: Matrix | None = None) -> str:
    """A picture for screens that stands by itself: black on white with its quiet zone, `title` for those who listen."""
    modules = modules or matrix(url)
    side = len(modules) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        f'<title>{escape(title)}</title><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" fill-rule="evenodd" d="{outline(modules, QUIET)}"/></svg>'
    )
