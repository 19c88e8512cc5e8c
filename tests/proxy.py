"""What can happen to a message on its way? A proxy between a browser and a server that does it on purpose.

One request a connection. `proxy.next(fault, …)` is what happens to the next requests of the path that is watched, one each;
`proxy.always = fault` to all of them; what is not watched passes. A fault is a coroutine that gets the `Trip`.
"""

import asyncio
import ssl
import threading
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WATCHED = "/api/booth/v1/sync"


@dataclass
class Trip:
    """One request: what came, the way to the server and back to the browser."""

    proxy: "Proxy"
    head: bytes
    body: bytes
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    @property
    def request(self) -> bytes:
        return self.head.replace(b"Connection: keep-alive\r\n", b"Connection: close\r\n") + self.body

    async def ask(self, sent: bytes | None = None) -> bytes:
        """All that the server says to this request (or to a part of it, after which the line goes dead)."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.server_port)
        try:
            writer.write(self.request if sent is None else sent)
            await writer.drain()
            return await reader.read() if sent is None else b""
        finally:
            writer.close()

    async def tell(self, answer: bytes) -> None:
        self.writer.write(answer)
        await self.writer.drain()


async def passed(trip: Trip) -> None:
    await trip.tell(await trip.ask())


async def dropped(trip: Trip) -> None:
    """The line goes dead before anything arrives."""


async def answer_lost(trip: Trip) -> None:
    """The server has committed, and the tablet never hears of it."""
    await trip.ask()


def delayed(seconds: float):
    async def fault(trip: Trip) -> None:
        await asyncio.sleep(seconds)
        await passed(trip)

    return fault


def cut_request(after: int):
    async def fault(trip: Trip) -> None:
        await trip.ask(trip.request[:after])

    return fault


def cut_answer(after: int):
    async def fault(trip: Trip) -> None:
        await trip.tell((await trip.ask())[:after])

    return fault


def answered(status: str, *headers: str, body: str = "", kind: str = "text/html"):
    """Something else answers: a log-in page, a broken server."""

    async def fault(trip: Trip) -> None:
        said = body.encode()
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(said)}",
            "Connection: close",
            *headers,
        ]
        await trip.tell("\r\n".join([*lines, "", ""]).encode() + said)

    return fault


def repeated(times: int):
    """The same message arrives several times, side by side."""

    async def fault(trip: Trip) -> None:
        answers = await asyncio.gather(*(trip.ask() for _ in range(times)))
        await trip.tell(answers[-1])

    return fault


def overtaken(seconds: float):
    """The tablet hears nothing; the message arrives later, when others have long arrived."""

    async def fault(trip: Trip) -> None:
        trip.proxy.later(seconds, trip)

    return fault


def slow(bytes_per_second: int, stall: float = 0):
    async def fault(trip: Trip) -> None:
        await asyncio.sleep(len(trip.request) / bytes_per_second + stall)
        answer = await trip.ask()
        for start in range(0, len(answer), 256):
            await trip.tell(answer[start : start + 256])
            await asyncio.sleep(256 / bytes_per_second)

    return fault


def changed(before: bytes, after: bytes):
    """The message says something else, as long as it was: an older app, another clock."""
    assert len(before) == len(after)

    async def fault(trip: Trip) -> None:
        assert before in trip.body
        trip.body = trip.body.replace(before, after)
        await passed(trip)

    return fault


LOGIN_PAGE = answered("200 OK", body="<html><title>Log in</title><form><input name=room></form></html>")
REDIRECT = answered("302 Found", "Location: http://wifi.invalid/login")
BROKEN = answered("500 Internal Server Error", body="<h1>500</h1>")
BUSY = answered("503 Service Unavailable", "Retry-After: 1", body="<h1>503</h1>")
TOO_MANY = answered("429 Too Many Requests", "Retry-After: 1", body="")
FORBIDDEN = answered("403 Forbidden", body="Blocked by filter")


@dataclass
class Proxy:
    """A running proxy. `offline` makes every line dead, `seen` are the watched requests in the order they came."""

    server_port: int
    port: int = 0
    offline: bool = False
    always: object = None
    everything: object = None  # a fault for every request, watched or not: a network that wants a log-in
    tls: ssl.SSLContext | None = None  # its certificate may be changed while it runs
    seen: list[Trip] = field(default_factory=list)
    faults: deque = field(default_factory=deque)
    _tasks: set = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}"

    def next(self, *faults) -> None:
        self.faults.extend(faults)

    def later(self, seconds: float, trip: Trip) -> None:
        async def arrive():
            await asyncio.sleep(seconds)
            await trip.ask()

        task = asyncio.get_running_loop().create_task(arrive())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if not self.offline:
                trip = await self._trip(reader, writer)
                await self._fault_of(trip)(trip)
        with suppress(OSError, RuntimeError):
            writer.close()

    async def _trip(self, reader, writer) -> Trip:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(lines.get("content-length", 0)))
        return Trip(self, head, body, writer)

    def _fault_of(self, trip: Trip):
        if self.everything:
            return self.everything
        if trip.path != WATCHED:
            return passed
        self.seen.append(trip)
        if self.faults:
            return self.faults.popleft()
        return self.always or passed


@contextmanager
def proxied(server_port: int, tls: ssl.SSLContext | None = None):
    """A proxy in a thread of its own, before the server at that port."""
    proxy, loop, ready = Proxy(server_port, tls=tls), asyncio.new_event_loop(), threading.Event()

    async def serve():
        async with await asyncio.start_server(proxy.handle, "127.0.0.1", 0, limit=2**20, ssl=tls) as server:
            proxy.port = server.sockets[0].getsockname()[1]
            ready.set()
            await server.serve_forever()

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = asyncio.run_coroutine_threadsafe(serve(), loop)
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_ended(), loop).result(10)
        serving.cancel()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _ended():
    """Everything that is still under way is over."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.sleep(0.05)  # for what was closed to be closed
