"""A tablet that also forgets as the app does (`store.js`, `sync.js`): what was acknowledged stays until it is in a backup, goes
again after a restore, and a wipe that is asked for waits until all is sent.
"""

import base64
import copy
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from tests.capture.tablet import Tablet, base64url, invitation

ITS_MEMORY = ("token", "pairing_id", "told", "kept", "acked", "seq", "generation")
MOST = 20


@dataclass
class Keeper(Tablet):
    """`kept` are the envelopes in its store, `acked` says when the server named them, `wiped` how often it forgot all."""

    acked: dict[str, datetime] = field(default_factory=dict)
    generation: int | None = None
    wiped: int = 0

    @property
    def waiting(self) -> list[dict]:
        """What the server has not acknowledged."""
        return [envelope for envelope in self.kept if envelope["id"] not in self.acked]

    def sealed_by(self, envelope: dict) -> dict:
        """As it is sent: what an earlier pairing sealed says which."""
        sealed = envelope["pairing"]
        return {name: value for name, value in envelope.items() if name != "pairing" or sealed != self.pairing_id}

    def keep(self, facts: dict, **lies) -> dict:
        return super().keep(facts, pairing=self.pairing_id, **lies)

    def pair_again(self, booth, *, allows: bool = True) -> str:
        """With a new code and a new token; what it has stays. Gives the state that it is told."""
        self.token = base64url(secrets.token_bytes(32))
        status, answer = self.pair(invitation(self.app, booth, allows=allows))
        assert status == 200, answer
        return self.go_on() if allows else answer["state"]

    def go_on(self) -> str:
        """Show that it can seal."""
        status, answer = self.confirm()
        assert (status, answer["state"]) == (200, "active"), answer
        return answer["state"]

    def deliver(self, records: list[dict], *, heard: bool = True) -> tuple[int, list[str]]:
        """(HTTP status, what it was told of each) of one batch; unless it is heard, the answer was lost on its way."""
        told = self.batch([self.sealed_by(one) for one in records[:MOST]])
        told["status"] |= {"pending": len(self.waiting), "next_seq": self.seq + 1}
        status, answer = self.post("/sync", told)
        if status == 200 and heard:
            self.hear(answer)
        return status, [ack["status"] for ack in (answer or {}).get("acks", [])]

    def hear(self, answer: dict) -> None:
        """What the app does with an answer, in its order."""
        at, through = (
            answer[name] and datetime.fromisoformat(answer[name]) for name in ("server_time", "durable_through")
        )
        own = {envelope["id"]: envelope["sha256"] for envelope in self.kept}
        for ack in answer["acks"]:
            if own.get(ack["id"]) == ack["sha256"]:
                self.acked.setdefault(ack["id"], at)
        if self.generation not in (None, answer["store_generation"]):
            self.acked.clear()
        self.generation = answer["store_generation"]
        if through:
            old = {id for id, when in self.acked.items() if when <= through}
            self.kept = [envelope for envelope in self.kept if envelope["id"] not in old]
            self.acked = {id: when for id, when in self.acked.items() if id not in old}
        if "wipe_when_sent" in answer["commands"] and not self.waiting and not answer["acks"]:
            self.wipe()

    def wipe(self) -> None:
        """Forget all: another installation, as far as anybody can tell."""
        self.kept, self.acked, self.seq, self.generation, self.told, self.pairing_id = [], {}, 0, None, {}, ""
        self.install_id, self.wiped = secrets.token_hex(16), self.wiped + 1

    def memory(self) -> dict:
        """Its whole store, as a copy of its disk would have it."""
        return copy.deepcopy({name: getattr(self, name) for name in (*ITS_MEMORY, "install_id")})

    def go_back_to(self, memory: dict) -> None:
        """Its disk is as it was then."""
        for name, value in copy.deepcopy(memory).items():
            setattr(self, name, value)

    def sealed_file(self) -> bytes:
        """What it saves for a stick: all that waits, each told by which pairing it was sealed."""
        found = {"proto": 1, "kind": "booth-export", "pairing_id": self.pairing_id, "records": self.waiting}
        return json.dumps(found).encode()


def damaged(envelope: dict) -> dict:
    """The same with one byte turned on its way."""
    blob = bytearray(base64.urlsafe_b64decode(envelope["blob"] + "=" * (-len(envelope["blob"]) % 4)))
    blob[-1] ^= 1
    return envelope | {"blob": base64url(bytes(blob))}
