"""Is whatever a tablet (or anybody else) says read or told to be none of ours, and never anything else?"""

import contextlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture import wire
from app.capture.exports import read_export
from tests.capture.tablet import Tablet

ROOT = Path(__file__).parents[2]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
)  # fmt: skip
envelopes = st.dictionaries(
    st.sampled_from(["id", "seq", "kid", "v", "form", "blob", "sha256", "at", "state"]),
    values | st.sampled_from(["AAAA", "1b671a64-40d5-491e-99b0-da01ff1f3341", {"wall": 1, "mono": 2.5, "boot": "x"}]),
)


@given(st.binary(max_size=100))
def test_bytes_that_are_no_message_are_not_understood(body):
    with contextlib.suppress(wire.NotUnderstood):
        assert isinstance(wire.read_json(body), dict)


@given(st.lists(envelopes | values, max_size=4))
def test_every_record_is_kept_as_something_with_an_id_of_its_own_length(records):
    batch = wire.read_batch({"records": records}, "pairing")
    assert len(batch.envelopes) == len(records)
    for one in batch.envelopes:
        assert (len(one.id), len(one.sha256), len(one.kid) <= 40, len(one.form) <= 40, one.seq >= 0) == (
            36,
            64,
            True,
            True,
            True,
        )
        assert one.blob or one.why


@given(
    st.dictionaries(
        st.sampled_from(["pending", "next_seq", "battery", "faults", "persisted", "store_lost", "name"]), values
    )
)
def test_of_what_a_tablet_tells_of_itself_only_known_words_are_kept(said):
    found = wire.read_status(said)
    assert set(found) <= {"pending", "next_seq", "battery", "faults", "persisted", "store_lost"}
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("said", "known"), [(0, 0), (1, 1), (12, 12), (100, 100), (101, None), (-1, None), (True, None), (None, None)]
)
def test_a_battery_is_told_in_whole_percent(said, known):
    assert wire.read_status({"battery": said}).get("battery") == known


@given(st.dictionaries(st.sampled_from(["code", "token_sha256", "install_id", "app", "device"]), values))
def test_asking_to_be_paired_is_understood_or_not(message):
    with pytest.raises(wire.NotUnderstood):
        wire.read_pair(message)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("Booth abc." + "x" * 43, ("abc", "x" * 43)),
        ("Booth abc." + "x" * 42, None), ("Bearer abc." + "x" * 43, None), ("Booth abc", None), ("", None), (None, None),
        ("Booth abc." + "å" * 43, None),
    ],
)  # fmt: skip
def test_a_token_is_read_as_it_was_made(header, read):
    assert wire.read_authorization(header) == read


@given(st.binary(max_size=60))
def test_a_file_that_no_tablet_wrote_is_not_understood(content):
    with pytest.raises(wire.NotUnderstood):
        read_export(content)


@pytest.mark.parametrize(
    ("app", "least", "old"), [("1.0-3f2", "1", False), ("0.9", "1", True), ("2.0", "2.1", True), ("", "1", False)]
)
def test_versions_are_compared_number_by_number(monkeypatch, app, least, old):
    monkeypatch.setattr(wire, "MIN_APP", least)
    assert wire.too_old(app) is old


class Listened(dict):
    """A message that remembers what it was asked for."""

    def __init__(self, facts: dict, asked: set[str], name: str = ""):
        super().__init__(facts)
        self.asked, self.name = asked, name

    def get(self, key, default=None):
        self.asked.add(self.name + key)
        return super().get(key, default)


def promised(heading: str) -> list[str]:
    """The names in the first column of that table of docs/tablet.md."""
    table = (ROOT / "docs/tablet.md").read_text().partition(f"| in the {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.M)


def test_every_key_of_a_sync_that_is_read_stands_in_the_protocol_and_no_other():
    asked: set[str] = set()
    at = Listened({}, asked, "records[].at.")
    record, status = Listened({"at": at}, asked, "records[]."), Listened({}, asked, "status.")
    message = Listened({"proto": 1, "records": [record], "status": status}, asked)
    wire.check_proto(message, date.max)
    wire.read_batch(message, "pairing")
    whole = {"records", "status", "records[].at"}
    assert sorted(promised("message")) == sorted(asked - whole | {"records[].v"})  # which nobody has had to ask for yet


def test_every_key_of_an_answer_stands_in_the_protocol_and_no_other(app, make):
    tablet = Tablet(app).join(make.booth())
    tablet.save()
    answer = tablet.sync()
    acks = {f"acks[].{key}" for ack in answer.pop("acks") for key in ack}
    assert sorted(promised("answer")) == sorted(answer.keys() | acks)
