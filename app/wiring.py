"""What is connected to what? Every part of the house that cannot be seen from inside a feature, on one page.

`create_app` calls the functions in the order in which they stand.
"""

from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask_babel import Babel
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import FileSystemLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from config import weaknesses

from . import worker
from .accounts import actions as account_actions
from .accounts import closing, leaving
from .accounts.access import can, staff_language
from .accounts.queries import organisation_name
from .booths import actions as booth_actions
from .calendars import actions as calendar_actions
from .capture import booth_page
from .capture.turns import Turns
from .desk import alarms
from .errors import Stopped
from .events import actions as event_actions
from .events import duty
from .events import handover as event_handover
from .events import imports as event_imports
from .flyers.scans import Tally
from .handover import choices as handover_choices
from .handover import followed_views as handover_followed
from .handover import letters as handover_letters
from .handover import queries as handover_queries
from .handover import views as handover_views
from .i18n import stand_language
from .leads import follow_up, letters, morning, search
from .leads import handover as lead_handover
from .leads.shared_counts import told_under
from .mail import actions as mail_actions
from .mail import words as mail_words
from .origin import ambassadors, flight_import, tip_views
from .origin import views as origin_views
from .packs import letters as pack_letters
from .packs import views as pack_views
from .people import views as people_views
from .rights import person_views, yes_views
from .slots import actions as slot_actions
from .slots import booking as slot_booking
from .slots import letters as slot_letters
from .slots import views as slot_views
from .slots import wishes
from .staffing import actions as staffing_actions
from .staffing import answers, foretold, register, unreached
from .staffing import letters as helper_letters
from .staffing import queries as staffing_queries
from .store.db import db
from .store.sqlite import engine_options, tune
from .web import errors, filters, language, strangers
from .web import security as web_security
from .web.abuse import Counts
from .web.security import declare_foreign

ROOT = Path(__file__).parent
FEATURES = (
    "web",
    "accounts",
    "events",
    "booths",
    "flyers",
    "staffing",
    "leads",
    "handover",
    "origin",
    "packs",
    "people",
    "slots",
    "public",
    "capture",
    "calendars",
    "desk",
    "reports",
    "mailbox",
    "rights",
)

TABLES = (
    "journal",
    "mail",
    "accounts",
    "events",
    "booths",
    "flyers",
    "staffing",
    "leads",
    "people",
    "handover",
    "slots",
    "capture",
    "calendars",
)
TABLES += ("rights", "origin", "packs")


def settings(app: Flask) -> None:
    """Refuse weak settings, and believe the proxy as far as we were told to."""
    if found := weaknesses(app.config):
        raise Stopped("Monter does not start:\n" + "\n".join(f"- {line}" for line in found))
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    app.json_provider_class = Json  # which the sign-in library makes its own from
    app.json = Json(app)


def templates(app: Flask) -> None:
    """Templates live beside their feature: `events/detail.html` is app/events/templates/detail.html."""
    own = {name: FileSystemLoader(folder) for name in FEATURES for folder in [template_folder(name)]}
    own["security"] = FileSystemLoader(ROOT / "accounts" / "templates" / "security")
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = PrefixLoader(own)
    filters.register(app)
    errors.register(app)
    app.jinja_env.globals["can"] = can


class Json(DefaultJSONProvider):
    """JSON as we write it, and read it: what is nested a thousand deep is the sender's mistake, not ours."""

    ensure_ascii = False

    def loads(self, text: str | bytes, **options):
        try:
            return super().loads(text, **options)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def template_folder(feature: str) -> Path:
    """Where a feature keeps its templates."""
    return ROOT / feature / "templates" / ("web" if feature == "web" else "")


def fresh_files(app: Flask) -> None:
    """A static file's address carries its content's mark, so that a new release is seen at once and an old one kept long."""
    folder = Path(app.static_folder)

    @cache
    def mark(filename: str) -> str | None:
        path = folder / filename
        return sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None

    @app.url_defaults
    def add_mark(endpoint: str, values: dict) -> None:
        if endpoint == "static" and (found := mark(values.get("filename", ""))):
            values.setdefault("v", found)


