"""Could these two be the same person? Hints for staff, who alone decide; nothing is ever merged by itself.

The same phone, the same mail address, or the same name in another spelling together with part of either (domain.md §4).
A family shares a phone, so a hint is no more than a hint. Pure; called at intake with the people that share a key.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.web.text import search_key

REASONS = ("phone", "email", "name")  # strongest first; the keys that a hint's row keeps in `why`
SAME_END = 4  # so many last digits alike are part of a phone
SOUNDS = [
    ("ch", "k"),
    ("ck", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("z", "s"),
    ("y", "i"),
]


@dataclass(frozen=True)
class Known:
    """A person as matching sees them. `id` is whatever the caller knows them by; contact ways are the normalised keys of
    `contact.py`."""

    id: str
    name: str
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """The sounds of the name."""
        return frozenset(name_key(self.name).split())


@dataclass(frozen=True)
class Hint:
    """Somebody who may be the same person, and why: some of REASONS, in that order."""

    id: str
    why: tuple[str, ...]


def candidates(new: Known, others: Iterable[Known]) -> list[Hint]:
    """Those of `others` who may be `new`, the most alike first, else in the order given."""
    hints = [Hint(other.id, why) for other in others if other.id != new.id and (why := reasons(new, other))]
    return sorted(hints, key=lambda hint: (-len(hint.why), REASONS.index(hint.why[0])))


def reasons(one: Known, other: Known) -> tuple[str, ...]:
    """Why these may be the same person; empty when nothing says so. Symmetric."""
    phone, email = bool(one.phones & other.phones), bool(one.emails & other.emails)
    name = _same_words(one.words, other.words) and (phone or email or _share_a_part(one, other))
    return tuple(reason for reason, holds in zip(REASONS, (phone, email, name), strict=True) if holds)


def name_key(name: str) -> str:
    """A name so that spellings and orders meet: `Karlsson, Christina` and `Kristina Carlsson` give the same."""
    return " ".join(sorted(_sound(word) for word in search_key(name).split()))


def same_name(one: str, other: str) -> bool:
    """Whether two names may be the same: the same words in any order, or all of the shorter one in the longer."""
    return _same_words(frozenset(name_key(one).split()), frozenset(name_key(other).split()))


def _same_words(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(some and others) and (some <= others or others <= some)


def _sound(word: str) -> str:
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)


def _share_a_part(one: Known, other: Known) -> bool:
    return any(_nearly_same_phone(a, b) for a in one.phones for b in other.phones) or any(
        _nearly_same_email(a, b) for a in one.emails for b in other.emails
    )


def _nearly_same_phone(one: str, other: str) -> bool:
    return one[-SAME_END:] == other[-SAME_END:] or within_one_slip(one, other)


def _nearly_same_email(one: str, other: str) -> bool:
    return mailbox(one) == mailbox(other) or within_one_slip(one, other)


def mailbox(address: str) -> str:
    """What stands before the @, without dots and +tag: people keep it when they change provider."""
    return address.partition("@")[0].partition("+")[0].replace(".", "")


def within_one_slip(one: str, other: str) -> bool:
    """Whether one slip of the finger leads from one to the other: a sign wrong, left out, added, or two swapped."""
    if len(one) > len(other):
        one, other = other, one
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) == len(other):
        swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or swapped == other
    return len(other) == len(one) + 1 and one[start:] == other[start + 1 :]
