"""What does every answer carry, and who may ask at all? Guards by declaration, headers on every response.

A route without a declared guard keeps the application from starting. `public` is declared here, the guards that need to
know the staff in `accounts.access`. Called by `app/wiring.py`.
"""

import base64
import hashlib
import secrets
from functools import wraps
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request

SAFE = {"GET", "HEAD", "OPTIONS"}


def declare(view, guard: str):
    """Mark a view with the name of what guards it."""
    view.guard = guard
    return view


def declare_foreign(view, guard: str):
    """The same for a view of a library, which may be a method that cannot be marked."""

    @wraps(view)
    def guarded(*args, **kwargs):
        return view(*args, **kwargs)

    return declare(guarded, guard)


def public(view):
    """Anybody may ask; the view itself reads nothing but what is public or opened by a secret address."""
    return declare(view, "public")


def unguarded(app: Flask) -> list[str]:
    """Endpoints without a declared guard; must be empty."""
    return sorted(name for name, view in app.view_functions.items() if not getattr(view, "guard", None))


def refuse_unguarded(app: Flask) -> None:
    """Raises RuntimeError that names every route that nobody guards."""
    if names := unguarded(app):
        raise RuntimeError(f"routes without a guard: {', '.join(names)}; add @may(…), @signed_in or @public")


def nonce() -> str:
    """This answer's nonce, for its own script and style elements."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return g.nonce


def allow_style(text: str) -> str:
    """Allow exactly this inline style sheet in this answer, and give it back."""
    g.style_hash = _style_hash(text)
    return text


_hashes: dict[str, str] = {}


def _style_hash(text: str) -> str:
    if text not in _hashes:
        if len(_hashes) > 200:
            _hashes.clear()
        _hashes[text] = "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
    return _hashes[text]


def content_policy() -> str:
    """The Content-Security-Policy of this answer: nothing but our own files, no inline code."""
    script = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
    style = "'self' " + g.style_hash if "style_hash" in g else "'self'"
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; "
        "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


def harden(response):
    """Put the security headers on an answer, errors included."""
    headers = response.headers
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", content_policy())
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.path.startswith("/staff"):
        headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "no-cache"
    headers.pop("Server", None)
    return response


def check_origin() -> None:
    """Refuse a write that another site sends: 403. A client that tells neither header is stopped by its missing token."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if site is None and origin not in (None, "null") and urlsplit(origin).netloc != request.host:
        abort(403)