def store(app: Flask) -> None:
    """The database, its transactions and migrations."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"]) | app.config.get(
        "SQLALCHEMY_ENGINE_OPTIONS", {}
    )
    for feature in TABLES:
        import_module(f"app.{feature}.models")
    db.init_app(app)
    with app.app_context():
        tune(db.engine)


def languages(app: Flask) -> None:
    """Swedish and the others; staff have a language of their own."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=language.babel_locale)
    app.extensions["babel"].instance.domain_instance = language.Sentences()
    if staff_language not in language.readers:
        language.readers.append(staff_language)
    app.jinja_env.newstyle_gettext = True


def security(app: Flask) -> None:
    """Headers on every answer, tokens in every staff form, compression of what is text."""
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 4)
    app.config.setdefault("COMPRESS_MIN_SIZE", 1000)
    Compress(app)
    app.extensions["csrf"] = CSRFProtect(app)
    app.before_request(web_security.check_origin)
    app.after_request(web_security.harden)


def staff_sign_in(app: Flask) -> None:
    """Flask-Security for passwords, passkeys and one-time codes, with our pages, words and guards."""
    from .accounts import doors
    from .accounts.sign_in_library import set_up
    from .accounts.views import to_choose_from

    doors.hang(app.view_functions, set_up(app, to_choose_from))
    strangers.spare(app)


def pages(app: Flask) -> None:
    """The doors: every blueprint there is."""
    from . import blueprints

    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprints.extras)  # by a secret address, without a cookie
    app.extensions["csrf"].exempt(blueprints.public)  # a signed ticket in the form does it there, without a cookie
    app.extensions["csrf"].exempt(
        blueprints.booth_api
    )  # a tablet shows a token in a header, which no other page can send
    app.extensions["syncs"] = Turns(app.config["MONTER_HOME"], app.config["SYNCS_AT_ONCE"])
    app.extensions["lines"] = {"/api/booth/v1/sync": app.config["SYNCS_AT_ONCE"]}
    app.extensions["pairings"] = Counts(app.config["PAIRINGS_PER_MINUTE"])
    secret = (
        blueprints.helpers,
        blueprints.helper_calendar,
        blueprints.own_cards,
        blueprints.handed,
        blueprints.outcome,
    )
    for by_secret_address in secret:  # or by a ticket
        app.extensions["csrf"].exempt(by_secret_address)
    app.extensions["link_requests"] = Counts(LINKS_PER_MINUTE)
    app.extensions["sign_ups"] = Counts(app.config["SIGNUPS_PER_MINUTE"])
    if app.config["TALLY_SECONDS"]:
        for name in ("pairings", "link_requests", "sign_ups"):
            app.extensions[name].share(min(2, app.config["TALLY_SECONDS"]), app.app_context, told_under(name[:1]))
    app.extensions["scans"] = Tally(app.config["TALLY_SECONDS"], app.app_context)
    app.extensions["scans"].flush_at_exit()


