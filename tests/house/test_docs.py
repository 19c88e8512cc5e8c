"""Are the documents true? Settings, commands, targets, files and links that they name are there, and none is left out."""

import re
import subprocess
from pathlib import Path

import pytest

from app import commands
from app.cli import monter
from app.reports.export import KINDS

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def names(text: str) -> set[str]:
    """Words in code type."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_setting_is_explained_and_no_other():
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operating.md").read_text(), re.M)
    used = set(re.findall(r"environ\.get\(\s*\"([A-Z_]+)\"", (ROOT / "config.py").read_text()))
    assert set(table) == used
    assert len(table) == len(set(table))


def test_every_command_stands_in_the_list_and_no_other():
    listed = set(re.findall(r"`monter ([a-z-]+)", (ROOT / "docs/interfaces.md").read_text()))
    assert listed == {command.name for command in commands.ALL} | set(monter.commands)


@pytest.mark.parametrize("document", ["README.md", "docs/interfaces.md"])
def test_every_make_target_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert (
        set(re.findall(r"\bmake ([a-z]+)\b`|^make ([a-z]+) ", (ROOT / document).read_text(), re.M))
        and {
            one or other
            for one, other in re.findall(r"`make ([a-z]+)`|^make ([a-z]+) ", (ROOT / document).read_text(), re.M)
        }
        <= targets
    )


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_promised_columns_are_those_of_the_exports():
    text = (ROOT / "docs/interfaces.md").read_text()
    promised = {kind: tuple(columns.split()) for kind, columns in re.findall(r"^- ([a-z]+): `([^`]+)`", text, re.M)}
    assert promised == {name: kind.columns for name, kind in KINDS.items()}


def test_the_house_map_names_every_folder():
    table = (ROOT / "docs/house.md").read_text().split("## What each")[0]
    known = {name.strip("/`").split("/")[-1] for name in names(table)}
    parts = {p.name for p in (ROOT / "app").iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert parts - known == set()


def test_every_decision_has_a_number_of_its_own_and_fits_on_a_page():
    found = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    assert max(len(path.read_text().splitlines()) for path in found) <= 60


def test_the_help_of_make_names_every_target():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert {name for name in targets if name not in said} == set()
