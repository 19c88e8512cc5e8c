"""Do the rules of trust.md hold for all there is? Walks the URL map, the tables, the templates and the code itself."""

import ast
import re
from pathlib import Path

import pytest

from app.accounts.doors import DOORS, hang
from app.accounts.rules import PERMISSIONS
from app.store.db import db
from tests.pages import Browser

APP = Path(__file__).parents[2] / "app"
TEMPLATES = sorted(APP.rglob("*.html"))
MODULES = sorted(APP.rglob("*.py"))
GUARDS = {"public", "signed in", "halfway", "demonstration", "closed", *PERMISSIONS}

FORBIDDEN_IN_TEMPLATES = {
    "a filter that lets HTML through": r"\|\s*safe\b|autoescape\s+false",
    "a style attribute": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script address": r"javascript:",
    "an inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "an address elsewhere": r"(?:src|href|action)=[\"']https?://",
}

# What this does cannot be bound: names of databases that we made up.
ALLOWED_CALLS = {("store/backup.py", "text")}

WORDS_OF_PEOPLE = {"name", "email", "phone", "note", "answers", "body", "recipient", "value", "key", "password"}
# Columns that are called so and hold nothing of a person.
OF_NO_PERSON = {
    "organisations.name", "units.name", "units.email", "units.phone", "functions.name", "functions.email",
    "roles.name", "milestones.key", "booths.name", "booths.note", "events.note", "placements.note", "assignment_types.key",
    "shifts.note", "instance.key", "instance.value", "passkeys.name", "abuse_counts.key", "sign_in_failures.key",
}  # fmt: skip

# Tables without an organisation of their own, and through what they have one, or why they need none.
WITHOUT_ORGANISATION = {
    "organisations": "is one",
    "instance": "of the installation",
    "roles": "the same for all",
    "staff_roles": "staff",
    "staff_sessions": "staff",
    "passkeys": "staff",
    "sign_in_failures": "before anybody is known",
    "abuse_counts": "before anything is known",
    "orphan_tallies": "codes that nobody has",
    "backup_files": "of the installation",
    "journal_seals": "a chain each",
    "journal_anchors": "a chain each",
}


def id_of(path):
    return str(path.relative_to(APP))


def test_every_route_has_a_guard_that_exists(app):
    assert {name: view.guard for name, view in app.view_functions.items() if view.guard not in GUARDS} == {}


def test_only_what_is_for_everybody_is_open_below_staff(app):
    opened = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff") and app.view_functions[rule.endpoint].guard == "public"
    }
    assert opened == {
        "security.login", "security.wan_signin", "security.wan_signin_response", "security.two_factor_setup",
        "security.two_factor_token_validation", "security.mf_recovery", "accounts.open_link", "issuer.go", "issuer.back",
    }  # fmt: skip


def test_an_address_that_the_sign_in_library_adds_keeps_us_from_starting():
    views = {name: lambda: "" for name in [*DOORS, "security.new_in_the_next_version"]}
    with pytest.raises(RuntimeError, match=r"security\.new_in_the_next_version"):
        hang(views, None)


def test_whoever_is_not_signed_in_comes_no_further_than_the_sign_in(app):
    browser = Browser(app)
    wrong = []
    for rule in app.url_map.iter_rules():
        guard = app.view_functions[rule.endpoint].guard
        if guard in ("public", "closed", "demonstration") or "GET" not in rule.methods:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "x"), append_unknown=False)[1]
        answer = browser.client.get(path)
        if answer.status_code != 302 or not answer.headers["Location"].startswith("/staff/sign-in"):
            wrong.append((path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=id_of)
def test_a_template_lets_no_code_in(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, text)] == []


def calls(path):
    """(name, call) of everything that a module calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def is_put_together(node: ast.AST) -> bool:
    """Whether a text is built from parts: f-string, +, %, .format()."""
    return (
        isinstance(node, ast.JoinedStr | ast.BinOp)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format")
    )  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=id_of)
def test_code_runs_nothing_that_somebody_else_wrote(path):
    found = {
        name
        for name, call in calls(path)
        if name in ("eval", "exec", "Markup", "render_template_string", "__import__")
        or (name in ("text", "exec_driver_sql", "literal_column") and call.args and is_put_together(call.args[0]))
    }
    assert found - {name for allowed, name in ALLOWED_CALLS if allowed == id_of(path)} == set()
    imported = set(re.findall(r"^(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.M))
    assert imported & {"pickle", "marshal", "shelve"} == set()


def test_every_column_that_holds_something_of_a_person_says_what_for():
    silent = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name.split("_")[0] in WORDS_OF_PEOPLE and not column.name.endswith("_at")
        and not column.name.endswith("_by") and not column.info.get("privacy")
    }  # fmt: skip
    assert silent - OF_NO_PERSON == set()


def test_every_table_belongs_to_an_organisation_or_says_why_not():
    without = {table.name for table in db.metadata.sorted_tables if "organisation_id" not in table.columns}
    assert without == WITHOUT_ORGANISATION.keys()


ANSWERS = {
    "/": 200, "/staff/sign-in": 200, "/staff/": 302, "/no-such-page": 404, "/static/site.css": 200,
    "/static/no-such-file.css": 404, "/healthz": 200, "/o/linkoping/colours.css": 200, "/robots.txt": 200,
    "/staff/open/not-a-token": 200, "/calendar/not-a-token.ics": 404,
}  # fmt: skip


# the library that compresses leaves closing a static file to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_every_kind_of_answer_carries_the_headers(make, visitor, path, status):
    make.organisation()
    answer = visitor.client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert (answer.status_code, policy.startswith("default-src 'none'"), "unsafe" in policy) == (status, True, False)
    kept = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: answer.headers.get(name) for name in kept} == kept
    assert (answer.headers.get("Server"), "Permissions-Policy" in answer.headers) == (None, True)


@pytest.mark.parametrize("path", ["/staff/", "/staff/account", "/staff/leads", "/staff/nothing", "/staff/settings"])
def test_nothing_behind_the_sign_in_is_kept_by_browsers(signed_in, path):
    browser = signed_in("administrator")
    assert browser.client.get(path).headers["Cache-Control"] == "no-store"


def test_visitors_get_no_cookie(make, visitor):
    event = make.event()
    code = make.placement(event).code.code
    paths = [
        "/",
        f"/e/{event.slug}",
        f"/q/{code}",
        "/o/linkoping",
        "/o/linkoping/privacy",
        "/accessibility",
        "/nothing",
    ]
    assert [path for path in paths if "Set-Cookie" in visitor.client.get(path).headers] == []


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.localhost"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_write_that_another_site_sends_is_refused_even_with_a_token(signed_in, headers):
    browser = signed_in("planner")
    token = browser.token("/staff/account")
    answer = browser.client.post("/staff/account/sign-out-others", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 403


def test_a_write_without_a_token_is_refused(app, signed_in):
    browser = signed_in("administrator")
    wrong = []
    for rule in app.url_map.iter_rules():
        guard = app.view_functions[rule.endpoint].guard
        if "POST" not in rule.methods or not rule.rule.startswith("/staff") or guard == "closed":
            continue
        act = {"handover.step": "sent", "followed.look": "accept"}.get(rule.endpoint, "disable")
        act = "up" if rule.endpoint.endswith(".arrange") else act
        path = rule.build({name: act if name == "act" else "x" for name in rule.arguments}, append_unknown=False)
        if path and browser.client.post(path[1]).status_code != 400:
            wrong.append(rule.rule)
    assert wrong == []
