"""In which ways can one subscribe? The secret of a feed, and its addresses as people use them.

A secret is derived from the instance key, the feed and its generation, so it can be shown again and is never stored. Pure;
the key is an argument.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ..store.tokens import derived_token
from .models import Feed

KIND = "feed"

# Where Google Calendar takes the address of a calendar ("From URL"); it has no link that fills it in.
GOOGLE = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"


def token_of(feed: Feed, key: bytes) -> str:
    """The secret part of a feed's address: 32 characters, 192 bits."""
    return derived_token(key, KIND, feed.id, feed.generation)


@dataclass(frozen=True)
class Links:
    """`address` is for copying, `webcal` opens a calendar program; `path` gives the file once, to keep."""

    address: str
    webcal: str
    path: str
    google: str = GOOGLE


def links_to(feed: Feed, key: bytes, public_url: str) -> Links:
    """The addresses of a living feed, below the address that people see."""
    path = f"/calendar/{token_of(feed, key)}.ics"
    address = public_url + path
    return Links(address=address, webcal=urlunsplit(urlsplit(address)._replace(scheme="webcal")), path=path)
