"""How do times read to visitors, on pages and on the tablet? When and how, in few words. Pure but for the words' language."""

from datetime import datetime

from ..i18n import _
from ..words import instant_words


def time_words(one, language: str) -> str:
    """`tis 24 nov kl. 9.00, vi ringer`."""
    return f"{when_words(one.starts_at, language)}, {how_words(one.pool)}"


def when_words(at: datetime, language: str) -> str:
    """`tis 24 nov kl. 9.00`."""
    return instant_words(at, language, short=True)


def how_words(pool) -> str:
    """How one meets."""
    if pool.kind == "meeting" and pool.where == "place":
        return _("träff på %(place)s", place=pool.place)
    if pool.kind == "meeting":
        return _("träff på video")
    if pool.kind == "visit":
        return _("vi kommer hem till dig")
    return _("vi ses på video") if pool.where == "video" else _("vi ringer")
