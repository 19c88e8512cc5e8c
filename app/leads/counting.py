"""How sure can we be of k of n? Shares as people can read them, with how far chance alone might move them.

The interval is Wilson's score interval (1927), which behaves for the small numbers that a stand gives: it stays between
0 and 1 and is not empty when k is 0 or n. Pure; called by tables of results.
"""

from math import sqrt

from app import words

Z_95 = 1.96  # 95 times of 100
FEWEST = 5  # outside the unit, smaller counts are not shown (domain.md §6.5)


def wilson(k: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Between which shares (0 to 1) the true one lies, k of n being seen. Of none, all is possible: (0, 1)."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    share, spread = k / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / n / 4) / (1 + spread)
    return (0.0 if k == 0 else max(0.0, middle - half)), (1.0 if k == n else min(1.0, middle + half))


def told_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two shares (k, n) differ by more than chance: ranks are withheld when their intervals overlap."""
    (low, high), (other_low, other_high) = wilson(*one), wilson(*other)
    return high < other_low or other_high < low


def k_of_n(k: int, n: int, locale: str) -> str:
    """`3 av 12 (9–53 %)`: the count first, and how far chance reaches; `0 av 0` alone."""
    said = words.share_words(k, n, locale)
    if n == 0:
        return said
    low, high = (words.number_words(100 * share, locale, 0) for share in wilson(k, n))
    blank = "" if words.spelling(locale).cldr.startswith("en") else words.FIXED
    return f"{said} ({low}{words.DASH}{high}{blank}%)"
