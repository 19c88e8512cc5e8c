"""How does a request get from the wire to a thread? Whole. A slow client waits here, where waiting costs nothing.

The web server (granian) hands requests over as they begin. Four threads do the work, so nobody may hold one while a phone on
a bad line sends a byte a second: the request's body is read before a thread is taken, and an answer is sent after the
thread has gone on to the next. A long answer that is made as it goes (an export) takes a thread only while it makes a piece.
Requests that would take all threads for long (fifty tablets that come home) stand in a line of their own.
"""

import asyncio
import contextvars
import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from types import MappingProxyType

from granian.rsgi import ProtocolClosed, ProtocolError

log = logging.getLogger("monter.gate")

BODY_WITHIN = 60  # seconds for a whole request body
PIECE_WITHIN = 30  # seconds for a client to take one piece of a long answer
AT_ONCE = 256 * 1024  # an answer up to this size is made at once
BEATS_EVERY = 1  # seconds between two signs of life
WAITING_AT_MOST = 400  # requests in line for a thread, before the next is told to come back
LINE_AT_MOST = 60  # requests in a line of their own
IN_LINE_FOR = 10  # seconds; a tablet gives up after twenty
IN_LINE = "monter.in_line"  # in the environment of a request whose turn has come
OTHERS = "monter.others"  # in that environment: tells how many requests that stand in no line are being answered, by all processes
NO_LINES: Mapping[str, int] = MappingProxyType({})
KNOWN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
PLAIN = [("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff"), ("cache-control", "no-store"),
         ("content-security-policy", "default-src 'none'"), ("server", "monter")]  # fmt: skip
TOO_SLOW = "Det tog för lång tid att ta emot. Försök igen när nätet är bättre.\n"
TOO_MANY = "Just nu är det många som frågar. Vänta en halv minut och försök igen.\n"
BROKEN = "Något gick fel hos oss. Vänta en minut och försök igen.\n"


class Gate:
    """A WSGI application behind granian's RSGI. `body_limit` is what it reads of a body; the rest is thrown away.

    `beat` is called every second from one of the threads that answer, so that whoever listens knows that they do. `lines`: path
    → how many requests to it have a thread at once. `note` is told how many requests to other paths are being answered here, and
    `others` tells how many by all processes: who has been in a line rests while there are any.
    """

    def __init__(
        self,
        wsgi,
        *,
        threads: int,
        body_limit: int,
        beat: Callable[[], None],
        lines: Mapping[str, int] = NO_LINES,
        note: Callable[[int], None],
        others: Callable[[], int],
    ):
        self.wsgi, self.body_limit, self.beat, self.note, self.others = wsgi, body_limit, beat, note, others
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.waiting = self.out_of_line = 0
        self.lines = {path: Line(at_once) for path, at_once in lines.items()}

    def __rsgi_init__(self, loop) -> None:
        """Begin to show signs of life; each goes the way of a request, through the loop and a thread."""
        shown = loop.run_in_executor(self.pool, self.beat)
        shown.add_done_callback(lambda _: loop.call_later(BEATS_EVERY, self.__rsgi_init__, loop))

    async def __rsgi__(self, scope, proto) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return proto.close(403)
        if self.waiting >= WAITING_AT_MOST:
            return proto.response_str(503, [*PLAIN, ("retry-after", "30")], TOO_MANY)
        body, length = b"", 0
        if "content-length" in scope.headers or "transfer-encoding" in scope.headers:
            try:
                body, length = await asyncio.wait_for(self.body(proto), BODY_WITHIN)
            except TimeoutError:
                return proto.response_str(408, [*PLAIN, ("connection", "close")], TOO_SLOW)
            except (ProtocolClosed, ProtocolError):
                return None
        environ = environment(scope, body, length)
        if scope.path not in self.lines:
            return await self.at_once(environ, proto)
        environ[OTHERS] = self.others
        async with self.lines[scope.path].turn() as environ[IN_LINE]:
            return await self.answer(environ, proto)

    async def body(self, proto) -> tuple[bytes, int]:
        """What the client sends, as far as the limit, and how much it was in all (as far as we looked)."""
        pieces, length = [], 0
        async for piece in proto:
            length += len(piece)
            if length <= self.body_limit:
                pieces.append(piece)
            elif length > 8 * self.body_limit:
                break
        return (b"".join(pieces), length) if length <= self.body_limit else (b"", length)

    async def at_once(self, environ: dict, proto) -> None:
        """Answer a request that stands in no line."""
        self.out_of_line += 1
        self.note(self.out_of_line)
        try:
            return await self.answer(environ, proto)
        finally:
            self.out_of_line -= 1
            self.note(self.out_of_line)

    async def answer(self, environ: dict, proto) -> None:
        """Have a thread make the answer, all of it or piece by piece."""
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()
        self.waiting += 1
        try:
            answer = await loop.run_in_executor(self.pool, context.run, self.make, environ)
        except Exception:
            log.exception("a request failed outside the application")
            return proto.response_str(500, PLAIN, BROKEN)
        finally:
            self.waiting -= 1
        if answer.rest is None:
            return proto.response_bytes(answer.status, answer.headers, answer.body)
        return await self.stream(answer, context, proto)

    async def stream(self, answer: "Answer", context, proto) -> None:
        """Send a long answer; a thread is taken for making each piece only. Who does not take it in time is left."""
        loop = asyncio.get_running_loop()
        transport = proto.response_stream(answer.status, answer.headers)
        try:
            piece = answer.body
            while piece is not None:
                await asyncio.wait_for(transport.send_bytes(piece), PIECE_WITHIN)
                piece = await loop.run_in_executor(self.pool, context.run, answer.next_piece)
        except Exception as error:
            log.info("a long answer was left: %s", type(error).__name__)
        finally:
            await loop.run_in_executor(self.pool, context.run, answer.close)

    def make(self, environ: dict) -> "Answer":
        """In a thread: ask the application, and take what it gives up to the size that is sent at once."""
        answer = Answer()
        answer.take(self.wsgi(environ, answer.start))
        return answer


