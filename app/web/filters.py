"""How do values look on a page? Filters and words that all templates have. Called by `app/wiring.py`."""

from datetime import date, datetime

from flask import Flask, current_app

from .. import words
from ..clock import here, local_date, now
from ..i18n import stand_language
from .errors import title_words
from .language import babel_locale, page_language
from .security import allow_style, nonce


def register(app: Flask) -> None:
    """Give templates their filters and the words that every page needs."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        at=at,
        short_at=short_at,
        money=money,
        number=number,
        label=label,
        local_day=local_date,
        clock_time=clock_time,
        language_word=language_word,
        soft=words.with_soft_hyphens,
    )
    app.jinja_env.globals.update(csp_nonce=nonce, allow_style=allow_style, title_words=title_words)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.context_processor(about_the_page)


def about_the_page() -> dict:
    """What every template can know of itself. `nav` is filled in by the parts that have pages for staff."""
    return {
        "page_language": page_language(),
        "today": local_date(now()),
        "demo": current_app.config["MONTER_MODE"] == "demo",
        "nav": [],
    }


def day(value: date | datetime | None) -> str:
    """`tisdag 12 maj 2026`."""
    return words.date_words(_date(value), babel_locale()) if value else ""


def short_day(value: date | datetime | None) -> str:
    """`tis 12 maj`."""
    return words.date_words(_date(value), babel_locale(), short=True) if value else ""


def at(value: datetime | None) -> str:
    """`tisdag 12 maj 2026 kl. 9.00` on a Swedish wall clock."""
    return words.instant_words(value, babel_locale()) if value else ""


def short_at(value: datetime | None) -> str:
    """`tis 12 maj kl. 9.00`."""
    return words.instant_words(value, babel_locale(), short=True) if value else ""


def clock_time(value: datetime) -> str:
    """`kl. 9.00` on a Swedish wall clock."""
    locale = babel_locale()
    return f"{words.spelling(locale).at}{words.time_words(here(value).time(), locale)}"


def language_word(tag: str) -> str:
    """The language of a person as the reader calls it: `arabiska`; one that has no such name, by its own."""
    return words.language_name(tag, babel_locale()) or stand_language(tag).name


def money(ore: int | None) -> str:
    """`1 234,50 kr`; nothing for what is not known."""
    return "" if ore is None else words.money_words(ore, babel_locale(), short=True)


def number(value) -> str:
    """`1 234`."""
    return "" if value is None else words.number_words(value, babel_locale())


def label(when) -> str:
    """A `When` in words of this page's language."""
    return when.label(babel_locale())


def _date(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value
