"""What is in a file that a tablet saved because it had no network? The same envelopes, sealed; safe on any stick. Pure.

It goes through the same inbox as a sync, so bringing it in twice does no harm.
"""

from dataclasses import dataclass

from .clocks import Stamp
from .wire import Batch, NotUnderstood, read_batch, read_json

KIND = "booth-export"
LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True)
class SealedFile:
    """Which tablet wrote it, and what it holds."""

    pairing_id: str
    batch: Batch


def read_export(content: bytes) -> SealedFile:
    """Raises NotUnderstood for a file that no tablet wrote."""
    found = read_json(content)
    pairing_id, records = found.get("pairing_id"), found.get("records")
    if not isinstance(pairing_id, str) or not isinstance(records, list) or found.get("kind", KIND) != KIND:
        raise NotUnderstood
    batch = read_batch({"records": records, "app": found.get("app")}, pairing_id)
    return SealedFile(pairing_id, Batch(batch.app, Stamp(), {"faults": []}, batch.envelopes))
