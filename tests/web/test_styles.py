"""Does the sign-up page get its whole style, small and printable as it is?"""

import gzip
import re

import pytest

from app.web import colour, styles

CSS = styles.SITE.read_text(encoding="utf-8")


def test_the_sign_up_page_s_style_is_small_and_holds_no_sign_that_html_escapes():
    style = styles.signup_style()
    assert len(style.encode()) <= 6 * 1024
    assert not styles.UNSAFE.search(style)
    assert "@layer" not in style
    assert style.count("{") == style.count("}")


def test_every_rule_of_the_marked_part_is_still_there():
    names = set(re.findall(r"\.[a-z][a-z-]+", styles.marked_part(CSS)))
    assert names - set(re.findall(r"\.[a-z][a-z-]+", styles.signup_style())) == set()


def test_squeezing_takes_comments_layers_and_air_and_nothing_else():
    css = "@layer one {\n  /* why */\n  a b , p:hover { color : red; margin: 0 auto; }\n  @media (x) { i { top: 0; } }\n}\n"
    assert styles.squeezed(css) == "a b,p:hover{color :red;margin:0 auto}@media (x){i{top:0}}"


@pytest.mark.parametrize("bad", ['p::before { content: "x" }', "a > b {}", "a & b {}"])
def test_a_sign_that_html_would_escape_is_refused(bad):
    with pytest.raises(ValueError, match="escape"):
        styles.marked_part(f"{styles.FROM}\n{bad}\n{styles.TO}")


def test_a_stylesheet_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="marks"):
        styles.marked_part("p { color: red }")


@pytest.mark.parametrize("accent", ["#e6007e", "#ffd400", "#0b5a53", "#000000", "#ffffff", "#005aa0"])
def test_an_organisation_s_colour_can_be_read_in_both_themes_whatever_it_was(accent):
    day, night = re.findall(
        r"--accent:(#\w{6});--accent-deep:(#\w{6});--accent-soft:(#\w{6});--on-accent:(#\w{6})",
        styles.colour_rules(accent),
    )
    for (main, deep, soft, on), grounds in ((day, styles.LIGHT), (night, styles.DARK)):
        assert colour.passes(main, grounds)
        assert colour.passes(deep, grounds)
        assert colour.contrast(main, on) >= colour.TEXT
        assert colour.contrast(deep, on) >= colour.TEXT
        assert colour.contrast("#1f2a2e" if grounds is styles.LIGHT else "#ece8e0", soft) >= colour.TEXT
    assert not styles.UNSAFE.search(styles.colour_rules(accent))


def test_the_pine_of_the_stylesheet_needs_no_rules():
    assert styles.colour_rules("#0B5A52") == ""
    assert f"--accent: {styles.PINE};" in CSS


def test_what_text_stands_on_is_the_same_here_and_in_the_stylesheet():
    for grounds, block in zip(
        (styles.LIGHT, styles.DARK), re.findall(r":root \{(.*?)\}", CSS, flags=re.DOTALL)[:2], strict=True
    ):
        assert re.findall(r"--(?:paper|surface|sand): (#\w{6});", block) == grounds


def test_the_stylesheet_as_a_whole_is_small_on_the_wire():
    assert len(gzip.compress(CSS.encode())) <= 12_000
