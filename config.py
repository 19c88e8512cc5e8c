"""Every setting of Monter, with its default and what it changes.

Settings come from the environment; `settings()` reads it once and gives a plain dict for Flask. `weaknesses()` says in
words what must be mended before production. The same list stands in docs/operating.md, and a test keeps the two alike.
"""

import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

SECRET_LENGTH = 32
ISSUER_SECRET_LENGTH = 24


def settings(environ: Mapping[str, str] = os.environ) -> dict:
    """Flask's configuration from the environment. Makes MONTER_HOME and its instance key where they are missing."""
    home = Path(environ.get("MONTER_HOME", "instance")).absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is about people
    port = int(environ.get("PORT", "8000"))
    mode = environ.get("MONTER_MODE", "demo")
    key = instance_key(home, environ)
    public_url = environ.get("PUBLIC_URL", f"http://localhost:{port}").rstrip("/")
    https = public_url.startswith("https://")
    return {
        # Folder for the database file, the instance key, uploads and the worker's clock.
        "MONTER_HOME": home,
        # `demo` shows accounts on the sign-in page and keeps mail in a mailbox; `production` refuses weak settings.
        "MONTER_MODE": mode,
        # The database: SQLite in MONTER_HOME, or postgresql+psycopg://…
        "SQLALCHEMY_DATABASE_URI": database_url(environ.get("DATABASE_URL"), home),
        # Where the web server listens. Only this machine until told otherwise; a proxy with TLS stands before it.
        "HOST": environ.get("HOST", "127.0.0.1"),
        "PORT": port,
        # Web processes and threads in each. SQLite: one process, since two would wait for each other's writes.
        "WEB_PROCESSES": int(environ.get("WEB_PROCESSES", "0")),
        "WEB_THREADS": int(environ.get("WEB_THREADS", "0")),
        # Number of proxies in front whose X-Forwarded-For and -Proto are believed.
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        # The address that people see: printed in codes, letters and calendars.
        "PUBLIC_URL": public_url,
        # Signs forms and sessions. Changing it signs everybody out.
        "SECRET_KEY": environ.get("SECRET_KEY") or (derived_secret(key) if mode == "demo" else ""),
        # Derives secret links and wraps keys; kept outside the database and its backups.
        "INSTANCE_KEY": key,
        # Where e-mail goes: smtp://user:password@host:port, smtps://…, or console: (a mailbox page in demonstration mode).
        "MAIL_URL": environ.get("MAIL_URL", "console:"),
        # The sender's address of all letters.
        "MAIL_FROM": environ.get("MAIL_FROM", "monter@localhost"),
        # Where text messages go: 46elks://user:password@host, or console:
        "SMS_URL": environ.get("SMS_URL", "console:"),
        # What wakes the worker: empty is a file in MONTER_HOME, for processes of one machine; none: wakes nobody, and letters
        # go by the minute.
        "QUEUE_URL": environ.get("QUEUE_URL", ""),
        # Folder of fonts for paper (from the locked npm packages).
        "FONTS": Path(environ.get("MONTER_FONTS", Path(__file__).parent / "node_modules" / "@expo-google-fonts")),
        # Sign-ups per event and minute from one network before a proof of work is asked; nobody is refused.
        "SIGNUPS_PER_MINUTE": int(environ.get("SIGNUPS_PER_MINUTE", "30")),
        # How many tablets are listened to at a time, by all processes together, so that pages stay quick; others wait in line.
        # One for every four processors is a good number.
        "SYNCS_AT_ONCE": int(environ.get("SYNCS_AT_ONCE", "1")),
        # How often tablets of one network may ask to be paired in a minute, and show tokens that nobody knows.
        "PAIRINGS_PER_MINUTE": int(environ.get("PAIRINGS_PER_MINUTE", "120")),
        # Seconds that counts of scans may wait in memory before they are written.
        "TALLY_SECONDS": float(environ.get("TALLY_SECONDS", "5")),
        # `off` takes the booth tablet's service worker away from every tablet that asks; what they keep stays on them.
        "BOOTH_APP": environ.get("BOOTH_APP", "on"),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-monter" if https else "monter",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The organisation's own sign-in (OpenID Connect), beside ours: its issuer, who we are there, and our secret.
        "OIDC_ISSUER": environ.get("OIDC_ISSUER", ""),
        "OIDC_CLIENT_ID": environ.get("OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": environ.get("OIDC_CLIENT_SECRET", ""),
        # What its button on the sign-in page is called.
        "OIDC_NAME": environ.get("OIDC_NAME", "organisationens konto"),
        # When it has asked for two steps: acr values that say so, or the one word always. `amr` is read in any case.
        "OIDC_TWO_STEPS": environ.get("OIDC_TWO_STEPS", ""),
        # The claim by which it says that it has checked the e-mail address.
        "OIDC_VERIFIED_CLAIM": environ.get("OIDC_VERIFIED_CLAIM", "email_verified"),
        # Minutes after which a sign-in that nobody uses ends; the page says so five minutes before.
        "SESSION_IDLE_MINUTES": int(environ.get("SESSION_IDLE_MINUTES", "60")),
        "PERMANENT_SESSION_LIFETIME": 12 * 60 * 60,
        # or a picture that comes late brings back the session as it was before
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PREFERRED_URL_SCHEME": "https" if https else "http",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def database_url(given: str | None, home: Path) -> str:
    """SQLAlchemy's address of the database; bare postgresql:// means psycopg."""
    if not given:
        return f"sqlite:///{home / 'monter.sqlite3'}"
    for bare in ("postgres://", "postgresql://"):
        if given.startswith(bare):
            return "postgresql+psycopg://" + given.removeprefix(bare)
    return given


def instance_key(home: Path, environ: Mapping[str, str]) -> bytes:
    """32 bytes from MONTER_INSTANCE_KEY (hex) or the file instance.key, which is made with mode 0600 the first time."""
    if given := environ.get("MONTER_INSTANCE_KEY"):
        return bytes.fromhex(given)
    path = home / "instance.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text())


def derived_secret(key: bytes) -> str:
    """A SECRET_KEY for demonstration mode that survives a restart."""
    return sha256(b"demonstration secret" + key).hexdigest()


def weaknesses(config: Mapping) -> list[str]:
    """What must be mended before production, one sentence each; empty when all is well."""
    if config["MONTER_MODE"] == "demo":
        return []
    found = []
    if config["MONTER_MODE"] != "production":
        found.append(f"MONTER_MODE is {config['MONTER_MODE']!r}: say demo or production.")
    secret = str(config["SECRET_KEY"] or "")
    if len(secret) < SECRET_LENGTH or len(set(secret)) < 10:
        found.append(
            f"SECRET_KEY is missing or weak: give at least {SECRET_LENGTH} random characters, "
            "such as `python3 -c 'import secrets; print(secrets.token_hex(32))'` prints."
        )
    if len(config["INSTANCE_KEY"]) < SECRET_LENGTH:
        found.append("MONTER_INSTANCE_KEY is too short: give 64 hexadecimal characters.")
    if not config["PUBLIC_URL"].startswith("https://"):
        found.append("PUBLIC_URL must begin with https:// since people type their telephone numbers there.")
    if config["MAIL_URL"].startswith("console:"):
        found.append("MAIL_URL is console: so no letter would go out. Give smtp://user:password@host:587.")
    if config["MAIL_FROM"].endswith("@localhost"):
        found.append("MAIL_FROM is not an address that anyone can answer. Give one of your own domain.")
    return found + weaknesses_of_issuer(config)


def weaknesses_of_issuer(config: Mapping) -> list[str]:
    """What must be mended before the organisation's own sign-in can be used in production."""
    given = [name for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if config[name]]
    if not given:
        return []
    if len(given) < 3:
        return ["OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: give all three or none."]
    found = []
    if not config["OIDC_ISSUER"].startswith("https://"):
        found.append("OIDC_ISSUER must begin with https:// since it says who may come in.")
    secret = config["OIDC_CLIENT_SECRET"]
    if len(secret) < ISSUER_SECRET_LENGTH or len(set(secret)) < 10:
        found.append(
            f"OIDC_CLIENT_SECRET is weak: have the issuer make one of {ISSUER_SECRET_LENGTH} characters or more."
        )
    return found
