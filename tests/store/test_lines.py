"""Do lines beside the database outlive crashes and others who write?"""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.store import lines

ROOT = Path(__file__).parents[2]
WRITES = """
import sys
from pathlib import Path
from app.store import lines
file, who, replaces = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "replaces"
for number in range(int(sys.argv[4])):
    line = {"who": who, "number": number}
    others = lambda known: [one for one in known if one["who"] != who] if replaces else known
    lines.change(file, lambda known: [*others(known), line])
    print(number, flush=True)
"""


def writer(file: Path, who: str, how: str, times: int) -> subprocess.Popen:
    """A process that adds a line so many times, or lets each take the place of its last."""
    command = [sys.executable, "-c", WRITES, file, who, how, str(times)]
    return subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def add(file: Path, *more: dict) -> None:
    lines.change(file, lambda known: [*known, *more])


def test_lines_come_back_in_order_and_for_our_eyes_only(tmp_path):
    file = tmp_path / "some.jsonl"
    assert lines.read(file) == []
    add(file, {"å": 1}, {"b": 2})
    add(file, {"c": 3})
    lines.change(file, lambda known: known[1:])
    assert (lines.read(file), file.stat().st_mode & 0o777) == ([{"b": 2}, {"c": 3}], 0o600)


@pytest.mark.parametrize("torn", [b'{"b": ', b'{"b": 2}', b"\0" * 100, b"\xff\xfe", b"[]\n7\n", b"[" * 10_000 + b"\n"])
def test_what_a_crash_left_at_the_end_spoils_no_line_before_or_after(tmp_path, torn):
    file = tmp_path / "some.jsonl"
    add(file, {"a": 1})
    with file.open("ab") as opened:
        opened.write(torn)
    whole = [{"a": 1}, {"b": 2}] if torn == b'{"b": 2}' else [{"a": 1}]
    assert lines.read(file) == whole
    add(file, {"c": 3})
    assert [json.loads(line) for line in file.read_text().splitlines()] == [*whole, {"c": 3}]


def test_four_processes_that_write_at_once_lose_nothing(tmp_path):
    file = tmp_path / "some.jsonl"
    writers = [writer(file, who, "adds" if who in "ab" else "replaces", 20) for who in "abcd"]
    assert [len(one.communicate(timeout=120)[0].split()) for one in writers] == [20] * 4
    found = sorted((line["who"], line["number"]) for line in lines.read(file))
    assert found == [*(("a", n) for n in range(20)), *(("b", n) for n in range(20)), ("c", 19), ("d", 19)]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["some.jsonl", "some.jsonl.lock"]


@pytest.mark.parametrize("how", ["adds", "replaces"])
def test_whoever_is_killed_has_written_what_was_acknowledged(tmp_path, how):
    file = tmp_path / "some.jsonl"
    add(file, {"who": "before", "number": 0})
    with writer(file, "a", how, 10**6) as process:
        told = [int(process.stdout.readline()) for _ in range(30)]
        process.send_signal(signal.SIGKILL)
    numbers = [line["number"] for line in lines.read(file) if line["who"] == "a"]
    assert lines.read(file)[0] == {"who": "before", "number": 0}
    assert numbers == list(range(len(numbers))) if how == "adds" else len(numbers) == 1
    assert max(numbers) >= told[-1]
    add(file, {"who": "after", "number": 0})
    assert lines.read(file)[-1] == {"who": "after", "number": 0}


def test_a_disk_that_takes_nothing_is_told_as_the_database_would(tmp_path):
    with pytest.raises(OperationalError, match=r"some\.jsonl"):
        add(tmp_path / "not there" / "some.jsonl", {"a": 1})
