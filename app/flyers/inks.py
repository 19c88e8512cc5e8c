"""Which inks give this colour on paper? From #rrggbb to shares of cyan, magenta, yellow and black.

What is mixed on a screen is not what inks mix: the textbook formula (one minus each) prints a pine green as petrol. Here
the sixteen overprints of offset on coated paper are mixed by area (Neugebauer) with their dot gain, and the shares are
sought that come nearest, grey always by black alone: three inks at most, so that a press can hold the hue. Pure.
Called by `pdf`, for the organisation's colour and, as a table, for its logo.

Source of the overprints: ISO 12647-2, solids on paper type 1 as CIELAB (D50), relative to the paper.
"""

from functools import lru_cache

Rgb = tuple[float, float, float]
Inks = tuple[float, float, float, float]

PAPER = (95, 0, -2)
LAB = {  # cyan, magenta, yellow → L*, a*, b*
    (0, 0, 0): PAPER, (1, 0, 0): (55, -37, -50), (0, 1, 0): (48, 74, -3), (0, 0, 1): (91, -5, 93),
    (0, 1, 1): (47, 68, 48), (1, 0, 1): (50, -68, 33), (1, 1, 0): (24, 17, -46), (1, 1, 1): (23, 0, 0),
}  # fmt: skip
BLACK = (16, 0, 0)
GAIN = 1.5  # a share of a half covers as 0.65 does: 15 % dot gain in the middle
DULLING = 0.004  # what black costs: a little of it dulls a light colour more than it brings it nearer
D50 = (0.9642, 1.0, 0.8249)
FROM_D50 = (  # XYZ (D50) → linear sRGB, Bradford-adapted
    (3.1339, -1.6169, -0.4906),
    (-0.9788, 1.9161, 0.0335),
    (0.0719, -0.2290, 1.4052),
)


def _reflected(lab) -> Rgb:
    """CIELAB as linear red, green and blue."""
    fy = (lab[0] + 16) / 116
    xyz = [
        white * (f**3 if f > 6 / 29 else 3 * (6 / 29) ** 2 * (f - 4 / 29))
        for white, f in zip(D50, (fy + lab[1] / 500, fy, fy - lab[2] / 200), strict=True)
    ]
    return tuple(sum(a * b for a, b in zip(row, xyz, strict=True)) for row in FROM_D50)


WHITE = _reflected(PAPER)
OVERPRINTS = {
    inks: tuple(max(0.0, one / paper) for one, paper in zip(_reflected(lab), WHITE, strict=True))
    for inks, lab in LAB.items()
}
INK_BLACK = tuple(one / paper for one, paper in zip(_reflected(BLACK), WHITE, strict=True))


def printed(inks: Inks) -> Rgb:
    """What those shares (0 to 1) look like: linear red, green and blue, relative to the paper.

    Black over an ink is black, a little darker.
    """
    c, m, y, black = (1 - (1 - share) ** GAIN for share in inks)
    seen = [0.0, 0.0, 0.0]
    for over, colour in OVERPRINTS.items():
        area = (c if over[0] else 1 - c) * (m if over[1] else 1 - m) * (y if over[2] else 1 - y)
        if area:
            seen = [had + area * part for had, part in zip(seen, colour, strict=True)]
    return tuple((1 - black) * part + black * ink * (1 + part) / 2 for part, ink in zip(seen, INK_BLACK, strict=True))


@lru_cache(maxsize=2048)
def inks_of(red: int, green: int, blue: int) -> Inks:
    """The shares, 0 to 1, that come nearest to an sRGB colour of 0 to 255."""
    lightest = max(red, green, blue)
    if red == green == blue:
        used: tuple[int, ...] = (3,)
    else:  # the ink that takes away what there is most of is not needed; what it would grey, black does
        used = tuple(ink for ink in range(4) if ink != (red, green, blue).index(lightest))
    return _nearest(tuple(_linear(part / 255) for part in (red, green, blue)), used)


@lru_cache(maxsize=1)
def table(steps: int = 5) -> list[float]:
    """Red, green and blue in so many steps each, red fastest, as PIL's Color3DLUT wants it: four shares for each colour."""
    parts = [round(255 * step / (steps - 1)) for step in range(steps)]
    return [share for blue in parts for green in parts for red in parts for share in inks_of(red, green, blue)]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _apart(one: Rgb, other: Rgb) -> float:
    """How different they look, about: the eye sees roots rather than amounts, and blue less than green."""
    return sum(weight * (a**0.5 - b**0.5) ** 2 for weight, a, b in zip((0.3, 0.5, 0.2), one, other, strict=True))


def _nearest(wanted: Rgb, used: tuple[int, ...]) -> Inks:
    """With those inks alone: downhill from white, in far steps and then in near ones."""
    inks = [0.0, 0.0, 0.0, 0.0]
    least, step = _apart(printed(tuple(inks)), wanted), 0.4
    while step > 0.003:
        best = None
        for ink in used:
            for move in (step, -step):
                tried = inks.copy()
                tried[ink] = min(1.0, max(0.0, inks[ink] + move))
                apart = _apart(printed(tuple(tried)), wanted) + DULLING * tried[3]
                if apart < least - 1e-9:
                    least, best = apart, tried
        if best is None:
            step /= 2
        else:
            inks = best
    return tuple(round(share, 3) for share in inks)
