"""Has anybody changed, deleted, put in or moved what was written down? Each line is sealed to the one before it.

A seal is an HMAC, with a key made from the instance key, over the seal before it, the line, and a salted digest of its details, so
that details can be erased (the salt goes with them) and the chain still holds. Lines are sealed in order by the worker, never in
the request, where it would make writers wait for each other. Each organisation has a chain of its own. The edge commits.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from ..store.db import db
from .actions import note
from .actors import Actor
from .models import JournalAnchor, JournalLine, JournalSeal

AT_ONCE = 1000  # lines in one transaction
SETTLED = timedelta(seconds=5)  # so long a line waits for those that were begun before it
LATE = timedelta(hours=1)  # so much earlier than the one before it a line may say it is: its transaction took that long
BEGINNING = "0" * 64


def chain_key(key: bytes) -> bytes:
    """The key of the chains, made from the instance key."""
    return hmac.digest(key, b"journal chain", "sha256")


def digest_of(details: dict, salt: str) -> str:
    """A digest that tells nothing of the details once the salt is gone."""
    words = json.dumps(details, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\0{words}".encode()).hexdigest()


def mac_of(line: JournalLine, *, before: str, number: int, details_digest: str, key: bytes) -> str:
    """The seal of a line: 64 hexadecimal characters. `key` is that of the chains."""
    facts = (line.id, line.organisation_id or "", line.at.isoformat(), line.kind, line.actor, line.subject or "")
    message = "\0".join((before, str(number), *facts, details_digest))
    return hmac.new(key, message.encode(), "sha256").hexdigest()


# Sealing --------------------------------------------------------------------------------------------------------------


def chains() -> list[str]:
    """Every chain there is, and those that are to begin."""
    of_lines = db.session.scalars(select(JournalLine.organisation_id).distinct())
    return sorted({one or "" for one in of_lines} | set(db.session.scalars(select(JournalSeal.chain).distinct())))


def heads() -> dict[str, tuple[int, str]]:
    """The number and mac of the last seal of each chain."""
    last = (
        select(JournalSeal.chain, func.max(JournalSeal.number).label("number")).group_by(JournalSeal.chain).subquery()
    )
    rows = db.session.execute(
        select(JournalSeal.chain, JournalSeal.number, JournalSeal.mac).join(
            last, (last.c.chain == JournalSeal.chain) & (last.c.number == JournalSeal.number)
        )
    )
    anchored = {row.chain: (row.number, row.mac) for row in db.session.scalars(select(JournalAnchor))}
    return anchored | {chain: (number, mac) for chain, number, mac in rows}


def seal_chain(chain: str, *, key: bytes, now: datetime, most: int = AT_ONCE) -> int:
    """Seal lines of one chain, oldest first; gives how many. `key` is the instance key."""
    key = chain_key(key)
    number, mac = heads().get(chain, (0, BEGINNING))
    rows = []
    for line in _unsealed(chain, now, most):
        number, salt = number + 1, secrets.token_hex(16)
        digest = digest_of(line.details, salt)
        mac = mac_of(line, before=mac, number=number, details_digest=digest, key=key)
        rows.append(
            {
                "chain": chain,
                "number": number,
                "line_id": line.id,
                "at": line.at,
                "salt": salt,
                "details_digest": digest,
                "mac": mac,
            }
        )
    if rows:
        db.session.execute(JournalSeal.__table__.insert(), rows)
    return len(rows)


def _of_chain(chain: str):
    return JournalLine.organisation_id == chain if chain else JournalLine.organisation_id.is_(None)


def _unsealed(chain: str, now: datetime, most: int) -> Sequence[JournalLine]:
    last = db.session.scalar(select(func.max(JournalSeal.at)).filter_by(chain=chain))
    found = (
        select(JournalLine)
        .outerjoin(JournalSeal, JournalSeal.line_id == JournalLine.id)
        .where(_of_chain(chain), JournalSeal.line_id.is_(None), JournalLine.at <= now - SETTLED)
        .order_by(JournalLine.at, JournalLine.id)
        .limit(most)
    )
    return db.session.scalars(found.where(JournalLine.at >= last - LATE) if last else found).all()


# Looking ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where something is wrong. `what`: changed, deleted, put in, missing seals, cut off, beginning."""

    chain: str
    number: int
    what: str
    line_id: str | None = None
    at: datetime | None = None

    def __str__(self) -> str:
        where = f"line {self.number}" if self.number else f"the line {self.line_id}"
        when = f" of {self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        return f"{where}{when}: {SAID[self.what]}"


SAID = {
    "changed": "was changed or moved after it was sealed",
    "deleted": "was deleted",
    "put in": "was put in later, among lines that were sealed before",
    "missing seals": "is missing together with its seal, or those after it were numbered anew",
    "cut off": "was the last that was sealed once, and it is gone",
    "beginning": "should be the first, and nothing says that those before it were disposed of",
}


def check(*, key: bytes, now: datetime, known_heads: dict[str, list] | None = None) -> tuple[int, list[Place]]:
    """How many lines were looked at, and every place where something is wrong. `key` is the instance key, `known_heads` what
    was noted outside the database of where each chain ended."""
    found, looked_at = [], 0
    for chain in sorted({*chains(), *(known_heads or {})}):
        walk = _Walk(chain, chain_key(key))
        found += walk.places(now)
        looked_at += walk.looked_at
        if chain in (known_heads or {}) and not ends_where_it_did(chain, *known_heads[chain]):
            found.append(Place(chain, known_heads[chain][0], "cut off"))
    return looked_at, found


