"""Safari's engine, as far as Debian has it: WebKitGTK, driven by its own driver (W3C WebDriver) on a screen that nobody sees."""

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.postgres import free_port
from tests.running import wait_for

PATIENCE = 40  # seconds that anything may take on a busy machine


class WebKit:
    """One page. `run` gives what a piece of JavaScript returns, `until` waits for it to be true."""

    def __init__(self, port: int):
        self.address = f"http://127.0.0.1:{port}"
        wait_for(self._awake, "WebKit's driver", PATIENCE)
        self.path = "/session/" + self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {}}})["sessionId"]

    def _awake(self) -> bool:
        with suppress(URLError, ConnectionError):
            return self._ask("GET", "/status")["ready"]
        return False

    def _ask(self, method: str, path: str, facts: dict | None = None):
        body = None if facts is None else json.dumps(facts).encode()
        asked = Request(self.address + path, body, {"Content-Type": "application/json"}, method=method)
        with urlopen(asked, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, url: str) -> None:
        self._ask("POST", self.path + "/url", {"url": url})

    def reload(self) -> None:
        self._ask("POST", self.path + "/refresh", {})

    def run(self, script: str, *values):
        return self._ask("POST", self.path + "/execute/sync", {"script": script, "args": values})

    def until(self, expression: str) -> None:
        try:
            wait_for(lambda: self.run(f"return {expression}"), expression, PATIENCE)
        except AssertionError as vain:
            raise AssertionError(f"{vain}: {self.run('return document.body.innerText')}") from None

    def on(self, screen: str):
        self.until(f"document.querySelector('#screen').dataset.screen === '{screen}'")
        return self

    def press(self, *words: str) -> None:
        """The button that says one of these."""
        find = "[...document.querySelectorAll('button:enabled')].find((b) => arguments[0].includes(b.textContent))"
        wait_for(
            lambda: self.run(f"const b = {find}; if (b) b.click(); return Boolean(b);", words), str(words), PATIENCE
        )

    def write(self, *values: str) -> None:
        """Into the first fields; then the form is sent."""
        self.run("document.querySelectorAll('input').forEach((field, at) => { if (at in arguments[0]) field.value = arguments[0][at]; });"
                 "document.querySelector('button[type=submit]').click();", values)  # fmt: skip

    def end(self) -> None:
        self._ask("DELETE", self.path)


@contextmanager
def webkit(home: Path):
    """A page in WebKitGTK with a home of its own; in the end nothing of it is left."""
    home.mkdir()
    port, screen = free_port(), ["xvfb-run", "-a"]
    surroundings = {**os.environ, "HOME": str(home), "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    surroundings |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}  # as --no-sandbox, for tests as root
    driver = subprocess.Popen(
        [*screen, shutil.which("WebKitWebDriver"), f"--port={port}"], env=surroundings, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        page = WebKit(port)
        yield page
        page.end()
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(driver.pid, how)
            time.sleep(0.5)
        driver.wait(10)