class Line:
    """Requests that have so many threads between them, in the order in which they came; the others wait, which costs nothing."""

    def __init__(self, at_once: int):
        self.free, self.waiting = asyncio.Semaphore(max(1, at_once)), 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Whether its turn came; where the line is too long, or too slow, it goes on without."""
        came = await self.comes()
        try:
            yield came
        finally:
            if came:
                self.free.release()

    async def comes(self) -> bool:
        """Wait for it."""
        if not self.free.locked():
            return await self.free.acquire()
        if self.waiting >= LINE_AT_MOST:
            return False
        self.waiting += 1
        try:
            return await asyncio.wait_for(self.free.acquire(), IN_LINE_FOR)
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1


class Answer:
    """An answer as the application makes it. `rest` is None once `body` is all of it."""

    def __init__(self):
        self.status, self.headers, self.body, self.rest, self._close = 500, [], b"", None, None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info=None):
        """WSGI's start_response."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower(), value) for name, value in headers]
        self.headers.append(("server", "monter"))

    def take(self, made) -> None:
        """Take pieces until there are no more, or enough for now."""
        self.rest, self._close = iter(made), getattr(made, "close", None)
        try:
            self.body = self.next_piece() or b""
        except BaseException:
            self.close()
            raise
        if self.rest is None:
            self.close()

    def next_piece(self) -> bytes | None:
        """The next pieces in one, up to the size that is sent at once; None when there are no more."""
        pieces, size = [], 0
        while self.rest is not None and size < AT_ONCE:
            piece = next(self.rest, None)
            if piece is None:
                self.rest = None
            else:
                pieces.append(piece)
                size += len(piece)
        return b"".join(pieces) if pieces else None

    def close(self) -> None:
        """Let the application put things away; once."""
        close, self._close = self._close, None
        if close:
            close()


def environment(scope, body: bytes, length: int) -> dict:
    """The request as WSGI knows it. Headers with an underscore are left out: they could pass for others."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if name in KNOWN:
            environ[KNOWN[name]] = value
        elif "_" not in name:
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]}{'; ' if name == 'cookie' else ', '}{value}" if key in environ else value
    if length:
        environ["CONTENT_LENGTH"] = str(length)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ
