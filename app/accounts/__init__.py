"""Accounts, organisations, units, functions, and how one signs in."""

import sys

# Flask-Security loads Authlib wherever it is installed, for a way to sign in that we ask Authlib for ourselves and only when
# somebody takes it (issuer_library.py). With it come 12 MB in each process and a slower start.
_HIDDEN = "authlib.integrations.flask_client"
if "flask_security" not in sys.modules and _HIDDEN not in sys.modules:
    sys.modules[_HIDDEN] = None
    try:
        import flask_security  # noqa: F401
    finally:
        del sys.modules[_HIDDEN]
