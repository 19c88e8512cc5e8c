"""Does a tablet come to belong to a booth only by an invitation, a person's yes, and a seal that we can open? Through HTTP."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from app.capture import pairing, states
from app.capture.models import Pairing, PairingInvitation
from app.clock import now
from app.flyers import codes
from app.flyers.models import Placement
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work
from tests.capture.tablet import Tablet, invitation


@pytest.fixture
def booth(make):
    return make.booth()


@pytest.fixture
def tablet(app):
    return Tablet(app)


def allow(tablet):
    with unit_of_work():
        pairing.allow(db.session.get(Pairing, tablet.pairing_id), by=OPERATOR, now=now())


def test_a_tablet_waits_until_it_is_allowed_and_is_in_use_once_its_seal_was_opened(app, booth, tablet):
    code = invitation(app, booth, allows=False)
    status, first = tablet.pair(code)
    assert (status, first["state"], "seal" in first) == (200, "pending_approval", False)
    assert tablet.pair(code)[1]["pairing_id"] == first["pairing_id"]
    assert tablet.row.check_word == first["check_word"]
    allow(tablet)
    status, second = tablet.pair(code)
    assert status == 200, second
    assert (status, second["state"], second["booth"]["id"]) == (200, "approved", booth.id)
    status, third = tablet.confirm()
    assert (status, third["state"]) == (200, "active")
    assert tablet.confirm()[0] == 200
    assert tablet.pair(code)[1]["state"] == "active"


def test_what_a_tablet_is_told_is_what_the_protocol_says(app, make, tablet):
    booth = make.booth(name="Tältet")
    tablet.join(booth)
    status, told = tablet.ask("GET", "/config")
    assert status == 200
    assert set(told["booth"]) == {"id", "name", "event", "titles", "place", "from", "to", "event_status"}
    assert (told["seal"]["suite"], len(tablet.public), tablet.public[0]) == ("hpke-0010-0001-0001", 65, 4)
    assert set(told["form"]) == {"version", "languages", "fields", "texts", "words"}
    assert [field["name"] for field in told["form"]["fields"]] == ["name", "phone", "email", "interests", "best_time"]
    assert set(told["form"]["texts"]) == {"sv", "en"}
    assert told["policy"] == {"idle_s": 60, "max_batch": 20, "pin_required": True, "retain_days": 14}
    assert {
        "proto",
        "state",
        "pairing_id",
        "check_word",
        "server_time",
        "store_generation",
        "min_app",
        "helpers",
    } <= set(told)


def test_the_tablet_is_a_placement_of_the_booth_s_event(app, booth, tablet):
    tablet.join(booth)
    row = db.session.scalars(select(Placement)).one()
    assert (row.kind, row.label, row.event_id, row.booth_id) == ("tablet", "Surfplatta A", booth.event_id, booth.id)
    assert tablet.row.placement_id == row.id


def test_a_code_is_good_for_one_tablet(app, booth, tablet):
    code = invitation(app, booth)
    tablet.pair(code)
    assert Tablet(app).pair(code) == (404, ANY_ERROR("unknown_code"))


class ANY_ERROR:
    """Equal to every answer with this error."""

    def __init__(self, error):
        self.error = error

    def __eq__(self, answer):
        return answer["error"] == self.error

    __hash__ = None


def test_a_code_is_good_for_ten_minutes(app, booth, tablet):
    code = invitation(app, booth, at=now() - timedelta(minutes=10, seconds=1))
    assert tablet.pair(code)[0] == 404
    assert tablet.pair(invitation(app, booth, at=now() - timedelta(minutes=9)))[0] == 200


def test_five_near_misses_close_an_invitation_and_a_far_one_does_not(app, booth, tablet):
    code = invitation(app, booth)
    sevens = [code[:4] + "".join(three) for three in product(codes.SIGNS, repeat=3)]
    near = [found for seven in sevens[:9] if (found := seven + codes.check_sign(seven)) != code][:5]
    far = [other for other in (codes.mint() for _ in range(20)) if other[:4] != code[:4]][:6]
    assert {Tablet(app).pair(other)[0] for other in far} == {404}
    assert db.session.scalars(select(PairingInvitation.wrong_tries)).all() == [0]
    assert {Tablet(app).pair(other)[0] for other in near} == {404}
    assert tablet.pair(code)[0] == 404


def test_what_is_kept_of_a_code_and_of_a_token_opens_nothing(app, booth, tablet):
    code = invitation(app, booth)
    tablet.pair(code)
    kept = str(db.session.execute(select(PairingInvitation.__table__)).all()) + str(
        db.session.execute(select(Pairing.__table__)).all()
    )
    assert (code in kept, code[:4] in kept, tablet.token in kept) == (False, False, False)


@pytest.mark.parametrize("spelled", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_a_code_is_read_in_any_spelling(app, booth, tablet, spelled):
    assert tablet.pair(spelled(invitation(app, booth)))[0] == 200


def test_a_seal_that_we_cannot_open_puts_no_tablet_in_use(app, booth, tablet):
    tablet.pair(invitation(app, booth))
    assert tablet.confirm(canary_sha256="0" * 64)[0] == 422
    assert tablet.confirm(canary="AAAA")[0] == 422
    assert tablet.row.state == states.APPROVED
    assert tablet.confirm()[0] == 200


def test_one_that_was_not_allowed_cannot_go_on(app, booth, tablet):
    code = invitation(app, booth, allows=False)
    tablet.pair(code)
    with unit_of_work():
        pairing.turn_away(db.session.get(Pairing, tablet.pairing_id), by=OPERATOR, now=now())
    assert (tablet.pair(code)[1]["state"], tablet.ask("GET", "/config")[0]) == ("refused", 401)


def test_tablets_of_a_booth_have_letters(app, booth):
    letters = [Tablet(app).join(booth).row.letter for _ in range(3)]
    assert letters == ["A", "B", "C"]
    assert [Pairing(number=number).letter for number in (26, 27, 52, 53)] == ["Z", "AA", "AZ", "BA"]
