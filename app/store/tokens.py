"""How do we make addresses that open something, without keeping them? Derived tokens and keyed hashes.

A token is HMAC(instance key, kind, id, generation): it can be shown again, and raising the generation revokes it. What is
kept in the database is only its hash. Pure; the key is an argument.
"""

import base64
import hashlib
import hmac


def derived_token(key: bytes, kind: str, of: str, generation: int) -> str:
    """32 characters with 192 bits, safe in a path."""
    message = f"{kind}\0{of}\0{generation}".encode()
    return base64.urlsafe_b64encode(hmac.digest(key, message, "sha256")[:24]).decode()


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hexadecimal characters."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: bytes, kind: str, value: str) -> str:
    """A name for `value` that nobody without the key can turn back: 32 hexadecimal characters."""
    return hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")[:16].hex()


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
