"""What is going on today? The first page for everybody on the staff."""

from flask import Blueprint, render_template

from ..accounts.access import may

bp = Blueprint("desk", __name__, url_prefix="/staff")


@bp.get("/")
@may("see plans")
def today():
    """What is coming, what misses something, what came in."""
    return render_template("desk/today.html")
