"""Who may import whom? Rules 1 to 3 of docs/house.md, read from the code itself."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
RANKS = {
    **dict.fromkeys(["__init__", "wiring", "cli", "blueprints", "commands", "serving", "gate", "processes", "worker", "upkeep", "rail", "chores", "serve_commands", "store_commands", "demo"], 12),
    "rights": 11.5,
    **dict.fromkeys(["public", "capture", "calendars", "desk", "reports", "mailbox", "packs"], 11),
    **dict.fromkeys(["handover", "origin", "people", "slots"], 10.5), "leads": 10, "staffing": 9.5, "flyers": 9, "booths": 8, "events": 7, "accounts": 6, "web": 5, "mail": 4, "journal": 3, "store": 2,
    **dict.fromkeys(["clock", "errors", "i18n", "version"], 1), "words": 1.5,
}  # fmt: skip
MODULES = sorted(APP.rglob("*.py"))
FLASK = {"views", "access", "commands"}


def part_of(path: Path) -> str:
    """The folder of `app/` that a module lies in, or its own name at the top."""
    first = path.relative_to(APP).parts[0]
    return first.removesuffix(".py")


def imports(path: Path):
    """(package, module path below app or None) of every import in a module, those inside functions too."""
    depth = len(path.relative_to(APP).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((name.name.split(".")[0], name.name.split(".")[1:] or None) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            dotted = (node.module or "").split(".") if node.module else []
            if node.level == 0:
                inside = dotted[0] == "app"
                below = (dotted[1:] or [name.name for name in node.names]) if inside else None
                yield dotted[0], below
            elif node.level == depth:
                yield "app", dotted or [name.name for name in node.names]
            elif node.level > depth:
                yield "outside", None


def id_of(path):
    return str(path.relative_to(APP))


@pytest.mark.parametrize("path", MODULES, ids=id_of)
def test_code_only_looks_down(path):
    own = part_of(path)
    looked_up = {
        below[0]
        for package, below in imports(path)
        if package == "app" and below and below[0] != own and below[0] in RANKS and RANKS[below[0]] >= RANKS[own]
    }
    assert looked_up == set() or RANKS[own] == 12


@pytest.mark.parametrize("path", MODULES, ids=id_of)
def test_only_the_edges_know_flask_and_only_one_file_each_library(path):
    names = {package for package, _ in imports(path)}
    own = part_of(path)
    if not (path.stem in FLASK or path.stem.endswith("_views") or own in ("web", "mail") or RANKS[own] == 12):
        assert "flask" not in names
    assert ("icalendar" in names) == (id_of(path) == "calendars/ics.py")
    assert ("qrcode" in names) == (id_of(path) == "flyers/qr.py")


@pytest.mark.parametrize("path", sorted((APP / "reports").glob("*.py")), ids=id_of)
def test_reports_change_nothing(path):
    actions = {tuple(below) for package, below in imports(path) if package == "app" and below and "actions" in below}
    assert actions <= {("journal", "actions")}


def test_every_part_has_a_rank():
    assert {part_of(path) for path in MODULES} - RANKS.keys() == set()
