"""A tablet for tests, in Python: it pairs, seals, keeps and sends as booth.md says, through HTTP, and can be made to lie."""

import base64
import hashlib
import json
import random
import secrets
import time
import uuid
from contextvars import Context
from dataclasses import dataclass, field

from sqlalchemy import select

from app.capture import pairing, seal
from app.capture.models import Pairing
from app.clock import now
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work

START = 1_800_000_000_000  # what its wall clock shows first, in milliseconds


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def invitation(app, booth, *, allows=True, at=None) -> str:
    """A code for this booth, as a planner or the command line makes it."""
    with unit_of_work():
        from app.booths.models import Booth

        row = db.session.get(Booth, booth.id)
        kept = {"key": app.config["INSTANCE_KEY"], "home": app.config["MONTER_HOME"]}
        return pairing.invite(row, by=OPERATOR, now=at or now(), allows=allows, **kept)[1]


@dataclass
class Tablet:
    """One tablet. `kept` are the envelopes that it has saved, in order."""

    app: object
    install_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: str = field(default_factory=lambda: base64url(secrets.token_bytes(32)))
    pairing_id: str = ""
    told: dict = field(default_factory=dict)
    kept: list[dict] = field(default_factory=list)
    seq: int = 0
    wall: int = START
    mono: int = 1000
    boot: str = "boot-1"

    # Talking

    def post(self, path: str, message: dict, **headers):
        """(status, answer) of a POST in a context of its own, as a server handles it."""
        return self.ask("POST", path, json.dumps(message).encode(), **headers)

    def ask(self, verb: str, path: str, body: bytes | None = None, **headers):
        client = self.app.test_client()
        db.session.rollback()
        answer = Context().run(
            lambda: client.open("/api/booth/v1" + path, method=verb, data=body, headers=headers | self.authorization)
        )
        db.session.rollback()
        self.response = answer
        return answer.status_code, answer.get_json()

    @property
    def authorization(self) -> dict:
        return {"Authorization": f"Booth {self.pairing_id}.{self.token}"} if self.pairing_id else {}

    # Pairing

    def pair(self, code: str):
        """(status, answer) of asking once."""
        message = {
            "proto": 1, "code": code, "token_sha256": hashlib.sha256(self.token.encode()).hexdigest(), "app": "1.0.0",
            "install_id": self.install_id, "device": {"platform": "iPad", "standalone": True, "persisted": True},
        }  # fmt: skip
        before, self.pairing_id = self.pairing_id, ""
        status, answer = self.post("/pair", message)
        self.pairing_id = (answer or {}).get("pairing_id", before)
        if "seal" in (answer or {}):
            self.told = answer
        return status, answer

    def confirm(self, **lies):
        """(status, answer) of showing that it can seal."""
        plain = secrets.token_bytes(32)
        canary = seal.seal(plain, self.public, seal.canary_info(self.pairing_id))
        message = {"proto": 1, "pairing_id": self.pairing_id, "canary": base64url(canary)}
        return self.post("/pair/confirm", message | {"canary_sha256": hashlib.sha256(plain).hexdigest()} | lies)

    def join(self, booth) -> "Tablet":
        """Paired with this booth and in use."""
        assert self.pair(invitation(self.app, booth))[0] == 200
        status, answer = self.confirm()
        assert (status, answer["state"]) == (200, "active"), answer
        return self

    @property
    def public(self) -> bytes:
        text = self.told["seal"]["pk"]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    @property
    def row(self) -> Pairing:
        db.session.rollback()
        return db.session.scalar(select(Pairing).filter_by(id=self.pairing_id))

    # Writing

    def save(self, name="Åsa Ek", phone="070-123 45 67", **facts) -> dict:
        """Seal and keep a lead; gives its envelope. `facts` go into the payload, those of an answer into the answers."""
        answers = {"name": name, "phone": phone, "email": "", "interests": ["guardian"], "best_time": "evening"}
        answers |= {key: facts.pop(key) for key in list(facts) if key in answers or key == "slot"}
        return self.keep({"answers": answers, "lang": facts.pop("lang", "sv"), **facts})

    def tally(self, **counts) -> dict:
        """Seal and keep a count."""
        return self.keep({"kind": "tally", "counts": counts})

    def keep(self, facts: dict, **lies) -> dict:
        """Seal a payload and put it into an envelope."""
        id, told = facts.pop("id", None) or str(uuid.uuid4()), self.told
        kid, form = told["seal"]["kid"], told["form"]["version"]
        payload = {
            "v": 1, "lead_id": id, "form": form, "session": None, "supersedes": None, "test": False,
            "text_sha256": told["form"]["texts"]["sv"]["sha256"],
        } | facts  # fmt: skip
        plain = json.dumps(payload).encode()
        plain += b" " * (1024 * (1 + len(plain) // 1024) - len(plain))
        info = seal.record_info(told["booth"]["id"], self.pairing_id, id, form, kid)
        blob = seal.seal(plain, self.public, lies.pop("info", info))
        self.seq += 1
        envelope = {
            "id": id, "seq": self.seq, "kid": kid, "v": 1, "form": form, "blob": base64url(blob),
            "sha256": hashlib.sha256(blob).hexdigest(), "state": "PENDING",
            "at": {"wall": self.wall, "mono": self.mono, "boot": self.boot},
        } | lies  # fmt: skip
        self.kept.append(envelope)
        return envelope

    # Sending

    def batch(self, records=None, **facts) -> dict:
        """The message of a sync."""
        records = self.kept if records is None else records
        return {
            "proto": 1, "app": "1.0.0", "boot": self.boot, "sent_wall": self.wall, "sent_mono": self.mono,
            "status": {"pending": 0, "next_seq": self.seq + 1, "battery": 80, "persisted": True, "faults": []},
            "records": records,
        } | facts  # fmt: skip

    def sync(self, *records, **facts) -> dict:
        """The answer to sending these, else all that is kept."""
        while (came := self.post("/sync", self.batch(list(records) or None, **facts)))[0] == 503:
            time.sleep(0.1 * random.random())
        status, answer = came
        assert status == 200, (status, answer)
        return answer

    def statuses(self, *records, **facts) -> list[str]:
        """What it is told of each."""
        return [ack["status"] for ack in self.sync(*records, **facts)["acks"]]
