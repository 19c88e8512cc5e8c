"""What does the sign-up page cost? Processor time beside a bare route, queries, bytes on the wire."""

from contextvars import Context

from tests.make import Make
from tests.pages import Queries

from .measure import application, bare_route, processor_ms


def measure(report, address: str) -> None:
    """The page behind a printed code."""
    bare = bare_route().test_client()
    with application(address) as app:
        code = Make().placement().code.code
        client = app.test_client()

        def ask(**headers):
            return Context().run(client.get, f"/q/{code}", headers=headers)

        base = processor_ms(lambda: bare.get("/"))
        cost = processor_ms(ask)
        report.row("bare Flask template route", base, "ms cpu")
        report.row("sign-up page", cost, "ms cpu", "goal: at most 8 × bare", cost / base)
        with Queries() as ran:
            ask()
        report.row("sign-up page, queries", len(ran), "", "goal: at most 4")
        packed = Context().run(lambda: len(client.get(f"/q/{code}", headers={"Accept-Encoding": "br"}).data))
        report.row("sign-up page, the one request", packed / 1000, "kB", "goal: at most 14")
