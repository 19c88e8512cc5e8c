"""The addresses of `app.calendars.addresses`."""

from app.calendars.addresses import GOOGLE, Links, links_to, token_of
from app.calendars.models import Feed

KEY = b"k" * 32


def feed(**facts):
    return Feed(**({"id": "0123456789abcdefghjk", "generation": 1} | facts))


def test_a_secret_is_long_and_safe_in_a_path():
    token = token_of(feed(), KEY)
    assert (len(token), token.replace("-", "").replace("_", "").isalnum()) == (32, True)


def test_a_secret_can_be_shown_again_and_changes_with_feed_generation_and_key():
    secrets = [
        token_of(feed(), KEY),
        token_of(feed(), KEY),
        token_of(feed(generation=2), KEY),
        token_of(feed(id="x" * 20), KEY),
        token_of(feed(), b"j" * 32),
    ]
    assert (secrets[0] == secrets[1], len(set(secrets))) == (True, 4)


def test_an_address_comes_in_every_way_that_programs_want_it():
    path = f"/calendar/{token_of(feed(), KEY)}.ics"
    assert links_to(feed(), KEY, "https://monter.example.org") == Links(
        address=f"https://monter.example.org{path}",
        webcal=f"webcal://monter.example.org{path}",
        path=path,
        google=GOOGLE,
    )
