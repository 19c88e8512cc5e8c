"""Can people read this colour on that one? Contrast as WCAG 2.2 counts it, and the nearest colour that passes.

Pure. An organisation may choose its own colour; where that would be hard to read it is refused, and the nearest
good one is offered instead. Colours are `#rrggbb`, any case. Called by the form that asks for the colour and by
`styles.py`.
"""

import re
from colorsys import hls_to_rgb, rgb_to_hls

TEXT = 4.5  # the least contrast of text (WCAG 2.2, 1.4.3)
SHAPE = 3.0  # and of edges and signs that carry meaning (1.4.11)

Rgb = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Whether this is a colour as we write them."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def rgb(colour: str) -> Rgb:
    """The three parts, 0–255. ValueError for anything but `#rrggbb`."""
    if not is_colour(colour):
        raise ValueError(f"not a colour: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), by the definition in WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _unit(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def passes(colour: str, against: list[str], least: float = TEXT) -> bool:
    """Whether it can be read on every one of them."""
    return all(contrast(colour, ground) >= least for ground in against)


def mix(one: str, other: str, share: float) -> str:
    """So much of the other in the one: 0 is the one, 1 the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def nearest_good(colour: str, against: list[str], least: float = TEXT) -> str:
    """The colour itself if it can be read on all of them, else the one nearest to it on the way to black or white.

    ValueError when neither black nor white can be read on all of them.
    """
    for step in range(256):
        for end in ("#000000", "#ffffff"):
            tried = mix(colour, end, step / 255)
            if passes(tried, against, least):
                return tried
    raise ValueError("no colour can be read on all of these")


def for_the_dark(colour: str) -> str:
    """The same hue, light and mild enough to stand on dark paper: a lamp rather than a sign."""
    hue, lightness, saturation = rgb_to_hls(*_unit(colour))
    parts = hls_to_rgb(hue, max(lightness, 0.65), min(saturation, 0.5))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def ink_on(ground: str) -> str:
    """Our dark ink or white, whichever is easier to read there."""
    return max(("#10201d", "#ffffff"), key=lambda ink: contrast(ink, ground))


def _unit(colour: str) -> tuple[float, ...]:
    return tuple(part / 255 for part in rgb(colour))
