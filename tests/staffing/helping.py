"""How does somebody without an account come to their page, in tests? By the address that a letter would carry."""

from flask import current_app

from app.staffing.links import helper_path, invitation_path
from tests.public.visiting import read_for


def path_of(helper) -> str:
    """A helper's own page."""
    return helper_path(helper, current_app.config["INSTANCE_KEY"])


def join_path(invitation) -> str:
    """The page of an open invitation."""
    return invitation_path(invitation, current_app.config["INSTANCE_KEY"])


def press(visitor, path: str, action: str, status: int = 200, **values):
    """Press the button of that form on a helper's page, as it stands there."""
    page = visitor.get(path, status=200)
    forms = [form["action"] for form in page.soup.select("main form") if action in form["action"]]
    assert forms, f"no way to {action} on {path}: {page.text[:300]}"
    return visitor.post(forms[0], {"token": ""} | values, status=status)


def sign_up(visitor, invitation, seconds: float = 30, **answers):
    """Open an invitation, read, fill in, send."""
    form = read_for(visitor.get(join_path(invitation), status=200), seconds)
    return form.send(**({"name": "Maja Lund", "phone": "070-123 45 67"} | answers))
