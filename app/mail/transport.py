"""Which way does a letter leave? One small class for each kind of address in MAIL_URL and SMS_URL.

A way gives nothing when the letter is out of our hands, and raises otherwise: `Undeliverable` (never will be), `Later` (this
letter may go another time), `Outage` (no letter goes this way now). Their text is short and holds no personal value.
"""

import json
import smtplib
import socket
import ssl
import threading
from base64 import b64encode
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ..errors import Stopped

ANSWER_WITHIN = 20  # seconds for each answer of the other side
DONE_WITHIN = 120  # seconds for a whole letter; below the time for which a worker claims one
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Undeliverable(Exception):
    """This letter will never arrive."""


class Later(Exception):
    """Not now; this letter alone is put off."""


class Outage(Later):
    """Nothing goes this way now; the others need not be tried."""


class Smtp:
    """A mail server. The connection is opened for the first letter and kept for the next ones, until `close`.

    Outside this machine TLS is a must: STARTTLS for smtp://, from the start for smtps://. `?tls=no` is for a server that is
    reached over a network of one's own.
    """

    def __init__(self, url: str, hello: str):
        parts = urlsplit(url)
        if not parts.hostname:
            raise Stopped("MAIL_URL names no server; write smtp://user:password@host:587")
        self.host, self.hello = parts.hostname, hello
        self.implicit = parts.scheme == "smtps"
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.port = parts.port or (465 if self.implicit else 587 if self.user else 25)
        self.tls_must = parse_qs(parts.query).get("tls") != ["no"] and self.host not in LOOPBACK
        self.server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. It is out of our hands once the server has said 250 to it."""
        with outages(self), cut_after(DONE_WITHIN, self):
            server = self.server or self.open()
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                raise verdict(*next(iter(error.recipients.values()))) from None
            except smtplib.SMTPDataError as error:
                raise verdict(error.smtp_code, error.smtp_error) from None
            except (smtplib.SMTPNotSupportedError, UnicodeEncodeError):
                raise Undeliverable("smtp: address not supported") from None

    def open(self) -> smtplib.SMTP:
        """Connect, with TLS and name as the address says."""
        secure = ssl.create_default_context()
        options = {"host": self.host, "port": self.port, "local_hostname": self.hello, "timeout": ANSWER_WITHIN}
        self.server = server = smtplib.SMTP_SSL(**options, context=secure) if self.implicit else smtplib.SMTP(**options)
        server.ehlo()
        if not self.implicit and (self.tls_must or (self.host not in LOOPBACK and server.has_extn("starttls"))):
            server.starttls(context=secure)
            server.ehlo()
        if self.user:
            server.login(self.user, self.password)
        return server

    def close(self) -> None:
        """Say goodbye if there is anybody to say it to."""
        server, self.server = self.server, None
        if server:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def cut(self) -> None:
        """Break the connection off, from another thread."""
        sock = getattr(self.server, "sock", None)
        if sock:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def outages(way: Smtp):
    """What is wrong with the server or with our account on it is an outage; the connection is given up."""
    try:
        yield
    except (Undeliverable, Later):
        way.close()
        raise
    except smtplib.SMTPResponseException as error:
        way.close()
        raise Outage(f"smtp {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        way.close()
        raise Outage(f"smtp: {type(error).__name__}") from None


@contextmanager
def cut_after(seconds: float, way: Smtp):
    """Break off what takes longer altogether, such as a server that says a sign every ten seconds."""
    timer = threading.Timer(seconds, way.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def verdict(code: int, said: bytes) -> Exception:
    """A server's no about one letter: 5xx is for ever, all else for now. Keeps the codes, never its words."""
    enhanced = said.split(b" ", 1)[0].decode("ascii", "replace") if said[:1] in b"245" else ""
    text = f"smtp {code} {enhanced}".strip()[:40]
    return Undeliverable(text) if 500 <= code < 600 else Later(text)


class NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed: the password would go along."""

    def redirect_request(self, *args):
        return None


class FortySixElks:
    """Text messages through 46elks: `46elks://user:password@api.46elks.com?from=Monter`, over https (this machine: http)."""

    def __init__(self, url: str):
        parts = urlsplit("https:" + url.partition(":")[2])  # no scheme may begin with a digit, says urlsplit
        host = parts.hostname or "api.46elks.com"
        where = host if parts.port is None else f"{host}:{parts.port}"
        self.address = f"{'http' if host in LOOPBACK else 'https'}://{where}/a1/sms"
        name = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self.authorization = "Basic " + b64encode(name.encode()).decode()
        self.sender = parse_qs(parts.query).get("from", ["Monter"])[0][:11]
        self.opener = build_opener(NoRedirect)

    def send(self, to: str, text: str) -> None:
        """Hand one text message over."""
        body = urlencode({"from": self.sender, "to": to, "message": text}).encode()
        request = Request(self.address, data=body, headers={"Authorization": self.authorization})  # noqa: S310 (ours)
        try:
            with self.opener.open(request, timeout=ANSWER_WITHIN) as answer:
                said = json.loads(answer.read(65536))
        except HTTPError as error:
            raise self.refusal(error.code, error.read(1000)) from None
        except (OSError, HTTPException, ValueError) as error:
            raise Outage(f"sms: {type(error).__name__}") from None
        if not isinstance(said, dict) or said.get("status") == "failed":
            raise Undeliverable("sms: failed")

    @staticmethod
    def refusal(code: int, said: bytes) -> Exception:
        """400, 403, 404: this message will never go, unless what is missing is money; all else is theirs or our account's."""
        if code in (400, 403, 404) and b"credit" not in said.lower():
            return Undeliverable(f"sms {code}")
        return Outage(f"sms {code}")

    def close(self) -> None:
        """Nothing is kept open."""


def way_for(url: str, hello: str) -> Smtp | FortySixElks | None:
    """The way that a setting names; None for console:. Raises Stopped for one that we do not know."""
    scheme = url.partition(":")[0].lower()
    if scheme in ("smtp", "smtps"):
        return Smtp(url, hello)
    if scheme == "46elks":
        return FortySixElks(url)
    if scheme == "console":
        return None
    raise Stopped(f"no way to send by {scheme!r}: use smtp://, smtps://, 46elks:// or console:")
