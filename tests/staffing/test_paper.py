"""Does the sheet on the wall say who stands where, and nothing by which they could be called?"""

from app.clock import now
from app.staffing.paper import render, sheet_of
from app.staffing.queries import shifts_of
from app.staffing.roster import roster_of
from tests.staffing.conftest import at


def sheet(booth):
    return sheet_of(booth.event, roster_of(shifts_of(booth.event_id), now=now()), "sv")


def test_a_sheet_says_when_what_and_who_with_a_line_for_each_who_is_missing(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), least=3, most=3, languages=["ar"], note="Samlas vid grinden")
    make.assignment(shift, make.helper("Maja Lund", phone="+46701740605"), "confirmed")
    make.assignment(shift, make.helper("Åke Vik"), "asked")
    make.assignment(shift, make.helper("Bo Ek"), "no")
    made = sheet(booth)
    assert (made.title, [day["title"] for day in made.days]) == ("Bemanning: Blodomloppet", ["Måndag 10 maj 2027"])
    assert made.days[0]["places"] == [{"name": "Tältet", "shifts": [{
        "times": "9.00–11.00", "role": "Möta besökare", "note": "Samlas vid grinden",
        "lacks": "saknas 2 personer, saknas: arabiska",
        "people": [{"name": "Maja Lund", "how": ""}, {"name": "Åke Vik", "how": "tillfrågad"}, *[{"name": "", "how": ""}] * 2],
    }]}]  # fmt: skip
    assert "0174" not in str(made)


def test_a_cancelled_shift_is_on_no_wall(make, booth):
    make.shift(booth, starts_at=at(10, 9), cancelled_at=now())
    assert sheet(booth).days == []


def test_names_in_any_script_and_words_that_typst_would_read_are_set_as_they_are(app, make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), role="#sys.inputs $x$ [a]")
    make.assignment(shift, make.helper("سارة Ek 🎪"), "confirmed")
    assert render(sheet(booth), app.config["FONTS"])[:5] == b"%PDF-"
