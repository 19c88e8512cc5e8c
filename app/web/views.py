"""Is the server well? Addresses that machines ask, and files that belong to no feature."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from ..store.migrated import is_migrated
from ..version import VERSION
from .security import public

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@public
def healthy():
    """The process answers."""
    return jsonify(status="ok", version=VERSION)


@bp.get("/readyz")
@public
def ready():
    """The database answers and has all its migrations; 503 until then."""
    try:
        migrated = is_migrated()
    except SQLAlchemyError:
        migrated = False
    if not migrated:
        return jsonify(status="waiting", version=VERSION), 503, {"Retry-After": "5"}
    return jsonify(status="ok", version=VERSION)


@bp.get("/robots.txt")
@public
def robots():
    """Search engines stay out of what is for staff; calendars are not forbidden, since Google obeys this for feeds too."""
    return Response("User-agent: *\nDisallow: /staff/\nDisallow: /q/\nDisallow: /Q/\n", mimetype="text/plain")
