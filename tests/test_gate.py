"""Do requests that would take all threads for long stand in line, and only for as long as makes sense?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from app import gate


def run(task) -> None:
    """On a thread of its own: where a browser is driven too, this one has a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, task).result()


def went(line, *, at_once: int, each: float = 0.01) -> list[tuple[int, bool]]:
    """(which, whether its turn came) of so many requests that come together, in the order in which they went on."""
    order = []

    async def request(number):
        async with line.turn() as came:
            order.append((number, came))
            await asyncio.sleep(each)

    async def together():
        await asyncio.gather(*(request(number) for number in range(at_once)))

    run(together())
    return order


def test_each_has_its_turn_in_the_order_in_which_they_came():
    assert went(gate.Line(1), at_once=5) == [(number, True) for number in range(5)]


def test_the_next_goes_on_when_one_before_it_is_done():
    at_work, most = 0, 0

    async def request(line):
        nonlocal at_work, most
        async with line.turn():
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.001)
            at_work -= 1

    async def together():
        line = gate.Line(2)
        await asyncio.gather(*(request(line) for _ in range(9)))

    run(together())
    assert (at_work, most) == (0, 2)


def test_who_finds_the_line_too_long_goes_on_without_a_turn(monkeypatch):
    monkeypatch.setattr(gate, "LINE_AT_MOST", 3)
    assert sorted(went(gate.Line(1), at_once=6)) == [(0, True), (1, True), (2, True), (3, True), (4, False), (5, False)]


def test_who_waited_too_long_goes_on_without_a_turn(monkeypatch):
    monkeypatch.setattr(gate, "IN_LINE_FOR", 0.01)
    assert went(gate.Line(1), at_once=3, each=0.5) == [(0, True), (1, False), (2, False)]
