"""Does anything that somebody may send bring the server to its knees? Requests broken in every way, to the real server.

As a stranger and as somebody who is signed in, with a token that lets them past the first door. The same ones every time.
"""

import http.cookiejar
import random
import re
import socket
import threading
import urllib.request
from collections import Counter
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest

from app.chores import questions
from app.clock import now
from app.store.db import db
from app.store.doctor import examine
from tests.make import Make
from tests.running import own_database, running

METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "G\xd6T", "A" * 300]
JUNK = ["", "0", "-1", "null", "'\";--", "<script>", "../../etc/passwd", "%", "%00", "%ff%fe", "\x00", "\u202e", "å" * 40, "9" * 400,
        "{{7*7}}", "2026-02-30", "2026-11-22T25:61", "99999-99-99", "1e999", "NaN", "19121212-1212", "a" * 5000, "\ud7ff", "٣"]  # fmt: skip
TYPES = ["application/x-www-form-urlencoded"] * 6 + [
    "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain; charset=nonsense", "\xff", ""]  # fmt: skip
HEADERS = ["Accept-Language", "Cookie", "Authorization", "If-None-Match", "If-Modified-Since", "Range", "Referer", "User-Agent",
           "X-Forwarded-For", "Accept-Encoding", "Transfer-Encoding", "Expect", "Content-Encoding", "Accept", "Upgrade"]  # fmt: skip
NAMES = re.compile(r'name="([\w.-]+)"')
LEFT_ALONE = ("/staff/sign-out", "/static/", "/booth/")  # they would sign us out, or are files that set-up builds


@pytest.fixture
def stand(tmp_path):
    """A running Monter in which somebody is signed in."""
    with own_database(tmp_path) as own:
        make = Make()
        staff, event = make.staff("administrator", "planner", "coordinator").id, make.event(title="Blodomloppet")
        known = [event.slug, event.id, staff, "sv", "en"]
        db.session.remove()
        with running(own.home, **own.settings) as monter:
            monter.own, monter.known = own, known
            monter.cookie, monter.token = sign_in(monter, staff)
            yield monter


def sign_in(monter, staff: str) -> tuple[str, str]:
    """The cookie and the token of somebody who is signed in."""
    jar = http.cookiejar.CookieJar()
    client = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    token = token_of(client, f"{monter.url}/staff/sign-in")
    values = urlencode({"staff": staff, "csrf_token": token}).encode()
    with client.open(f"{monter.url}/staff/sign-in/demo", values, timeout=20) as answer:
        assert answer.status == 200
    token = token_of(client, f"{monter.url}/staff/events/new")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), token


def token_of(client, url: str) -> str:
    with client.open(url, timeout=20) as answer:
        return re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', answer.read())[1].decode()


