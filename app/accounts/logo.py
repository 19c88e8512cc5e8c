"""What do we keep of a picture that somebody uploads as a logo? Only its dots, drawn anew: a small PNG of our own making. Pure.

Nothing of the file itself is kept, so nothing can hide in it; vector files are refused. The sign-up page is one answer of 14 kB
that carries the logo in itself, so there is a second drawing of 3 kB: as large and as true as that allows.
"""

import io
import warnings
from collections.abc import Iterator

from PIL import Image

from ..errors import Refused
from ..i18n import _l

LARGEST_FILE = 1024 * 1024
WIDEST, HIGHEST = 480, 160
MOST_DOTS = 20_000_000
SMALLEST_FILE = 3000  # bytes that the sign-up page can spare
HEIGHTS = (80, 64, 48, 40, 32, 24)  # dots; it is shown 40 high
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def redrawn(upload: bytes) -> bytes:
    """The logo as PNG, at most 480 × 160 dots in 128 colours. Raises Refused, in words, for what is no such picture."""
    if len(upload) > LARGEST_FILE:
        raise Refused(_l("Bilden är för stor. Välj en som är mindre än 1 MB."), "logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = _opened(upload)
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise Refused(_l("Vi kan inte läsa bilden. Välj en PNG- eller JPEG-fil."), "logo") from None
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def made_small(logo: bytes) -> bytes:
    """Our own drawing of a logo once more, in 3 kB: the tallest that fits, in colours as drawn or, where that takes less, as a
    photograph (WebP)."""
    if len(logo) <= SMALLEST_FILE:
        return logo
    with Image.open(io.BytesIO(logo)) as picture:
        dots = picture.convert("RGBA")
    drawings = (drawing for height in HEIGHTS for drawing in _drawings(dots, height))
    return next((drawing for drawing in drawings if len(drawing) <= SMALLEST_FILE), b"")


def _drawings(dots: Image.Image, height: int) -> Iterator[bytes]:
    """The truest first."""
    small = dots.copy()
    small.thumbnail((WIDEST, height), Image.Resampling.LANCZOS)
    for colours in (64, 24):
        out = io.BytesIO()
        small.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        yield out.getvalue()
    for quality in (80, 50):
        out = io.BytesIO()
        small.save(out, "WEBP", quality=quality, method=6)
        yield out.getvalue()


def _opened(upload: bytes) -> Image.Image:
    """Its dots with transparency, its margins off. ValueError when there are too many."""
    with Image.open(io.BytesIO(upload), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_DOTS:
            raise ValueError("too many dots")
        dots = picture.convert("RGBA")
    box = dots.getchannel("A").getbbox()
    return dots.crop(box) if box else dots
