"""What do we keep of a picture that somebody uploads as a logo? Only its dots, drawn anew: a small PNG of our own making. Pure.

Nothing of the file itself is kept, so nothing can hide in it; vector files are refused.
"""

import io
import warnings

from PIL import Image

from ..errors import Refused
from ..i18n import _l

LARGEST_FILE = 1024 * 1024
WIDEST, HIGHEST = 480, 160
MOST_DOTS = 20_000_000
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


def _opened(upload: bytes) -> Image.Image:
    """Its dots with transparency, its margins off. ValueError when there are too many."""
    with Image.open(io.BytesIO(upload), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_DOTS:
            raise ValueError("too many dots")
        dots = picture.convert("RGBA")
    box = dots.getchannel("A").getbbox()
    return dots.crop(box) if box else dots
