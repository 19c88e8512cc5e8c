"""Is every logo that is taken also shown where people sign up, in a page that stays small?"""

import io
import random
from base64 import b64decode

import pytest
from PIL import Image
from sqlalchemy import select

from app import upkeep
from app.accounts.actions import change_organisation
from app.accounts.logo import SMALLEST_FILE, made_small, redrawn
from app.accounts.models import Organisation
from app.clock import now
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """Noise: nothing is harder to make small."""
    file = io.BytesIO()
    dots = random.Random(width).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), dots).save(file, kind)
    return file.getvalue()


def take(logo: bytes):
    with unit_of_work():
        change_organisation(db.session.scalar(select(Organisation)), {}, logo=logo, by=OPERATOR, now=now())


@pytest.mark.parametrize("size", [(900, 300), (300, 300), (160, 900), (900, 30), (1, 1)])
def test_any_logo_that_is_taken_has_a_small_drawing_of_the_same_shape(size):
    large = redrawn(picture(*size))
    small = made_small(large)
    was, is_now = (Image.open(io.BytesIO(found)).size for found in (large, small))
    assert 0 < len(small) <= SMALLEST_FILE
    assert abs(is_now[0] / is_now[1] - was[0] / was[1]) <= 0.05 * was[0] / was[1]


def test_what_is_small_already_stays_as_it_is():
    logo = redrawn(picture(20, 20))
    assert made_small(logo) is logo


def test_the_sign_up_page_shows_it_in_its_one_answer_of_14_kb(visitor, make):
    path = f"/q/{make.placement().code.code}"
    take(redrawn(picture(900, 300)))
    shown = visitor.get(path).soup.select_one(".who img")["src"]
    assert Image.open(io.BytesIO(b64decode(shown.partition(",")[2]))).height >= 40
    page = visitor.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(page.data) + sum(len(k) + len(v) + 4 for k, v in page.headers.items()) < 14_000


def test_a_logo_kept_before_there_were_small_drawings_is_drawn_by_the_worker(app, make):
    organisation = make.organisation()
    with unit_of_work():
        db.session.get(Organisation, organisation.id).logo = redrawn(picture(900, 300))
    with unit_of_work():
        assert [upkeep.redraw_small_logos(now=now()), upkeep.redraw_small_logos(now=now())] == [1, 0]
    assert db.session.scalar(select(Organisation.small_logo)) is not None


def test_without_a_logo_there_is_no_drawing(visitor, make):
    path = f"/q/{make.placement().code.code}"
    take(redrawn(picture(900, 300)))
    with unit_of_work():
        row = db.session.scalar(select(Organisation))
        change_organisation(row, {}, remove_logo=True, by=OPERATOR, now=now())
    assert visitor.get(path).soup.select_one(".who img") is None
