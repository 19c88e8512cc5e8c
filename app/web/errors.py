"""What does one read when something went wrong? Pages in plain words with what to do, never a bare 500.

Called by `app/wiring.py`, which registers them for the whole application.
"""

import logging

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from ..errors import NotFound, Refused
from ..i18n import _, _l
from ..store.db import db

log = logging.getLogger("monter")

SESSION_GONE = _l("Sidan hade legat öppen för länge. Gå tillbaka, ladda om den och försök igen.")


def page(status: int, why=None):
    """An error page, whose words stand in web/error.html; bare words when even that page fails."""
    try:
        body = render_template("web/error.html", code=status, why=str(why) if why else None)
    except Exception:
        log.exception("the error page failed")
        said = _("Något gick fel hos oss. Vänta en minut och försök igen.")
        body = f"<!doctype html><html lang=sv><title>{said}</title><h1>{said}</h1></html>"
    headers = {"Retry-After": "30"} if status in (429, 503) else {}
    return body, status, headers


def tell_refusal(code: int) -> None:
    """Log that something was refused: which page by its name, never its address or who asked."""
    if code in (401, 403, 404, 429) and request.endpoint != "static":
        log.info("refused with %s: %s %s", code, request.method, request.endpoint or "no such page")


def register(app: Flask) -> None:
    """Answer every kind of failure with a page."""

    @app.errorhandler(HTTPException)
    def http(error):
        if error.code is None or error.code < 400:
            return error
        tell_refusal(error.code)
        return page(error.code, getattr(error, "why", None))

    @app.errorhandler(NotFound)
    def missing(error):
        tell_refusal(404)
        return page(404)

    @app.errorhandler(Refused)
    def refused(error):
        db.session.rollback()
        return page(409, error.why)

    @app.errorhandler(CSRFError)
    def stale(error):
        return page(400, SESSION_GONE)

    @app.errorhandler(OperationalError)
    def busy(error):
        db.session.rollback()
        log.warning("the database did not answer on %s: %s", request.endpoint, type(error.orig).__name__)
        return page(503)

    @app.errorhandler(DataError)
    def not_text(error):
        """PostgreSQL takes no NUL in a text; nobody who means well sends one."""
        sent = [request.path, *(value for _, value in request.values.items(multi=True))]
        if not any("\0" in value for value in sent):
            return broken(error)
        db.session.rollback()
        return page(404 if "\0" in request.path else 400)

    @app.errorhandler(Exception)
    def broken(error):
        db.session.rollback()
        log.exception("failed on %s", request.endpoint)
        return page(500)


def title_words(title: str, has_errors: bool) -> str:
    """A page's title, which begins with "Fel:" when the form on it has one."""
    return _("Fel: %(title)s", title=title) if has_errors else title
