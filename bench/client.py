"""How do many visitors come at once? Connections that stay open, a thread each, as little work on our side as can be.

Started by `bench.signup` as a process of its own: `python -m bench.client PORT PATH SECONDS CONNECTIONS`. Prints a line once
enough forms lie open and what is measured begins, and then one line of JSON.
"""

import json
import re
import socket
import sys
import threading
import time
from collections import deque
from itertools import count
from urllib.parse import urlencode

AGENT = b"User-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36\r\nHost: localhost\r\n"
OLD_ENOUGH = 2.1  # seconds that a form must have been open
TOKEN = re.compile(rb'name="token" value="([^"]+)"')


class Connection:
    """One visitor's connection, kept open."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, verb: str, path: str, body: bytes = b"", headers: bytes = b"") -> tuple[int, bytes, bytes]:
        """(status, head, body) of the answer."""
        kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body) if body else b""
        self.socket.sendall(f"{verb} {path} HTTP/1.1\r\n".encode() + AGENT + headers + kind + b"\r\n" + body)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, rest = got.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
        while len(rest) < length:
            rest += self._more()
        return int(head[9:12]), head, rest

    def _more(self) -> bytes:
        if not (piece := self.socket.recv(65536)):
            raise ConnectionError("the server hung up")
        return piece


class Visitors:
    """So many connections that sign up, one person after the other, for so many seconds."""

    def __init__(self, port: int, path: str, seconds: float):
        self.port, self.path, self.seconds = port, path, seconds
        self.numbers, self.times, self.failures, self.lock = count(1_000_000), [], [], threading.Lock()
        self.begins = time.monotonic() + OLD_ENOUGH

    def one_connection(self) -> None:
        """Forms are opened all the time and sent when a person could have filled them in; what is timed is the work."""
        connection, forms = Connection(self.port), deque()
        until = self.begins + self.seconds
        while time.monotonic() < until:
            began = time.monotonic()
            _status, _head, page = connection.ask("GET", self.path)
            forms.append((time.monotonic(), TOKEN.search(page)[1].decode(), time.monotonic() - began))
            if forms[0][0] + OLD_ENOUGH < time.monotonic():
                self.send(connection, *forms.popleft()[1:])
            elif len(forms) > 100:
                time.sleep(0.01)

    def send(self, connection: Connection, token: str, spent: float) -> None:
        """Post, follow, and note how long page, post and thanks took together."""
        began, number = time.monotonic(), next(self.numbers)
        answers = {"token": token, "language": "sv", "name": f"Anna Björk {number}", "phone": f"+4670{number}",
                   "email": f"anna{number}@exempel.se", "interest": "guardian", "best_time": "evening"}  # fmt: skip
        status, head, _body = connection.ask("POST", self.path, urlencode(answers).encode())
        where = re.search(rb"location: (\S+)", head, re.IGNORECASE)
        thanks = connection.ask("GET", where[1].decode())[0] if where else 0
        with self.lock:
            if (status, thanks) == (303, 200):
                self.times.append(time.monotonic() - began + spent)
            else:
                self.failures.append((status, thanks))

    def all_of_them(self, connections: int) -> dict:
        """Run, and say how it went."""
        threads = [threading.Thread(target=self.one_connection) for _ in range(connections)]
        for thread in threads:
            thread.start()
        time.sleep(max(0.0, self.begins - time.monotonic()))
        print("forms are open", flush=True)
        for thread in threads:
            thread.join()
        times, took = sorted(self.times), time.monotonic() - self.begins
        return {
            "done": len(times), "failed": len(self.failures), "a_second": len(times) / took,
            "median_ms": 1000 * times[len(times) // 2], "p99_ms": 1000 * times[int(len(times) * 0.99)],
        }  # fmt: skip


if __name__ == "__main__":
    port, path, seconds, connections = sys.argv[1:]
    print(json.dumps(Visitors(int(port), path, float(seconds)).all_of_them(int(connections))))
