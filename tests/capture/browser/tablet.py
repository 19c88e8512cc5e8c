"""A tablet that is really there: Chromium with a profile of its own, which is started, killed outright and searched."""

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Error, expect

SETTLED = 30_000  # milliseconds that anything may take on a busy machine
PIN = "1234"


class Tablet:
    """One profile and the page in it. `saved` are the ids that the screen called saved, `written` what visitors wrote."""

    alive: ClassVar[set] = set()  # those that were started and not ended

    def __init__(
        self,
        kind,
        profile: Path,
        url: str,
        *,
        width: int = 768,
        height: int = 1024,
        locale: str = "sv-SE",
        zone=None,
        flags=(),
    ):
        self.kind, self.profile, self.url, self.flags = kind, profile, url, list(flags)
        self.size, self.locale, self.zone = {"width": width, "height": height}, locale, zone
        self.context = self.page = None
        self.written: list[str] = []
        self.scripts: list[str] = []
        self.errors: list[str] = []
        self.alive.add(self)

    def start(self):
        """Start the browser and open the app."""
        self.context = self.kind.launch_persistent_context(
            str(self.profile), executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", *self.flags],
            viewport=self.size, locale=self.locale, timezone_id=self.zone,
        )  # fmt: skip
        self.page = self.context.pages[0]
        self.page.set_default_timeout(SETTLED)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        for script in self.scripts:
            self.page.add_init_script(script)
        self.open()
        return self

    def open(self, path: str = "/booth/"):
        self.page.goto(self.url + path)
        expect(self.page.locator("#screen[data-screen]")).to_be_attached(timeout=SETTLED)

    def reload(self):
        self.page.reload()
        expect(self.page.locator("#screen[data-screen]")).to_be_attached(timeout=SETTLED)

    @property
    def pids(self) -> list[int]:
        """The browser's processes: those that name this profile."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if str(self.profile).encode() in (entry / "cmdline").read_bytes():
                        found.append(int(entry.name))
        return found

    def kill(self):
        """As when the battery dies, as far as the browser can tell: no process gets to say anything."""
        self.fell()
        until = time.monotonic() + 30
        while self.pids and time.monotonic() < until:
            time.sleep(0.02)
        with suppress(Error):
            self.context.close()
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)

    def fell(self):
        """Its processes are killed, and nothing else; what waits for the browser is then told."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def end(self):
        with suppress(Error):
            self.context.close()

    # What people do

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def on(self, screen: str):
        expect(self.page.locator(f"#screen[data-screen={screen}]")).to_be_attached(timeout=SETTLED)
        return self

    def pair(self, code: str):
        """From the code to the first visitor: test, yes, PIN, rehearsal skipped."""
        self.page.get_by_label("Kod").fill(code)
        self.button("Koppla").click()
        self.on("preflight")
        self.button("Välj en PIN").click()
        self.page.get_by_label("Ny PIN, fyra siffror").fill(PIN)
        self.button("Fortsätt").click()
        self.on("preflight")
        self.button("Hoppa över").click()
        self.button("Börja dagen").click()
        return self.on("ready")

    def pair_again(self, code: str):
        """From between two visitors to there again; its PIN and its rehearsal stay."""
        self.open_menu().button("Koppla igen").click()
        self.page.get_by_label("Kod").fill(code)
        self.button("Koppla").click()
        self.on("preflight").button("Börja dagen").click()
        return self.on("ready")

    def begin(self):
        """The visitor's form, in Swedish."""
        self.on("ready")
        self.page.get_by_role("button", name=re.compile("Ny besökare")).click()
        if self.page.locator("[data-screen=language]").count():
            self.button("Svenska").click()
        return self.on("capture")

    def write(self, name: str, phone: str = "073-246 80 12", email: str = ""):
        self.written += [word for word in (name, phone, email) if word]
        self.page.get_by_label("Vad heter du?").fill(name)
        self.page.get_by_label("Telefon", exact=True).fill(phone)
        self.page.get_by_label("E-post", exact=True).fill(email)
        return self

    def send(self):
        self.button("Skicka").click()
        return self

    def save(self, name: str, **ways):
        """A visitor from READY to READY; the screen has said that it is saved."""
        self.begin().write(name, **ways).send().on("thanks")
        self.button("Klar").click()
        return self.on("ready")

    def hurry(self):
        """The network is back, as the browser tells: what waits for a timer goes now, again and again."""
        for _ in range(25):
            self.page.evaluate("void dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(250)
            if not [record for record in self.kept() if record["state"] == "kept"]:
                break

    def open_menu(self):
        self.on("ready").page.get_by_role("button", name="Mer", exact=True).click()
        self.page.get_by_label("Skriv PIN").fill(PIN)
        self.button("Fortsätt").click()
        return self.on("menu")

    def keep_quickly(self, name: str):
        """The volunteer's two fields."""
        self.written.append(name)
        self.on("ready").page.locator(".door.quick").click()
        self.page.get_by_label("Namn").fill(name)
        self.page.get_by_label("Telefon eller e-post").fill("073-246 80 12")
        self.button("Spara").click()
        return self.on("ready")

    def clear_storage(self):
        """The browser throws everything of ours away, while the page is open."""
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "indexeddb"})

    # What is there

    @property
    def bar(self) -> str:
        return re.sub(r"\s+", " ", self.page.locator("#bar .line").inner_text())

    def says(self, text: str):
        expect(self.page.locator("#bar .line")).to_contain_text(text, timeout=SETTLED)
        return self

    def kept(self) -> list[dict]:
        """All records in IndexedDB; asked again when it does not answer, as while the app throws it away."""
        for _ in range(3):
            with suppress(Error):
                return self.page.evaluate(READ_ALL)
        return self.page.evaluate(READ_ALL)

    def until(self, expression: str):
        """Wait until this JavaScript is true, on this page or the one that it becomes."""
        until = time.monotonic() + SETTLED / 1000
        while True:
            with suppress(Error):
                if self.page.evaluate(expression):
                    return self
            assert time.monotonic() < until, f"never true: {expression}"
            self.page.wait_for_timeout(100)

    def known(self, key: str):
        """What the app keeps under that name beside the records."""
        return self.page.evaluate(READ_META, key)

    def plaintext(self, *more: str) -> list[str]:
        """What visitors wrote and can be found in any file of the profile."""
        return self.found([*self.written, *more])

    def found(self, words: list[str]) -> list[str]:
        """Which of these stand in any file of the profile, and where."""
        patterns = {word: written(word) for word in words}
        found = []
        for folder, _, names in os.walk(self.profile):  # a folder that the browser takes away meanwhile is left out
            for name in names:
                with suppress(OSError):
                    content = Path(folder, name).read_bytes()
                    found += [
                        f"{word} in {name}" for word, ways in patterns.items() if any(way in content for way in ways)
                    ]
        return found


def written(word: str) -> set[bytes]:
    """As a file may have it: UTF-8, UTF-16, and Latin-1, in which Chromium keeps what that has letters for; a number also without
    what stands between its digits, and as it is called from abroad."""
    number = re.sub(r"[ -]", "", word)
    words = {word, number, number.replace("0", "+46", 1)} if number.isdecimal() and len(number) > 7 else {word}
    found = {one.encode(way) for one in words for way in ("utf-8", "utf-16-le", "utf-16-be")}
    with suppress(UnicodeEncodeError):
        found.add(word.encode("latin-1"))
    return found


READ_ALL = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("the database does not answer")), 5000);
  const open = indexedDB.open("booth");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const db = open.result;
    if (!db.objectStoreNames.contains("records")) { db.close(); return resolve([]); }
    const all = db.transaction("records").objectStore("records").getAll();
    all.onsuccess = () => { db.close(); resolve(all.result); };
  };
})"""
READ_META = """(key) => new Promise((resolve, reject) => {
  const open = indexedDB.open("booth");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const found = open.result.transaction("meta").objectStore("meta").get(key);
    found.onsuccess = () => { open.result.close(); resolve(found.result); };
  };
})"""
