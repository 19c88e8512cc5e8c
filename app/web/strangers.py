"""What do we do for one who carries no cookie? Nothing that only a cookie could make useful.

The libraries of the sign-in look for a person in every request. Visitors carry no cookie, and what is looked up for nothing
would be a tenth of what their page costs. Called by `app/wiring.py` once those libraries are set up.
"""

from flask import Flask, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager
from flask_principal import AnonymousIdentity, Principal


def spare(app: Flask) -> None:
    """Have the libraries' hooks called only where there is a cookie."""
    app.session_interface = Sessions()
    place, look = _hook_of(Principal, app.before_request_funcs[None])

    def look_for_a_person():
        if request.cookies:
            return look()
        g.identity = AnonymousIdentity()
        return None

    app.before_request_funcs[None][place] = look_for_a_person
    place, remember = _hook_of(LoginManager, app.after_request_funcs[None])
    app.after_request_funcs[None][place] = lambda response: remember(response) if request.cookies else response


def _hook_of(library: type, hooks: list) -> tuple[int, object]:
    return next(
        (place, hook) for place, hook in enumerate(hooks) if isinstance(getattr(hook, "__self__", None), library)
    )


class Sessions(SecureCookieSessionInterface):
    """Flask's own; without a cookie an empty session is opened without getting the keys out first."""

    def open_session(self, app, request):
        """The session of this request."""
        return super().open_session(app, request) if request.cookies else self.session_class()
