"""Real servers to send to: one that takes mail and can be told to be difficult, one that takes text messages."""

import asyncio
import json
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

from tests.postgres import free_port


class MailServer:
    """Takes mail on a port of this machine. `answers` maps a receiver to what is said at RCPT, `at_data` to the end of DATA."""

    def __init__(self):
        self.letters = []
        self.answers, self.at_data = {}, {}
        self.hang = False
        self.die_after_data = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.hang:
            await asyncio.sleep(60)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.die_after_data:
            self.die_after_data = False
            server.transport.abort()
        return self.at_data.get(envelope.rcpt_tos[0], "250 taken")

    @property
    def receivers(self):
        return [letter["To"] for letter in self.letters]


@contextmanager
def mail_server():
    """A running mail server; its `url` goes into MAIL_URL."""
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=10)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield handler
    finally:
        controller.stop()


@contextmanager
def text_server(status=200, answer=None):
    """A running 46elks; its `url` goes into SMS_URL and `asked` holds what came."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            server.asked.append(
                (self.path, self.headers["Authorization"], {k: v[0] for k, v in parse_qs(body).items()})
            )
            said = json.dumps(server.answer).encode()
            self.send_response(server.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status, server.answer = [], status, answer or {"status": "created", "id": "s1"}
    server.url = f"46elks://u1:secret@127.0.0.1:{server.server_port}?from=Linkoping"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
