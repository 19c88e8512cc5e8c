"""Do the parts of a page hang together: labels with fields, errors with both, words with signs?"""

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from app.web import design

ROOT = Path(__file__).parents[2]
HERE = design.SITE.parent.parent / "templates" / "web"


@pytest.fixture(scope="module")
def c():
    """The macros, under the strictest Jinja there is: what is not given and not defaulted is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PrefixLoader({"web": jinja2.FileSystemLoader(HERE)}),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(str, lambda one, many, n: one if n == 1 else many, newstyle=True)
    environment.globals["url_for"] = lambda endpoint, filename: f"/{endpoint}/{filename}"
    environment.globals["csrf_token"] = lambda: "T"
    return environment.get_template("web/components.html").module


class Elements(HTMLParser):
    """Every element of a piece of HTML as (tag, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def squeezed(html):
    return re.sub(r"\s+", " ", str(html)).strip()


def test_a_field_is_tied_to_its_label_its_hint_and_its_error(c):
    found = Elements(c.field(design.wrong_form().phone, hint="Skriv det som du brukar."))
    (field,) = found.all("input")
    assert found.all("label") == [{"for": "wrong-phone"}]
    assert field["aria-describedby"] == "wrong-phone-hint wrong-phone-wrong"
    assert field["aria-invalid"] == "true"
    assert field["autocomplete"] == "tel"
    assert field["inputmode"] == "tel"
    assert [p["id"] for p in found.all("p")] == ["wrong-phone-hint", "wrong-phone-wrong"]


def test_a_field_without_hint_or_error_points_at_nothing(c):
    (field,) = Elements(c.field(design.empty_form().name)).all("input")
    assert field == {"autocomplete": "name", "id": "empty-name", "name": "empty-name", "type": "text", "value": ""}


def test_what_a_person_typed_is_escaped(c):
    form = design.SampleForm(data={"name": '"><script>'})
    assert '"><script>' not in str(c.field(form.name))


def test_choices_are_one_group_with_a_legend_and_keep_what_was_chosen(c):
    found = Elements(c.choices(design.filled_form().interest))
    assert len(found.all("fieldset")) == len(found.all("legend")) == 1
    assert [(i["type"], i["value"], "checked" in i) for i in found.all("input")] == [
        ("checkbox", "family", False),
        ("checkbox", "contact", True),
        ("checkbox", "guardian", False),
        ("checkbox", "unsure", False),
    ]


def test_a_field_of_few_choices_becomes_a_group_by_itself(c):
    found = Elements(c.field(design.filled_form().best))
    assert [(i["type"], i["id"], "checked" in i) for i in found.all("input")] == [
        ("radio", "filled-best-0", False),
        ("radio", "filled-best-1", True),
    ]


def test_the_summary_links_to_what_can_be_mended_and_takes_the_focus(c):
    found = Elements(c.form_errors(design.wrong_form()))
    assert [a["href"] for a in found.all("a")] == ["#wrong-name", "#wrong-phone", "#wrong-interest-0"]
    box = found.all("div")[0]
    assert (box["role"], box["tabindex"], box["id"], "autofocus" in box) == ("alert", "-1", "problem", True)


def test_a_form_as_a_whole_can_be_refused(c):
    form = design.empty_form()
    form.form_errors = ["Kryssa i minst ett sätt att nå dig."]
    assert "<li>Kryssa i minst ett sätt att nå dig.</li>" in str(c.form_errors(form))


def test_a_form_without_errors_has_no_summary(c):
    assert squeezed(c.form_errors(design.empty_form())) == ""


def test_hidden_fields_are_carried_along_and_a_bare_form_has_its_token(c):
    assert Elements(c.csrf(design.empty_form())).all("input") == [
        {"id": "empty-key", "name": "empty-key", "type": "hidden", "value": "prov"}
    ]
    found = Elements(c.button_form("/off", "Ställ in", kind="danger", key="k1", confirm="Säkert?", values={"a": "b"}))
    assert [(i["name"], i["value"]) for i in found.all("input")] == [("csrf_token", "T"), ("key", "k1"), ("a", "b")]
    assert found.all("form") == [{"method": "post", "action": "/off", "class": "inline", "data-confirm": "Säkert?"}]


@pytest.mark.parametrize("tone", ["neutral", "sky", "moss", "apricot", "brick"])
def test_a_state_is_a_word_and_each_tone_has_a_shape_of_its_own(c, tone):
    assert squeezed(c.pill("Bekräftad", tone)) == f'<span class="pill {tone}">Bekräftad</span>'
    assert f".pill.{tone}::before {{" in design.SITE.read_text(encoding="utf-8")


def test_a_message_can_be_a_sentence_or_carry_its_undoing(c):
    assert "Sparat" in str(c.flashes([("message", "Sparat")]))
    undo = Elements(c.flashes([("success", {"text": "Flyttad", "undo": "/undo", "key": "k"})]))
    assert undo.all("form")[0]["action"] == "/undo"


def test_a_list_of_what_is_missing_is_gone_when_nothing_is(c):
    assert squeezed(c.missing([])) == ""
    assert [a["href"] for a in Elements(c.missing([{"text": "Plats", "href": "#p"}])).all("a")] == ["#p"]


def test_the_filter_in_use_says_so(c):
    found = Elements(c.chips([{"label": "Alla", "href": "?", "current": True}, {"label": "Nya", "href": "?n"}]))
    assert [a.get("aria-current") for a in found.all("a")] == ["true", None]


@pytest.mark.parametrize(("value", "most", "width"), [(64, 80, "80.0"), (0, 80, None), (3, 0, None)])
def test_a_bar_is_as_long_as_its_share_and_absent_for_nothing(c, value, most, width):
    bars = [r["width"] for r in Elements(c.bar(value, most)).all("rect") if r["class"] == "bar-value"]
    assert bars == ([width] if width else [])


def test_every_sign_that_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'symbol id="([a-z]+)"', (design.SITE.parent / "icons.svg").read_text(encoding="utf-8")))
    asked = {
        name
        for template in HERE.parents[2].rglob("*.html")
        for pair in re.findall(r"""icon\("([a-z]+)"\)|sign=["']([a-z]+)["']""", template.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert asked - drawn == set()


def test_no_template_puts_a_form_into_a_paragraph_which_a_browser_would_end_before_it():
    inside = re.compile(r"<p\b[^>]*>(?:(?!</p>|<p\b).)*?(?:button_form|<form|chips\(|<ul|<div)", re.S)
    found = [
        (path.parent.parent.name, path.name, match[0][:80])
        for path in sorted((ROOT / "app").rglob("*.html"))
        for match in inside.finditer(path.read_text())
    ]
    assert found == []