def links(app: Flask) -> None:
    """Where something low must cause something high: who writes which letter, in which language, under which name."""
    app.extensions["lead_rooms"] = [  # what higher folders give to a lead's page, in the order of the work: app/leads/rooms.py
        tip_views.room, slot_views.room, handover_views.room, origin_views.room, people_views.room, person_views.room,
    ]  # fmt: skip
    if worker.wake not in mail_actions.queued:
        mail_actions.queued.append(worker.wake)
    closing.works[:] = [event_handover.WORK, duty.WORK, lead_handover.WORK, slot_actions.WORK, ambassadors.WORK]
    if booth_actions.follow_event not in event_actions.moved:
        event_actions.moved.append(booth_actions.follow_event)
        event_actions.going_along.append(booth_actions.would_follow)
    if staffing_actions.follow_event not in event_actions.moved:
        event_actions.moved.append(staffing_actions.follow_event)
        event_actions.placed.append(staffing_actions.follow_place)
        leaving.closed.append(answers.give_back)
        register.relinked.append(calendar_actions.follow_link)
        booth_actions.placed.append(staffing_actions.follow_booth)
        event_actions.promised.append(staffing_queries.promises_at)
        event_actions.concerning.append(foretold.would_follow)
        event_actions.moved.append(duty.follow_event)
        event_actions.going_along.append(duty.would_follow)
    if flight_import.bring_in not in event_imports.also:
        event_imports.also.append(flight_import.bring_in)
    if booth_page.told_on_idag not in alarms.asked:
        alarms.asked.append(booth_page.told_on_idag)
        alarms.asked.append(search.set_aside_told_on_idag)
        alarms.asked.append(tip_views.told_on_idag)
        alarms.asked.append(unreached.told_on_idag)
    mail_words.speaking.append(partial(language.speaking, known=stand_language))
    mail_words.sender_name.append(organisation_name)
    mail_words.templates["acknowledgement"] = partial(
        letters.acknowledgement, public_url=app.config["PUBLIC_URL"], key=app.config["INSTANCE_KEY"]
    )
    for name, template in helper_letters.TEMPLATES.items():
        mail_words.templates[name] = partial(
            template, public_url=app.config["PUBLIC_URL"], key=app.config["INSTANCE_KEY"]
        )
    mail_words.templates["last_word"] = letters.last_word
    times(app)
    handing(app)
    for name, template in {"morning": morning.morning, "escalated": morning.escalated}.items():
        mail_words.templates[name] = partial(template, public_url=app.config["PUBLIC_URL"])


def times(app: Flask) -> None:
    """Times that people book: on the board, in letters, and free again when a lead has left."""
    app.extensions["board_taps"] = [slot_views.taps]  # Board → lead id → HTML of one more tap on its row
    for name, template in slot_letters.TEMPLATES.items():
        mail_words.templates[name] = partial(
            template, public_url=app.config["PUBLIC_URL"], key=app.config["INSTANCE_KEY"]
        )
    letters.additions[:] = [slot_letters.said_in_acknowledgement]
    mail_words.sent["acknowledgement"] = [letters.acknowledged, slot_letters.offered_by_letter]
    follow_up.left[:] = [slot_booking.leave]
    follow_up.released[:] = [wishes.grant_kept]


def handing(app: Flask) -> None:
    """Handing over: what it writes, what it tells in the morning and on Idag."""
    where = {"public_url": app.config["PUBLIC_URL"]}
    secret = where | {"key": app.config["INSTANCE_KEY"]}
    mail_words.templates["handover_sent"] = partial(handover_letters.sent, **secret)
    mail_words.templates["handover_reminder"] = partial(handover_letters.reminder, **secret)
    mail_words.templates["handover_late"] = partial(handover_letters.late, **where)
    mail_words.templates["handover_back"] = partial(handover_letters.back, **where)
    mail_words.templates["pack"] = partial(pack_letters.taken_over, **where)
    if handover_choices.make_first_choices not in account_actions.founded:
        account_actions.founded.append(handover_choices.make_first_choices)
        morning.also.append(handover_queries.late_in_words)
        alarms.asked.append(handover_queries.told_on_idag)
        alarms.asked.append(handover_followed.told_on_idag)
        alarms.asked.append(pack_views.told_on_idag)
        alarms.asked.append(yes_views.told_on_idag)


LINKS_PER_MINUTE = 10  # so often a network may ask for somebody's link; four times as often nothing is sent any more

# What is loaded a moment after the server has begun to answer, so that its first page need not wait for it.
LOADED_LATER = ("app.calendars.ics", "huey")


def commands(app: Flask) -> None:
    """`flask` finds its commands here; `monter` has its own page."""


def guards(app: Flask) -> None:
    """No route without a guard."""
    app.view_functions["static"] = declare_foreign(app.view_functions["static"], "public")
    web_security.refuse_unguarded(app)
