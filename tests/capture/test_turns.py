"""Do all processes together listen to so many tablets, and not one more?"""

import signal
import subprocess
import sys
import threading
import time

import pytest

from app.capture import turns

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
    with turns.Turns(tmp_path, 1).take(patience=10) as mine:
        assert mine is True


def test_who_waits_for_a_turn_has_it_before_who_comes_later(tmp_path):
    held, order = turns.Turns(tmp_path, 1).take(), []

    def wait(name):
        with turns.Turns(tmp_path, 1).take(patience=10) as mine:
            order.append((name, mine))
            time.sleep(0.03)

    held.__enter__()
    waiting = threading.Thread(target=wait, args=["first"])
    waiting.start()
    time.sleep(0.05)
    held.__exit__(None, None, None)
    wait("second")
    waiting.join()
    assert order == [("first", True), ("second", True)]


def looks_at_others(there: int) -> int:
    """How often somebody who has worked four times for a fiftieth of a second looks whether so many others are gone."""
    looks = []

    def others():
        looks.append(there)
        return there

    for _ in turns.in_turn(range(4), others):
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass
    return len(looks)


def test_after_each_piece_there_is_a_rest_while_others_wait_and_never_a_long_one():
    began = time.thread_time(), time.monotonic()
    assert looks_at_others(1) > 4
    computed, passed = time.thread_time() - began[0], time.monotonic() - began[1]
    assert passed >= computed + 4 * turns.REST * 0.015


def test_where_nobody_waits_there_is_no_rest():
    assert looks_at_others(0) == 4
