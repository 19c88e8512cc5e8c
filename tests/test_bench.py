"""Can `make bench` fail, and does it measure what it says?"""

import pytest
from sqlalchemy import create_engine, text

from bench.measure import Report
from tests import postgres


@pytest.mark.parametrize(("lost", "good"), [(0, True), (1, False)])
def test_a_benchmark_in_which_a_record_is_lost_or_doubled_fails(lost, good):
    report = Report()
    report.row("slow", 10**9, "ms", "goal: at most 2.5")
    report.must("records lost or doubled", lost, 0)
    report.must("stored the first time", 1000, 1000)
    assert report.good is good


@pytest.mark.proof
@pytest.mark.skipif(postgres.programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.parametrize(("durable", "waits"), [(True, "on"), (False, "off")])
def test_a_server_to_be_measured_waits_for_the_disk_and_one_of_the_tests_does_not(durable, waits):
    with postgres.server(durable=durable) as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            settings = [connection.scalar(text(f"SHOW {name}")) for name in postgres.HASTY]
        engine.dispose()
    assert settings == [waits] * 3
