"""Does `monter flyer` write paper that can be read, and say in words when it cannot?"""

import pypdfium2
import pytest
from click.testing import CliRunner

from app.cli import monter
from app.errors import Refused, Stopped
from app.flyers.commands import flyer
from app.flyers.models import Placement
from app.store.db import db


@pytest.fixture
def run(app):
    """Run `monter flyer …` in this application."""
    if "flyer" not in monter.commands:
        monter.add_command(flyer)

    def running(*words):
        result = CliRunner().invoke(flyer, words, obj={"organisation": None, "app": lambda: app})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return running


def test_a_page_for_each_code_and_language(run, make, tmp_path):
    event = make.event("Öppet hus", titles={"en": "Open house"})
    make.placement(event), make.placement(event)
    out = tmp_path / "flyer.pdf"
    said = run("--event", event.slug, "--paper", "a6", "--language", "sv", "--language", "en", "--out", str(out))
    assert said == f"{out}: 4 pages, every code read back\n"
    with pypdfium2.PdfDocument(out) as opened:
        titles = [page.get_textpage().get_text_range().split("\r\n")[0] for page in opened]
    assert titles == ["Öppet hus", "Open house"] * 2


def test_only_the_codes_that_were_asked_for(run, make, tmp_path):
    event = make.event()
    first, _second = make.placement(event), make.placement(event)
    out = tmp_path / "flyer.pdf"
    assert "1 page," in run(
        "--event", event.slug, "--code", first.code.code.lower(), "--paper", "rollup", "--out", str(out)
    )


def test_an_event_without_placements_gets_its_first_once(run, make, tmp_path):
    event, out = make.event(), str(tmp_path / "flyer.pdf")
    run("--event", event.slug, "--paper", "a5", "--out", out)
    run("--event", event.slug, "--paper", "a5", "--out", out)
    assert [row.kind for row in db.session.query(Placement)] == ["flyer_batch"]


def test_what_is_wrong_is_said_with_what_to_do(run, make, tmp_path):
    event = make.event()
    other, out = make.placement(), str(tmp_path / "flyer.pdf")
    with pytest.raises(Stopped, match="no event 'nowhere' here"):
        run("--event", "nowhere", "--out", out)
    with pytest.raises(Stopped, match=f"does not lead to {event.slug}"):
        run("--event", event.slug, "--code", other.code.code, "--out", out)
    with pytest.raises(Refused, match="ingen kod"):
        run("--event", event.slug, "--code", "12345678", "--out", out)
    with pytest.raises(Stopped, match="could not be written"):
        run("--event", event.slug, "--out", str(tmp_path / "no" / "folder.pdf"))
