"""In which dress does a page come? The style it carries in itself, in the organisation's colour, and its logo. Pure."""

from base64 import b64encode
from functools import cache

from ..web.styles import colour_rules, signup_style


@cache
def style_of(colour: str) -> str:
    """The whole style of a page, in an organisation's colour."""
    return signup_style() + colour_rules(colour)


def logo(png: bytes | None) -> str | None:
    """A small logo as part of the page, so that it costs no second request."""
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else None