class Maker:
    """Makes requests, each as bytes; the same seed gives the same ones."""

    def __init__(self, monter, seed: int):
        self.monter, self.chance = monter, random.Random(seed)
        rules = [rule for rule in monter.own.app.url_map.iter_rules() if not rule.rule.startswith(LEFT_ALONE)]
        self.doors = sorted((rule.rule, method) for rule in rules for method in rule.methods & {"GET", "POST"})
        self.fields = ["name", "phone", "email", "interest", "key", "title", "slug", "date", "q", "page", "language"]

    def one(self) -> tuple[bytes, bool]:
        """A request with something odd in it, and whether it is broken so that no answer need come."""
        chance = self.chance
        door, method = chance.choice(self.doors)
        method = method if chance.random() < 0.9 else chance.choice(METHODS)
        body = self.body() if method != "GET" or chance.random() < 0.1 else b""
        lines = [
            f"{method} {self.path(door)} HTTP/1.{chance.choice('1' * 40 + '09')}",
            f"Host: localhost:{self.monter.port}",
            "Connection: close",
        ]
        wrong = chance.random() < 0.05
        if body or wrong:
            lines += [f"Content-Length: {chance.choice(['-1', 'x', '9' * 30]) if wrong else len(body)}"]
            lines += [f"Content-Type: {chance.choice(TYPES)}"]
        if chance.random() < 0.7:
            lines += [f"Cookie: {self.monter.cookie}"]
        lines += [
            f"{chance.choice(HEADERS)}: {self.junk() if chance.random() < 0.1 else quote(self.junk())}"
            for _ in range(chance.choice([0, 0, 1, 3]))
        ]
        whole = "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body
        return (self.broken(whole), True) if chance.random() < 0.1 else (whole, wrong)

    def junk(self) -> str:
        return self.chance.choice([*JUNK, *self.monter.known * 5])

    def path(self, door: str) -> str:
        path = re.sub(r"<[^>]+>", lambda _: quote(self.junk(), safe="%"), door)
        query = urlencode({self.chance.choice(self.fields): self.junk() for _ in range(2)}, errors="surrogatepass")
        return path + self.chance.choice(["", "", "?" + query, "?%%%&=&;=", "//", "?" + "a" * 3000])

    def body(self) -> bytes:
        fields = {name: self.junk() for name in self.chance.sample(self.fields, min(8, len(self.fields)))}
        if self.chance.random() < 0.7:
            fields["csrf_token"] = self.monter.token
        kind = self.chance.randrange(6)
        if kind == 0:
            return self.chance.randbytes(self.chance.choice([1, 50, 5000]))
        if kind == 1:
            return b"".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("utf-8", "surrogatepass") for name, value in fields.items())  # fmt: skip
        if kind == 2:
            return self.chance.choice([b"[" * 3000, b'{"v": 1', b"null", b'{"records": [{}]}', b'"\\ud800"', b"1e9999"])
        return urlencode(fields, errors="surrogatepass").encode()

    def broken(self, whole: bytes) -> bytes:
        """Some bytes are others, missing, or there twice."""
        found = bytearray(whole)
        for _ in range(self.chance.choice([1, 1, 3, 20])):
            at = self.chance.randrange(len(found) or 1)
            found[at : at + self.chance.choice([0, 1, 9])] = self.chance.randbytes(self.chance.choice([0, 1, 4]))
        return bytes(found)


def answer_to(port: int, request: bytes, patience: float) -> bytes:
    """The first piece of what comes back; nothing when the server hangs up, or waits for more."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=patience) as client:
        client.sendall(request)
        return client.recv(65536)
    return b""


def send_broken(monter, many: int) -> None:
    """Send that many from four sides at once; none may be answered with 5xx, and all is well afterwards."""
    seen, wrong, lock = Counter(), [], threading.Lock()

    def side(seed: int):
        maker = Maker(monter, seed)
        for _ in range(many // 4):
            request, broken = maker.one()
            answer = answer_to(monter.port, request, 0.5 if broken else 30)
            status = answer[9:12].decode("ascii", "replace") if answer.startswith(b"HTTP/1.") else "none"
            maker.fields += [
                name for name in NAMES.findall(answer.decode("utf-8", "replace")) if name not in maker.fields
            ]
            with lock:
                seen[status] += 1
                if status.startswith("5"):
                    wrong.append((request[:3000], answer[:300]))

    sides = [threading.Thread(target=side, args=(seed,)) for seed in range(4)]
    for one in sides:
        one.start()
    for one in sides:
        one.join()
    assert wrong[:3] == []
    assert seen["200"] > many // 20, seen
    assert monter.get("/readyz").status == 200
    assert "Traceback" not in monter.said
    found = examine(key=monter.own.app.config["INSTANCE_KEY"], home=monter.home, now=now(), questions=questions())
    assert [str(finding) for finding in found if not finding.good] == []


def test_nothing_that_is_sent_is_answered_with_a_failure_of_ours(stand):
    send_broken(stand, 400)


@pytest.mark.proof
def test_ten_thousand_broken_requests_are_answered_without_a_failure_of_ours(stand):
    send_broken(stand, 10_000)