def ends_where_it_did(chain: str, number: int, mac: str) -> bool:
    """Whether the line that was once the last of its chain is there still, or was disposed of as the oldest are."""
    anchor = db.session.get(JournalAnchor, chain, populate_existing=True)
    if anchor and anchor.number > number:
        return True
    if anchor and anchor.number == number:
        return anchor.mac == mac
    return db.session.scalar(select(JournalSeal.mac).filter_by(chain=chain, number=number)) == mac


def heads_to_note(known: dict[str, list]) -> dict[str, tuple[int, str] | list]:
    """Where each chain ends now; for one whose `known` end is gone that one still, so that what is sealed later hides nothing."""
    missed = {chain: end for chain, end in known.items() if not ends_where_it_did(chain, *end)}
    return heads() | missed


class _Walk:
    """One chain, from its first line to its last."""

    def __init__(self, chain: str, key: bytes):
        self.chain, self.key, self.looked_at = chain, key, 0
        self.anchor = db.session.get(JournalAnchor, chain, populate_existing=True)
        self.number = self.anchor.number if self.anchor else 0
        self.mac = self.anchor.mac if self.anchor else BEGINNING
        self.at: datetime | None = None

    def places(self, now: datetime) -> Iterator[Place]:
        if self.anchor and not self._was_shortened():
            yield Place(self.chain, self.anchor.number + 1, "beginning")
        while rows := self._next():
            for seal, line in rows:
                self.looked_at += 1
                yield from self._one(seal, line)
        yield from self._never_sealed(now)

    def _next(self) -> list:
        rows = db.session.execute(
            select(JournalSeal, JournalLine)
            .outerjoin(JournalLine, JournalLine.id == JournalSeal.line_id)
            .where(JournalSeal.chain == self.chain, JournalSeal.number > self.number)
            .order_by(JournalSeal.number)
            .limit(AT_ONCE)
            .execution_options(populate_existing=True)
        ).all()
        return list(rows)

    def _one(self, seal: JournalSeal, line: JournalLine | None) -> Iterator[Place]:
        if seal.number != self.number + 1:
            yield Place(self.chain, self.number + 1, "missing seals")
        before = self.mac if seal.number == self.number + 1 else None
        self.number, self.mac = seal.number, seal.mac
        if line is None:
            yield Place(self.chain, seal.number, "deleted", seal.line_id, seal.at)
        elif before and not self._holds(seal, line, before):
            yield Place(self.chain, seal.number, "changed", line.id, seal.at)
        elif self.at and line.at < self.at - LATE:
            yield Place(self.chain, seal.number, "put in", line.id, line.at)
        self.at = max(self.at, seal.at) if self.at else seal.at

    def _holds(self, seal: JournalSeal, line: JournalLine, before: str) -> bool:
        mac = mac_of(line, before=before, number=seal.number, details_digest=seal.details_digest, key=self.key)
        whole = digest_of(line.details, seal.salt) == seal.details_digest if seal.salt else line.details == {}
        return hmac.compare_digest(mac, seal.mac) and whole

    def _was_shortened(self) -> bool:
        said = select(JournalLine.details).where(_of_chain(self.chain), JournalLine.kind == "journal.shortened")
        return {"through": self.anchor.number, "mac": self.anchor.mac} in db.session.scalars(said).all()

    def _never_sealed(self, now: datetime) -> Iterator[Place]:
        """Lines that lie before the last seal and have none: the worker passes nothing by."""
        if self.at is None:
            return
        rows = db.session.execute(
            select(JournalLine.id, JournalLine.at)
            .outerjoin(JournalSeal, JournalSeal.line_id == JournalLine.id)
            .where(_of_chain(self.chain), JournalSeal.line_id.is_(None), JournalLine.at < min(self.at, now) - LATE)
            .order_by(JournalLine.at)
        )
        yield from (Place(self.chain, 0, "put in", id, at) for id, at in rows)


# Erasing and shortening -----------------------------------------------------------------------------------------------


def erase_details(line_ids: Sequence[str], *, by: Actor, now: datetime, organisation_id: str | None) -> int:
    """Take away what lines tell beside the act, and the salts with it; the chain still holds. Gives how many lines."""
    if not line_ids:
        return 0
    db.session.execute(update(JournalLine).where(JournalLine.id.in_(line_ids)).values(details={}))
    db.session.execute(update(JournalSeal).where(JournalSeal.line_id.in_(line_ids)).values(salt=None))
    note("journal.erased", by=by, now=now, organisation_id=organisation_id, count=len(line_ids))
    return len(line_ids)


def shorten(line_ids: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Dispose of these lines, as far as they are the oldest of their chain and sealed; an anchor says where it begins now, and a
    line that it was shortened. Gives how many went."""
    seals = db.session.scalars(
        select(JournalSeal).where(JournalSeal.line_id.in_(line_ids)).order_by(JournalSeal.chain, JournalSeal.number)
    ).all()
    gone = []
    for chain in sorted({seal.chain for seal in seals}):
        anchor = db.session.get(JournalAnchor, chain)
        first, last = (anchor.number if anchor else 0) + 1, None
        for seal in (one for one in seals if one.chain == chain):
            if seal.number != first:
                break
            first, last = first + 1, seal
            gone.append(seal.line_id)
        if last:
            _anchor(chain, last.number, last.mac, by, now)
    db.session.execute(delete(JournalLine).where(JournalLine.id.in_(gone)))
    db.session.execute(delete(JournalSeal).where(JournalSeal.line_id.in_(gone)))
    db.session.expire_all()
    return len(gone)


def _anchor(chain: str, number: int, mac: str, by: Actor, now: datetime) -> None:
    db.session.merge(JournalAnchor(chain=chain, number=number, mac=mac, at=now))
    note("journal.shortened", by=by, now=now, organisation_id=chain or None, through=number, mac=mac)
