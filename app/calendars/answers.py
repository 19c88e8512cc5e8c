"""Does this program already have what we would send? When a poll may be answered with 304 (RFC 9110 §13).

The strong tag decides wherever one is sent. A date alone counts only when it is exactly the one we gave: a date of the
program's own says nothing of what it holds. Pure. Called by `app.calendars.views`.
"""

from datetime import datetime

from werkzeug.http import parse_date, parse_etags


def is_unchanged(etag: str, modified_at: datetime, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether to answer 304. `etag` without quotes, `modified_at` in whole seconds; the two headers as they came."""
    if if_none_match is not None:
        return parse_etags(if_none_match).contains_weak(etag)
    return if_modified_since is not None and parse_date(if_modified_since) == modified_at
