"""What do records have in common that are opened together? Booth, key, pairings and forms, read once for all of them.

Made anew for every unit of work, in which nothing of this can change. The private key is unwrapped for as long as that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select

from ..booths.models import Booth, CaptureSession
from ..clock import local_date
from ..leads.intake import Captured
from ..staffing.queries import on_duty
from ..store.db import db
from ..store.erased import among
from . import seal
from .configuration import booth_of_key
from .models import BoothKey, Pairing, TabletRecord
from .payload import Payload, Stood
from .sessions import began_by, duty_at, session_of, without_shift


@dataclass(frozen=True)
class Read:
    """A lead that was opened and read, and waits to be recorded together with others."""

    captured: Captured
    row: TabletRecord
    pairing: Pairing
    payload: Payload


class AtHand:
    """What has been read so far; `key` is the instance key, `erased` tells which of some ids were erased."""

    def __init__(self, key: bytes, home: Path):
        self._key, self._kept = key, []
        self._sessions: dict[tuple, CaptureSession] = {}
        self.leads: list[Read] = []
        self.erased = among(home, key)
        self._key_of, self._private, self._pairings = cache(booth_of_key), cache(self._unwrapped), cache(self._of_booth)
        self._on_duty, self._without = cache(on_duty), cache(without_shift)

    def booth(self, booth_id: str) -> Booth:
        """That booth."""
        return self.keep(db.session.get(Booth, booth_id))

    def session(self, booth: Booth, pairing: Pairing, stood: Stood | None, row: TabletRecord) -> CaptureSession:
        """The capture session of a record. Records of one shift that say the same of who stood there share it."""
        helper_id = stood.helper_id if stood else None
        duty = duty_at(booth, helper_id, row.captured_at, on_duty=self._on_duty, without_shift=self._without)
        said = (pairing.id, stood, duty and duty.shift_id, local_date(row.captured_at))
        known = self._sessions.get(said)
        if known is None:
            known = self._sessions[said] = self.keep(session_of(booth, pairing, stood, row, duty))
        began_by(known, stood, row, pairing)
        return known

    def keep(self, row):
        """The session forgets what nobody holds: what the next record will ask for again is held."""
        self._kept.append(row)
        return row

    def unsealed(self, row: TabletRecord) -> tuple[Pairing, bytes]:
        """The pairing under which it was sealed, and the plain bytes. Raises Unopened with the reason."""
        kept = self._key_of(row.kid, row.organisation_id)
        if kept is None:
            raise seal.Unopened("unknown_key")
        if kept.wrapped_private is None:
            raise seal.Unopened("key_destroyed")
        private = self._private(kept)
        for pairing_id, pairing in self._sealers(row, kept.booth_id):
            info = seal.record_info(kept.booth_id, pairing_id, row.sealed_as or row.id, row.form, row.kid)
            try:
                return pairing, seal.opened(row.blob or b"", private, info)
            except seal.Unopened:
                continue
        raise seal.Unopened("wrong_seal")

    def _sealers(self, row: TabletRecord, booth_id: str) -> Iterator[tuple[str, Pairing]]:
        """(id, pairing) by which it may have been sealed. A tablet that was paired anew brings what it sealed before, so every
        pairing of the key's booth is tried, the one that brought it first, and the one that it names: a restored backup may not
        know that one, then it is whose brought it."""
        own = self.keep(db.session.get(Pairing, row.pairing_id))
        here = own is not None and own.booth_id == booth_id
        if here:
            yield own.id, own
        others = [one for one in self._pairings(booth_id) if one is not own]
        yield from ((one.id, one) for one in others)
        known = {own.id if here else None, *(one.id for one in others)}
        if row.sealed_by and row.sealed_by not in known and (here or others):
            yield row.sealed_by, own if here else others[0]

    def _of_booth(self, booth_id: str) -> list[Pairing]:
        """Its pairings, the latest first."""
        return list(db.session.scalars(select(Pairing).filter_by(booth_id=booth_id).order_by(Pairing.number.desc())))

    def _unwrapped(self, kept: BoothKey):
        return seal.unwrapped(kept.wrapped_private, kept.kid, self._key)
