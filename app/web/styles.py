"""Which part of the stylesheet does the sign-up page carry in itself, and in which colour?

The page answers a scan in one request, so its style is inlined and allowed by its hash. It is the marked part of
`static/site.css`, squeezed; there is no second file to keep in step. That text holds no sign that HTML escapes, so a
template prints it as it is: `<style>{{ allow_style(signup_style) }}</style>`. The same goes for an organisation's colour,
which is a few custom properties: inlined behind it, and at `/o/<slug>/colours.css` for pages that link the stylesheet.

Pure but for `signup_style`, which reads the file once. Called by the public views.
"""

import re
from functools import cache
from pathlib import Path

from .colour import for_the_dark, ink_on, mix, nearest_good

SITE = Path(__file__).parent / "static" / "site.css"
FROM, TO = "/* == sign-up: from here == */", "/* == sign-up: to here == */"
UNSAFE = re.compile("[<>&\"']")

PINE = "#0b5a52"  # the accent that site.css has by itself

# What text in the organisation's colour stands on, in the light theme and in the dark: paper, surface, sand.
LIGHT = ["#fbf8f3", "#ffffff", "#f4eee4"]
DARK = ["#161a1a", "#1e2323", "#272d2c"]


@cache
def signup_style() -> str:
    """The sign-up page's whole style, squeezed; the same for every organisation."""
    return squeezed(marked_part(SITE.read_text(encoding="utf-8")))


def marked_part(css: str) -> str:
    """What stands between the two marks. ValueError if they are not there, or if it could not be printed unescaped."""
    part = css.partition(FROM)[2].partition(TO)[0]
    if not part:
        raise ValueError("site.css has lost the marks of the sign-up page")
    if UNSAFE.search(part):
        raise ValueError("the sign-up page's style holds a sign that HTML would escape")
    return part


def squeezed(css: str) -> str:
    """The same rules without layers (older phones do not know them; the order says the same), comments and air."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", without_layers(css))
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r":\s+", ":", css)
    return css.replace(";}", "}").strip()


def without_layers(css: str) -> str:
    """`@layer name { … }` opened up: what it held, in its place."""
    while (start := css.find("@layer")) >= 0:
        inside = css.index("{", start) + 1
        end = _closing(css, inside)
        css = css[:start] + css[inside:end] + css[end + 1 :]
    return css


def colour_rules(accent: str) -> str:
    """The custom properties of an organisation's colour for both themes, moved as little as reading it needs.

    Nothing for the stylesheet's own pine.
    """
    if accent.lower() == PINE:
        return ""
    day, night = nearest_good(accent, LIGHT), nearest_good(for_the_dark(accent), DARK)
    return (
        f":root{{{_accents(day, '#000000', '#ffffff', 0.88)}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{_accents(night, '#ffffff', DARK[1], 0.8)}}}}}"
    )


def _accents(accent: str, deeper: str, ground: str, pale: float) -> str:
    deep = mix(accent, deeper, 0.3)
    soft = mix(accent, ground, pale)
    return f"--accent:{accent};--accent-deep:{deep};--accent-soft:{soft};--on-accent:{ink_on(accent)}"


def _closing(css: str, at: int) -> int:
    """Where the block that is open at this place ends."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
    return at - 1
