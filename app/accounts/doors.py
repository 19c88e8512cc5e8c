"""Who may use each address that Flask-Security opens? All of them in one table; a new one keeps the application from starting.

`hashing` addresses verify a password before they write and so open their unit of work late (see `views.remember`); the others
are one unit of work around the library's view, which knows nothing of ours.
"""

from functools import wraps

from flask_security import Security

from ..store.db import unit_of_work
from ..web.security import public
from .access import asks_to_write, closed, halfway, signed_in

# endpoint: (guard, what a POST does: "writes" or "hashing")
DOORS = {
    "security.login": (public, "hashing"),
    "security.wan_signin": (public, "hashing"),
    "security.wan_signin_response": (public, "writes"),
    # behind a password or a one-time link, with what the library keeps of it in the session
    "security.two_factor_setup": (public, "writes"),
    "security.two_factor_token_validation": (public, "writes"),
    "security.mf_recovery": (public, "writes"),
    "security.verify": (signed_in, "hashing"),
    "security.wan_verify": (signed_in, "hashing"),
    "security.wan_verify_response": (signed_in, "writes"),
    "security.two_factor_setup_validate": (signed_in, "writes"),
    "security.mf_recovery_codes": (signed_in, "writes"),
    "security.change_password": (signed_in, "writes"),
    "security.wan_register": (halfway, "writes"),
    "security.wan_register_response": (halfway, "writes"),
    "security.wan_delete": (signed_in, "writes"),
    # opened by the library whether one uses them or not
    "security.tf_select": (closed, "hashing"),
    "security.two_factor_rescue": (closed, "hashing"),
}


def hang(views: dict, library: Security) -> None:
    """Put its guard on every view of the library. Raises RuntimeError that names what is not in the table, or no more there."""
    theirs = {name for name in views if name.startswith("security.")}
    if strange := theirs ^ DOORS.keys():
        raise RuntimeError(
            f"the sign-in library's addresses have changed: {', '.join(sorted(strange))}; see accounts/doors.py"
        )
    for name, (guard, does) in DOORS.items():
        views[name] = guard(durable(views[name]) if does == "writes" else _own(views[name]))


def durable(view):
    """The library's view, its writes as one unit of ours."""

    @wraps(view)
    def written(*args, **kwargs):
        if not asks_to_write():
            return view(*args, **kwargs)
        with unit_of_work():
            return view(*args, **kwargs)

    return written


def _own(view):
    """A function that may carry our mark; theirs are shared between applications."""

    @wraps(view)
    def own(*args, **kwargs):
        return view(*args, **kwargs)

    return own
