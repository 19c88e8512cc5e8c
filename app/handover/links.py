"""How does a unit without accounts get to what was handed to it? A secret address: the handover's id and 192 derived bits.

Calling a handover back raises its generation, and the address opens nothing any more. Pure; the key is an argument.
"""

from ..store.columns import ID_LENGTH, is_id
from ..store.tokens import derived_token, same

TOKEN_LENGTH = 32


def token_of(handover_id: str, generation: int, key: bytes) -> str:
    """What stands in the address of this handover."""
    return handover_id + derived_token(key, "handover", handover_id, generation)


def id_in(token: str) -> str | None:
    """The id that an address names; None when it cannot be one of ours."""
    found, secret = token[:ID_LENGTH], token[ID_LENGTH:]
    return found if len(secret) == TOKEN_LENGTH and token.isascii() and is_id(found) else None


def opens(token: str, handover_id: str, generation: int, key: bytes) -> bool:
    """Whether this address is that handover's, of this generation."""
    return same(token, token_of(handover_id, generation, key))
