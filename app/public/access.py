"""Whose submission does this address open? The only door from a visitor's secret address to what they sent."""

from flask import current_app
from sqlalchemy import Row

from ..clock import now
from ..errors import NotFound
from ..leads import self_service
from ..leads.models import Submission
from ..store.db import db
from . import queries


def submission_at(token: str, *kinds: str) -> tuple[Row, str]:
    """What a page about that submission needs, and which of these kinds of address it was. Raises NotFound."""
    key = current_app.config["INSTANCE_KEY"]
    if parts := self_service.split(token):
        reference, secret = parts
        for row in queries.submissions_of(reference, now()):
            for kind in kinds:
                if self_service.opens(secret, row.id, row.generation, key, kind):
                    return row, kind
    raise NotFound


def submission(row: Row) -> Submission:
    """The row itself, for what its sender may do with it."""
    return db.session.get(Submission, row.id)
