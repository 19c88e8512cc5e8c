"""Does the page of components show the colours as they are?"""

import pytest

from app.web import design


@pytest.mark.parametrize("language", ["sv", "ar-XB"])
def test_the_page_of_components_opens_for_staff_in_demonstration_mode(signed_in, language):
    page = signed_in("reader").get(f"/staff/design?lang={language}", status=200)
    assert len(page.errors) == 3
    assert page.soup.html["lang"] == language


def test_nobody_else_sees_the_page_of_components(visitor, signed_in, app, monkeypatch):
    assert visitor.get("/staff/design", follow=False).status == 302
    reader = signed_in("reader")
    monkeypatch.setitem(app.config, "MONTER_MODE", "production")
    assert reader.get("/staff/design").status == 404


def test_every_text_colour_is_measured_on_its_hardest_ground_in_both_themes():
    accent = next(measured for measured in design.palette() if measured.name == "accent")
    assert (accent.day, accent.day_least, accent.night, accent.night_least) == ("#0b5a52", 6.8, "#7fcdbd", 6.9)
    assert min(min(m.day_least, m.night_least) for m in design.palette()) >= 4.5


def test_a_theme_is_the_light_one_with_the_dark_laid_over():
    css = ":root { --a: #111111; --b: #222222; } @media (prefers-color-scheme: dark) { :root { --a: #333333; } }"
    assert design.themes(css) == ({"a": "#111111", "b": "#222222"}, {"a": "#333333", "b": "#222222"})


def test_the_sample_forms_are_as_met_as_written_and_as_sent_back():
    assert design.empty_form().name.data is None
    assert design.filled_form().name.data == "Anna Ek"
    assert list(design.wrong_form().errors) == ["name", "phone", "interest"]
