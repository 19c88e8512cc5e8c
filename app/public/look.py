"""In which dress does a page come? The style it carries in itself, in the organisation's colour, and its logo. Pure."""

from base64 import b64encode
from functools import cache

from ..web.styles import colour_rules, signup_style


@cache
def style_of(colour: str) -> str:
    """The whole style of a page, in an organisation's colour."""
    return signup_style() + colour_rules(colour)


def logo(picture: bytes | None) -> str | None:
    """A small logo (PNG or WebP) as part of the page, so that it costs no second request."""
    if not picture:
        return None
    kind = "webp" if picture.startswith(b"RIFF") else "png"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"
