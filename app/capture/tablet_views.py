"""What do tablets talk to? `/api/booth/v1/`: pair, confirm, config, sync. JSON both ways, no cookie, no session, nothing cached.

A tablet shows a token that it made itself; all it may do with it is add sealed records, read what is public of its booth, and
tell how it is. Nothing here gives a record or a person back.
"""

from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy.exc import OperationalError

from ..booths.models import Booth
from ..clock import local_date, now
from ..events.models import Event
from ..store.db import db, unit_of_work
from ..store.instance import durable_through, generation_told
from ..web.abuse import network_of
from ..web.security import public
from . import inbox, opening, pairing, states, wire
from .access import tablet_from
from .configuration import configuration, event_status, keep
from .models import BoothClosing, Pairing
from .turns import PATIENCE, Breath, nobody

bp = Blueprint("booth_api", __name__, url_prefix="/api/booth/v1")


class Answered(Exception):
    """The request ends here, with this word and status."""

    def __init__(self, error: str, status: int, **more):
        super().__init__(error)
        self.error, self.status, self.more = error, status, more


@bp.before_request
def keep_it_small() -> None:
    """A batch fits into 64 KiB."""
    request.max_content_length = wire.LARGEST_BODY


@bp.errorhandler(Answered)
def answered(why: Answered):
    """An error in words of the protocol, so that a tablet can tell us from a network that wants a log-in."""
    return told({"error": why.error, **why.more}, why.status)


@bp.errorhandler(wire.NotUnderstood)
def not_understood(why: wire.NotUnderstood):
    """A message that is none of ours, or of a protocol that we no longer speak."""
    db.session.rollback()
    return told({"error": why.error, "min_app": wire.MIN_APP}, 426 if why.error == "proto" else 400)


@bp.errorhandler(413)
def too_large(_error):
    """Send fewer at a time."""
    return told({"error": "too_large"}, 413)


@bp.errorhandler(OperationalError)
def busy(_error):
    """The database does not answer: keep everything and come again."""
    db.session.rollback()
    return told({"error": "busy"}, 503)


def told(message: dict, status: int = 200) -> Response:
    """An answer that nobody keeps."""
    response = jsonify({"proto": wire.PROTO, "server_time": wire.moment(now()), **message})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = "30" if status == 429 else "1"
    return response


def heard() -> dict:
    """The message of this request."""
    message = wire.read_json(request.get_data(cache=False))
    wire.check_proto(message, local_date(now()))
    return message


def too_many() -> bool:
    """Count one more from this network; whether those are more than tablets send."""
    network = network_of(request.remote_addr, current_app.config["INSTANCE_KEY"])
    return current_app.extensions["pairings"].excess(network, "pairing", now()) > 1


@bp.post("/pair")
@public
def pair():
    """Ask to be paired, again and again until a planner has allowed it."""
    asked, at = wire.read_pair(heard()), now()
    if too_many():
        raise Answered("too_many_tries", 429)
    with unit_of_work():
        key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
        found = pairing.redeem(asked, key=key, home=home, now=at)
        answer = None if found is None else all_told(found, at)
    if answer is None:
        raise Answered("unknown_code", 404)
    return told(answer)


@bp.post("/pair/confirm")
@public
def confirm():
    """The tablet shows that we can open what it seals; then it is in use."""
    found = device()
    pairing_id, canary, canary_sha256 = wire.read_confirm(heard())
    if pairing_id != found.id:
        raise wire.NotUnderstood
    at = now()
    with unit_of_work():
        found = db.session.get(Pairing, found.id, with_for_update=True)
        good = pairing.confirm(found, canary, canary_sha256, key=current_app.config["INSTANCE_KEY"], now=at)
        answer = all_told(found, at)
    if not good:
        raise Answered("not_sealed", 422, state=found.state)
    return told(answer)


@bp.get("/config")
@public
def config():
    """What is public of the booth, for a tablet in use."""
    found, at = device(), now()
    with unit_of_work():
        answer = all_told(
            db.session.get(Pairing, found.id), at
        )  # `seen_at` is when it told how it is, which it does not here
    return told(answer)


@bp.post("/sync")
@public
def sync():
    """Keep all that came, durably; then open it, a few at a time; then say what became of each."""
    patience = PATIENCE if request.environ.get("monter.in_line") else 0
    with current_app.extensions["syncs"].take(patience=patience) as my_turn:
        if not my_turn:
            raise Answered("busy", 503)
        found = device()
        if found.state not in states.MAY_SEND:
            raise Answered("not_active", 403, state=states.shown_state(found.state))
        return receive(found)


def receive(found: Pairing) -> Response:
    """One batch."""
    breath = Breath(request.environ.get("monter.others", nobody))
    batch = wire.read_batch(heard(), found.id)
    with unit_of_work():
        found = db.session.get(Pairing, found.id)
        at = now()  # once the unit has begun: a backup tells from it what it holds
        arrived = inbox.take_in(batch, found, now=at)
    waiting = [one.id for one in arrived if one.waits]
    key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
    opening.open_all(waiting, key=key, home=home, unit=unit_of_work, now=at, breath=breath)
    breath.take()
    if wire.too_old(batch.app):  # what it brought is kept all the same
        raise Answered("update", 426, acks=inbox.answers(arrived), min_app=wire.MIN_APP)
    return told(after_sync(found, arrived, at))


def after_sync(found: Pairing, arrived, at) -> dict:
    """The answer to a sync."""
    booth = db.session.get(Booth, found.booth_id)
    event = db.session.get(Event, booth.event_id)  # held, since the configuration asks for it again
    over = event_status(booth, event, at) != "open"
    closed = db.session.get(BoothClosing, booth.id) is not None
    connection = db.session.connection()
    through = durable_through(connection)
    return {
        "store_generation": generation_told(connection),
        "pairing_state": states.shown_state(found.state),
        "acks": inbox.answers(arrived),
        "durable_through": wire.moment(through),
        "config_version": configuration(found, now=at).version,
        "min_app": wire.MIN_APP,
        "commands": states.commands(
            found.state, booth_closed=closed, over=over, backed_up=inbox.backed_up(found, through, now=at)
        ),
    }


def device() -> Pairing:
    """The tablet that asks. Its token is compared in constant time; a wrong one is told nothing more."""
    found = tablet_from(request.headers.get("Authorization"))
    if found is None:
        raise Answered("too_many_tries", 429) if too_many() else Answered("unknown_token", 401)
    return found


def all_told(found: Pairing, at) -> dict:
    """Where the pairing stands, and the configuration as soon as it may be known."""
    answer = {"state": states.shown_state(found.state), "pairing_id": found.id, "check_word": found.check_word}
    if found.state not in states.MAY_READ:
        return answer
    told_of = configuration(found, now=at)
    keep(told_of, now=at)
    return answer | told_of.told | {
        "config_version": told_of.version, "store_generation": generation_told(db.session.connection()),
        "min_app": wire.MIN_APP,
    }  # fmt: skip
