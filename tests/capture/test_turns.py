"""Do all processes together listen to so many tablets, and not one more?"""

import fcntl
import signal
import subprocess
import sys
import threading
import time

import pytest

from app.capture import turns
from tests.running import wait_for

HOLDS = """
import sys, time, pathlib
from app.capture.turns import Turns
with Turns(pathlib.Path(sys.argv[1]), 1).take() as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def taken(all_turns) -> bool:
    with all_turns.take() as mine:
        return mine


def test_others_can_see_whether_there_is_a_turn_left(tmp_path):
    two = turns.Turns(tmp_path, 2)
    with two.take():
        assert two.are_taken() is False
        with two.take():
            assert two.are_taken() is True
    assert two.are_taken() is False


@pytest.mark.parametrize("at_once", [1, 3])
def test_so_many_turns_and_no_more(tmp_path, at_once):
    all_turns = [turns.Turns(tmp_path, at_once) for _ in range(at_once + 1)]
    held = [one.take() for one in all_turns]
    assert [one.__enter__() for one in held] == [True] * at_once + [False]
    for one in held:
        one.__exit__(None, None, None)
    assert taken(all_turns[-1]) is True


def test_a_process_that_is_killed_gives_its_turn_back(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLDS, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        assert taken(turns.Turns(tmp_path, 1)) is False
        process.send_signal(signal.SIGKILL)
    assert taken(turns.Turns(tmp_path, 1)) is True


def test_the_first_in_line_waits_for_a_turn_of_another_process(tmp_path):
    held = turns.Turns(tmp_path, 1).take()
    held.__enter__()
    threading.Timer(0.05, held.__exit__, (None, None, None)).start()
    with turns.Turns(tmp_path, 1).take(patience=60) as mine:
        assert mine is True


def somebody_waits(folder) -> bool:
    """Whether one process is first in line."""
    with (folder / "sync.next.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_who_waits_for_a_turn_has_it_before_who_comes_later(tmp_path):
    held, order = turns.Turns(tmp_path, 1).take(), []

    def wait(name):
        with turns.Turns(tmp_path, 1).take(patience=60) as mine:
            order.append((name, mine))
            time.sleep(0.03)

    held.__enter__()
    waiting = threading.Thread(target=wait, args=["first"])
    waiting.start()
    wait_for(lambda: somebody_waits(tmp_path), "the first in line")
    held.__exit__(None, None, None)
    wait("second")
    waiting.join()
    assert order == [("first", True), ("second", True)]


def rested(there: int) -> tuple[float, float]:
    """(seconds that somebody rested who computes four times for a fiftieth of a second while so many others wait, seconds of
    computing)."""
    breath, rest, began = turns.Breath(lambda: there), 0.0, time.thread_time()
    for _ in range(4):
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass
        before = time.monotonic()
        breath.take()
        rest += time.monotonic() - before
    return rest, time.thread_time() - began


def test_while_others_wait_one_rests_in_proportion_to_what_one_computed_and_not_for_ever():
    rest, computed = rested(1)
    assert turns.REST * 0.08 <= rest <= turns.REST * computed + 4 * 0.5


def test_where_nobody_waits_there_is_no_rest():
    assert rested(0)[0] < turns.REST * 0.08
