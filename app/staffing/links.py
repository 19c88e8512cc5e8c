"""How does somebody without an account get to what is theirs? Secret addresses of helpers, and open ones of invitations.

An address is the row's id and a token (192 bits) that is derived from the instance key, the id and a generation: it can be
shown and sent again, raising the generation ends it, and nothing of it is stored. Pure; the key is an argument.
"""

from ..store.columns import ID_LENGTH, is_id
from ..store.tokens import derived_token, same

HELPER = "helper"
INVITATION = "help-invitation"
TOKEN_LENGTH = 32


def token_of(row, kind: str, key: bytes) -> str:
    """What stands in the address of this helper or invitation."""
    return row.id + derived_token(key, kind, row.id, row.generation)


def id_in(token: str) -> str | None:
    """The id that an address names; None when it cannot be one of ours."""
    found, secret = token[:ID_LENGTH], token[ID_LENGTH:]
    return found if len(secret) == TOKEN_LENGTH and token.isascii() and is_id(found) else None


def opens(token: str, row, kind: str, key: bytes) -> bool:
    """Whether this address is that row's, of this generation."""
    return same(token, token_of(row, kind, key))


def helper_path(helper, key: bytes) -> str:
    """The way to a helper's own page."""
    return f"/h/{token_of(helper, HELPER, key)}"


def invitation_path(invitation, key: bytes) -> str:
    """The way to the page where one signs up to help."""
    return f"/join/{token_of(invitation, INVITATION, key)}"
