"""Does it start, and answer?"""

import pytest

from app import create_app
from app.errors import Stopped
from app.web.security import public, unguarded
from config import settings, weaknesses_of_issuer


def test_the_process_says_that_it_is_well(visitor):
    assert visitor.get("/healthz", status=200).response.json["status"] == "ok"


def test_it_is_ready_once_the_database_is_migrated(visitor):
    assert visitor.get("/readyz", status=200).response.json["status"] == "ok"


def test_every_route_has_a_guard(app):
    assert unguarded(app) == []


def test_a_route_without_a_guard_is_found(app):
    assert unguarded(_FakeApp(one=lambda: "", other=public(lambda: ""))) == ["one"]


class _FakeApp:
    def __init__(self, **views):
        self.view_functions = views


def test_production_refuses_weak_settings_and_says_which(tmp_path):
    with pytest.raises(Stopped) as refusal:
        create_app({"MONTER_MODE": "production", "MONTER_HOME": tmp_path, "SECRET_KEY": "short"})
    said = str(refusal.value)
    assert [name for name in ("SECRET_KEY", "PUBLIC_URL", "MAIL_URL", "MAIL_FROM") if name in said] == [
        "SECRET_KEY", "PUBLIC_URL", "MAIL_URL", "MAIL_FROM",
    ]  # fmt: skip


def test_a_page_that_is_not_there_is_a_page_in_words(visitor):
    assert visitor.get("/nothing-here", status=404).h1 == "Vi hittar inte sidan"


def test_staff_pages_lead_to_sign_in_and_back(visitor, make):
    make.organisation()
    page = visitor.get("/staff/", status=200)
    assert (page.path, page.h1) == ("/staff/sign-in", "Logga in")


def test_one_press_signs_in_in_a_demonstration(signed_in):
    assert signed_in("planner").get("/staff/", status=200).h1 == "Idag"


def test_what_is_kept_is_for_our_eyes_only(tmp_path):
    home = tmp_path / "new" / "home"
    settings({"MONTER_HOME": str(home)})
    assert (home.stat().st_mode & 0o777, (home / "instance.key").stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, None),
        ({"OIDC_ISSUER": "https://in.example"}, "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together"),
        ({"OIDC_ISSUER": "http://in.example", "OIDC_CLIENT_ID": "m", "OIDC_CLIENT_SECRET": "0123456789abcdef" * 2}, "OIDC_ISSUER must"),
        ({"OIDC_ISSUER": "https://in.example", "OIDC_CLIENT_ID": "m", "OIDC_CLIENT_SECRET": "secret"}, "OIDC_CLIENT_SECRET is weak"),
        ({"OIDC_ISSUER": "https://in.example", "OIDC_CLIENT_ID": "m", "OIDC_CLIENT_SECRET": "0123456789abcdef" * 2}, None),
    ],
)  # fmt: skip
def test_a_weak_way_to_the_organisation_s_own_sign_in_is_refused(given, said):
    names = dict.fromkeys(("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"), "")
    found = weaknesses_of_issuer(names | given)
    assert [line.startswith(said) for line in found] == ([True] if said else [])
