"""When has somebody guessed often enough? Limits on failed sign-ins, so that nobody can lock somebody else out. Pure.

Failures count for the pair of account and network, and for the network as a whole; a stranger elsewhere changes nothing for
the owner. Only keyed hashes are kept, for a day. Passkeys cannot be guessed and are not slowed down.
"""

import ipaddress
from datetime import timedelta

from ..store.tokens import keyed_hash

WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=24)
PER_PAIR = 8
PER_NETWORK = 80


def network_of(address: str | None) -> str:
    """The network of an address: IPv4 by itself, IPv6 by its first 64 bits, as one subscriber holds all of them."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))


def keys_of(key: bytes, who: str, network: str) -> tuple[str, str]:
    """Under what a failure is counted: (account and network, network)."""
    return keyed_hash(key, "sign-in of", f"{who}\0{network}"), keyed_hash(key, "sign-ins from", network)


def too_many(of_pair: int, of_network: int) -> bool:
    """Whether this many failures within WINDOW are enough."""
    return of_pair >= PER_PAIR or of_network >= PER_NETWORK
