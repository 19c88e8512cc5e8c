"""Do the papers say what they should, and nothing that they should not?"""

from datetime import date

import pypdfium2
import pytest
from flask import current_app

from app.accounts.queries import first_unit
from app.clock import local_date, now
from app.handover import papers
from app.handover.codes import code_of, shown
from app.handover.models import Handover
from app.handover.queries import due_of
from app.store.db import db

PAGE = "http://localhost:8000/o/linkoping/outcome"


@pytest.fixture
def row(handing):
    return db.session.get(Handover, handing.over().id)


def read(pdf):
    """The words of a PDF, and how many pages it has."""
    with pypdfium2.PdfDocument(pdf) as opened:
        words = [page.get_textpage().get_text_range() for page in opened]
    return " ".join(" ".join(words).split()), len(words)


def test_the_slip_has_the_code_and_no_name(row, handing):
    code = shown(code_of(row.id, row.generation, handing.key))
    paper = papers.slip(row, code, PAGE)
    assert (paper.code, paper.small, "Åsa" in repr(paper)) == (code, True, False)


def test_the_letter_has_exactly_what_is_handed_over_the_code_and_a_receipt(row):
    paper = papers.letter(row, "K7M4X-W9PQJ", PAGE, due_of(row))
    assert [label for label, _said in paper.facts] == ["Uppdrag", "Namn", "Telefon", "E-post", "Personens ja"]
    assert paper.receipt[0] == "Kvittens"


def test_the_list_has_days_and_assignments_and_room_for_codes_but_neither_codes_nor_names(row, handing):
    handing.step(row, "receipted", "receiver")
    rows = papers.rows_for(handing.receiver, first_unit(handing.organisation.id).id)
    paper = papers.quarterly(handing.receiver, rows, ["Rekryterad"], PAGE, date(2026, 11, 22))
    assert paper.title == "Hur gick det? Kvartal 4 2026"
    assert (paper.rows[0], len(paper.rows), set(paper.rows[1:])) == (
        f"{local_date(now())}, Familjehem",
        papers.LINES,
        {""},
    )
    assert ("Åsa" in repr(paper), paper.code) == (False, "")


def test_each_paper_is_one_page_and_the_same_words_the_same_file(row, handing):
    fonts = current_app.config["FONTS"]
    made = [
        papers.slip(row, "K7M4X-W9PQJ", PAGE),
        papers.letter(row, "K7M4X-W9PQJ", PAGE, due_of(row)),
        papers.quarterly(handing.receiver, [], ["Rekryterad", "Uppdraget är slut"], PAGE, date(2026, 11, 22)),
    ]
    for paper in made:
        pdf = papers.render(paper, fonts)
        words, pages = read(pdf)
        assert (pages, paper.title in words, pdf == papers.render(paper, fonts)) == (1, True, True)


def test_papers_are_fetched_while_the_code_is_shown_and_not_after(row, handing, signed_in):
    browser = signed_in("coordinator")
    for paper in ("slip.pdf", "letter.pdf"):
        answer = browser.client.get(f"/staff/handovers/{row.id}/{paper}")
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
            200,
            "application/pdf",
            "no-store",
        )
    for after in ("receipted", "met", "done"):
        handing.step(row, after)
    assert browser.client.get(f"/staff/handovers/{row.id}/slip.pdf").status_code == 404


def test_the_list_is_fetched_by_whoever_works_with_leads(handing, signed_in):
    path = f"/staff/handovers/list-{handing.receiver.id}.pdf"
    signed_in("coordinator").get(path, status=200)
    signed_in("planner").get(path, status=403)
