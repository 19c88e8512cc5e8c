"""How does one get back to what one sent? An address made of the reference and a token derived from the instance key.

The reference finds the row, the token (192 bits) proves that the address was given by us; raising the submission's
`generation` ends it. Nothing of it is stored. Thanks pages have tokens of a kind of their own. Pure.
"""

from ..store.tokens import derived_token, same
from . import reference

KIND = "self-service"
THANKS = "thanks"


def token_of(submission, key: bytes, kind: str = KIND) -> str:
    """What stands in the address of this submission (or `Recorded`, with `submission_id`)."""
    of = getattr(submission, "submission_id", None) or submission.id
    return f"{submission.reference}{derived_token(key, kind, of, submission.generation)}"


def split(token: str) -> tuple[str, str] | None:
    """(reference, secret) of what stood in an address, or None when it cannot be one of ours."""
    found, secret = token[: reference.LENGTH], token[reference.LENGTH :]
    return (found, secret) if len(secret) == 32 and token.isascii() and reference.read(found) == found else None


def opens(secret: str, submission_id: str, generation: int, key: bytes, kind: str = KIND) -> bool:
    """Whether this secret belongs to that submission."""
    return same(secret, derived_token(key, kind, submission_id, generation))
