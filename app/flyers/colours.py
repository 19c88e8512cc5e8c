"""How does an organisation's colour become a page that everyone can read? One colour in, a whole scheme out.

Text is white or ink, whichever stands out more; a colour in the middle, on which neither does, is darkened until white
does. Pure; contrast is reckoned by `web.colour`. Called by `pdf`.
"""

from dataclasses import dataclass

from ..web.colour import TEXT, contrast, is_colour, mix

WHITE, BLACK, INK, PINE = "#ffffff", "#000000", "#1f2a2e", "#0b5a52"
NEARLY_WHITE = 1.25  # the least contrast with white at which a white plate shows without an edge


@dataclass(frozen=True)
class Scheme:
    """`ground` fills the page, `glow`, `halo` and `lens` are its ornament, `text` stands on all four, `accent` on white.

    `edge` is the line round the white plate: as the ground, or grey where the ground itself is nearly white.
    """

    ground: str
    glow: str
    halo: str
    lens: str
    text: str
    accent: str
    edge: str


def scheme(colour: str | None) -> Scheme:
    """What a page in that colour is painted with; pine where there is none or it is not written #rrggbb."""
    ground = colour.lower() if colour and is_colour(colour) else PINE
    if max(contrast(ground, WHITE), contrast(ground, INK)) < TEXT:
        ground = _readable_on_white(ground)
    text = WHITE if contrast(ground, WHITE) >= TEXT else INK
    toward, most = _ornament(ground, text)
    return Scheme(
        ground=ground,
        glow=mix(ground, toward, most * 0.5),
        halo=mix(ground, toward, most * 0.75),
        lens=mix(ground, toward, most),
        text=text,
        accent=ground if text == WHITE else INK,
        edge=mix(ground, INK, 0.18) if contrast(ground, WHITE) < NEARLY_WHITE else ground,
    )


def _readable_on_white(colour: str) -> str:
    steps = (mix(colour, BLACK, step / 50) for step in range(51))
    return next(tried for tried in steps if contrast(tried, WHITE) >= TEXT)


def _ornament(ground: str, text: str) -> tuple[str, float]:
    """Lighter circles where the text can still be read on them, else darker ones: towards which colour, and how far."""
    if text == INK:
        return (WHITE, 0.45) if contrast(ground, WHITE) >= NEARLY_WHITE else (INK, 0.06)
    shares = [share for share in (0.16, 0.14, 0.12, 0.1) if contrast(mix(ground, WHITE, share), WHITE) >= TEXT]
    return (WHITE, shares[0]) if shares else (BLACK, 0.18)
