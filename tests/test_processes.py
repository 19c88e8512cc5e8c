"""How do our processes live and die together?"""

import os
import signal
import subprocess
import sys
import time

from app.processes import AT_MOST, Child, Hearts, InHand, Pace
from tests.running import lives, wait_for


def test_a_child_that_was_never_started_can_be_ended():
    Child(["version"], {}).end()


def test_a_child_that_is_killed_is_started_again_at_once(tmp_path):
    child = Child(["worker"], {"MONTER_HOME": str(tmp_path)})
    try:
        child.look()
        for _ in range(3):
            killed = child.process
            killed.kill()
            wait_for(lambda killed=killed: child.look() or child.process is not killed, "another one")
            assert child.pace.wait == 2 * child.pace.soon  # the time before the next if this one should fail
    finally:
        pid = child.process.pid
        child.end(within=5)
    assert not lives(pid)


def test_a_child_that_does_not_end_when_asked_is_killed():
    child = Child([], {})
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    child.process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    child.process.stdout.readline()
    with child.process as process:
        child.end(within=0.2)
        assert process.returncode == -signal.SIGKILL


def test_what_keeps_failing_is_started_ever_later():
    pace, waits = Pace(soon=1), []
    for _ in range(6):
        pace.start()
        pace.is_due(1)
        waits.append(round(pace.due - time.monotonic()))
    assert waits == [1, 2, 4, 8, AT_MOST, AT_MOST]


def test_what_was_killed_or_had_been_well_is_started_soon():
    pace = Pace(soon=1)
    for status, ago, wait in [(1, 0, 1), (1, 0, 2), (-9, 0, 1), (1, 0, 2), (1, 60, 1)]:
        pace.start()
        pace.began -= ago
        pace.is_due(status)
        assert round(pace.due - time.monotonic()) == wait


def test_what_runs_is_not_started():
    pace = Pace(soon=0)
    assert pace.is_due(0)
    pace.start()
    assert [pace.is_due(None), pace.is_due(0)] == [False, True]


def test_what_another_process_has_in_hand_is_known():
    in_hand = InHand(2)
    in_hand.note(0, 2)
    child = os.fork()
    if not child:
        in_hand.note(1, 3)
        os._exit(0)
    os.waitpid(child, 0)
    assert in_hand.all() == 5


def test_a_heart_is_heard_from_another_process():
    hearts = Hearts(2)
    child = os.fork()
    if not child:
        hearts.beat(1)
        os._exit(0)
    os.waitpid(child, 0)
    assert hearts.silent_for(1) < 5 < hearts.silent_for(0)
