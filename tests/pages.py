"""A client that reads every page it fetches, as a person and a strict reader of HTML would, and says which page was wrong."""

from collections import Counter
from contextlib import contextmanager
from contextvars import Context
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event

from app.store import ready
from app.store.db import db


class Queries(list):
    """The statements that ran inside `with Queries() as q:`, transactions apart."""

    def __enter__(self):
        event.listen(db.engine, "before_cursor_execute", self._note)
        ready.heard.append(self._hear)
        return self

    def __exit__(self, *_):
        ready.heard.remove(self._hear)
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, connection, cursor, statement, parameters, context, executemany):
        self._hear(statement)

    def _hear(self, statement):
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            self.append(statement)


class Page:
    """One answer, parsed. `page.h1`, `page.text`, `page.form("…")`, `page.links`."""

    def __init__(self, browser, response):
        self.browser, self.response, self.status = browser, response, response.status_code
        self.headers, self.data = response.headers, response.data
        self.path = response.request.path
        self.soup = BeautifulSoup(
            response.data if (response.mimetype or "").startswith("text/") else b"", "html.parser"
        )

    @property
    def text(self) -> str:
        """Everything a person reads, blanks folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def h1(self) -> str:
        """The page's one heading."""
        return " ".join(self.soup.h1.get_text(" ").split())

    @property
    def errors(self) -> list[str]:
        """What the summary on top says, line by line."""
        return [" ".join(item.get_text(" ").split()) for item in self.soup.select(".error-summary li, [role=alert] li")]

    def rows(self, selector: str = "tbody tr") -> list[list[str]]:
        """The cells of each row of a table."""
        return [[" ".join(c.get_text(" ").split()) for c in row.select("th, td")] for row in self.soup.select(selector)]

    def form(self, selector: str = "main form"):
        """The first form that matches, with the values it would send."""
        found = self.soup.select_one(selector)
        assert found is not None, f"no form {selector} on {self.path}: {self.text[:300]}"
        return Form(self, found)

    def follow(self, words: str) -> "Page":
        """Press the link with these words."""
        for link in self.soup.select("a[href]"):
            if words in " ".join(link.get_text(" ").split()) or words == link.get("aria-label"):
                return self.browser.get(urljoin(self.path, link["href"]))
        raise AssertionError(f"no link «{words}» on {self.path}: {self.text[:400]}")


class Form:
    """A form as a browser would send it."""

    def __init__(self, page: Page, soup):
        self.page, self.soup = page, soup
        self.values: dict[str, list[str]] = {}
        for item in soup.select("input[name], textarea[name], select[name], button[name]"):
            self._take(item)

    def _take(self, item):
        kind = item.get("type", "text")
        if item.has_attr("disabled") or item.name == "button":
            return
        if item.name == "select":
            chosen = item.select_one("option[selected]") or item.select_one("option")
            value = chosen.get("value", chosen.get_text()) if chosen else ""
        elif item.name == "textarea":
            value = item.get_text().removeprefix("\n")
        elif kind in ("checkbox", "radio"):
            if not item.has_attr("checked"):
                return
            value = item.get("value", "on")
        else:
            value = item.get("value", "")
        self.values.setdefault(item["name"], []).append(value)

    def fill(self, **values) -> "Form":
        """Type into fields by name; a list ticks several, None leaves a field out."""
        for name, value in values.items():
            if value is None:
                self.values.pop(name, None)
            else:
                self.values[name] = list(value) if isinstance(value, list | tuple) else [value]
        return self

    def send(self, follow: bool = True, **values) -> Page:
        """Press the button and read what comes."""
        self.fill(**values)
        action = urljoin(self.page.path, self.soup.get("action") or self.page.path)
        if self.soup.get("method", "get").lower() == "post":
            return self.page.browser.post(action, self.values, follow=follow)
        return self.page.browser.get(action, query=self.values)


class Browser:
    """Fetches pages and checks on each what must hold on every page."""

    def __init__(self, app):
        self.client = app.test_client()

    def sign_in(self, staff) -> "Browser":
        """Sign somebody in by the demonstration's own button, whose page need not be fetched for it."""
        with self.client.session_transaction() as session:
            session["csrf_token"] = "0" * 40
        signed = URLSafeTimedSerializer(self.client.application.secret_key, salt="wtf-csrf-token").dumps("0" * 40)
        self.post("/staff/sign-in/demo", {"staff": [staff.id], "csrf_token": [signed]}, follow=False, status=302)
        return self

    def token(self, path: str) -> str:
        """The CSRF token that a page carries."""
        return self.get(path).soup.select_one("input[name=csrf_token]")["value"]

    def get(self, path: str, *, follow: bool = True, status: int | None = None, query=None, **kwargs) -> Page:
        """Fetch and read a page; `status` is what must come."""
        return self._ask(self.client.get, path, status, follow_redirects=follow, query_string=query, **kwargs)

    def post(self, path: str, values: dict, *, follow: bool = True, status: int | None = None, **kwargs) -> Page:
        """Send a form."""
        return self._ask(self.client.post, path, status, data=values, follow_redirects=follow, **kwargs)

    def _ask(self, verb, path: str, status: int | None, **kwargs) -> Page:
        """Ask in a context of its own, as a server does, so that nothing leaks from the test into the request or back."""
        db.session.rollback()
        response = Context().run(self._read_whole, verb, path, kwargs)
        db.session.rollback()
        return self._read(response, status)

    @staticmethod
    def _read_whole(verb, path: str, kwargs):
        response = verb(path, **kwargs)
        response.get_data()
        return response

    def _read(self, response, status) -> Page:
        page = Page(self, response)
        if status is not None:
            assert page.status == status, f"{page.path} answered {page.status}: {page.text[:400]}"
        if response.mimetype == "text/html" and 200 <= response.status_code < 600 and response.data:
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """What every page keeps: one h1, a title, a language, unique ids, labels that point somewhere, no inline code."""
    if page.status in (301, 302, 303, 307, 308):
        return
    where, tags = page.path, page.soup.find_all(True)
    headings = [tag for tag in tags if tag.name == "h1"]
    assert len(headings) == 1, f"{where} has {len(headings)} h1"
    assert page.soup.title and page.soup.title.get_text(strip=True), f"{where} has no title"
    assert page.soup.html.get("lang"), f"{where} has no language"
    ids = Counter(tag["id"] for tag in tags if "id" in tag.attrs)
    assert max(ids.values(), default=1) == 1, f"{where} repeats ids: {sorted(name for name in ids if ids[name] > 1)}"
    for tag in tags:
        if tag.name == "label" and "for" in tag.attrs:
            assert tag["for"] in ids, f"{where}: a label for {tag['for']}, which is not there"
        for name in tag.get("aria-describedby", "").split():
            assert name in ids, f"{where}: described by {name}, which is not there"
        assert "style" not in tag.attrs, f"{where} has inline style: {tag}"
        assert not any(name.startswith("on") for name in tag.attrs), f"{where} has inline code: {tag}"
        if tag.name == "form" and tag.get("method") == "post":
            assert tag.select_one("[name$='csrf_token'], [name=token]"), f"{where}: a form without a token"


@contextmanager
def no_more_than(number: int):
    """Refuse more queries than this."""
    with Queries() as ran:
        yield ran
    assert len(ran) <= number, f"{len(ran)} queries, at most {number}:\n" + "\n".join(s[:160] for s in ran)
