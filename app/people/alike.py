"""Who among very many may be the same person? Pairs to compare, without comparing everybody with everybody.

Each person is filed under some twenty keys, such that two of whom `matching.reasons` has something to say share at least one.
Only those that share a key are compared, and under one key each with the latest few before: what hundreds have in common is
nobody's. So the work grows with the number of people and not with its square. Pure; called by the nightly run.
"""

from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from app.leads.matching import SAME_END, Known, mailbox, name_key, reasons

MOST_ALIKE = 20  # compared under one key
PLACES = 1 << 24  # more people than a unit has

Pair = tuple[str, str, tuple[str, ...]]  # the later id, the earlier one, why


def keys_of(known: Known) -> set[str]:
    """The keys under which somebody is filed."""
    keys = {f"w{way}" for way in known.phones | known.emails}
    words = name_key(known.name).split()
    if words:  # a part of a contact way says something together with the name alone
        for phone in known.phones:
            keys.update(f"d{near}" for near in _with_a_sign_less(phone, len(phone) - SAME_END - 1, len(phone)))
            keys.update(f"e{phone[-SAME_END:]} {word}" for word in words)
        for email in known.emails:
            keys.update(f"d{near}" for near in _with_a_sign_less(email, 0, len(email.partition("@")[0]) + 2))
            keys.update(f"m{mailbox(email)} {word}" for word in words)
    return keys


def _with_a_sign_less(text: str, first: int, end: int) -> set[str]:
    """The text, and it without one of the signs from `first` up to `end`: two that are one slip apart there share one."""
    return {text, *(text[:place] + text[place + 1 :] for place in range(max(0, first), min(end, len(text))))}


def pairs(people: Sequence[Known]) -> Iterator[Pair]:
    """All pairs that may be the same person, each once, the later id (they sort by time) first."""
    order = sorted(range(len(people)), key=lambda place: people[place].id)
    filed = array("Q")
    for rank, place in enumerate(order):
        filed.extend(_number(key) * PLACES + rank for key in keys_of(people[place]))
    seen: set[int] = set()
    for later, earlier in _neighbours(sorted(filed)):
        if (both := later * PLACES + earlier) in seen:
            continue
        one, other = people[order[later]], people[order[earlier]]
        if why := reasons(one, other):
            seen.add(both)
            yield one.id, other.id, why


def _number(key: str) -> int:
    """40 bits of a hash: two keys that meet by chance only cost one comparison."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).digest())


def _neighbours(filed: list[int]) -> Iterator[tuple[int, int]]:
    """(later, earlier) rank of those filed under the same key, each with the latest few before."""
    key, before = -1, []
    for entry in filed:
        its_key, rank = divmod(entry, PLACES)
        if its_key != key:
            key, before = its_key, []
        for earlier in before[-MOST_ALIKE:]:
            yield rank, earlier
        before.append(rank)
