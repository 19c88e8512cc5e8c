"""What every test has: an application on a real database that is empty at its start, people of a small organisation, clients
that read the pages they fetch.

SQLite unless MONTER_TEST_DATABASE holds the address of a PostgreSQL server, in which each worker makes its own database.
"""

import gc
import inspect
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.capture import key_file
from app.journal import head
from app.store.db import db
from app.store.migrated import migrate
from app.web.abuse import Counts
from tests.make import Make
from tests.pages import Browser, Queries
from tests.postgres import roomy_folder
from tests.running import database_for

# A busy machine is no fault of a property. The same examples each time, so that nothing is refused by chance; others with
# `pytest --hypothesis-profile=others`.
settings.register_profile("others", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("monter", settings.get_profile("others"), derandomize=True)
settings.load_profile("monter")


# Files that take long though they have few tests, the longest first.
LONG = (
    "capture/test_machine.py", "rights/test_finding.py", "leads/test_many.py", "house/test_apart.py", "test_serving.py",
    "test_worker.py", "people/test_protected.py", "demo/test_build.py", "journeys/test_disk.py", "rights/test_commands.py",
    "store/test_backup.py", "journeys/test_killed.py", "journeys/test_malformed.py", "journeys/test_faults.py",
)  # fmt: skip


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what reaches a database runs again: the rest would say the same twice. Files go by turns to whoever is
    free, so those that take longest come first: where everything is looked at, then what else needs the browser, then long files."""
    if os.environ.get("MONTER_TEST_DATABASE"):
        same = [item for item in items if not reaches_a_database(item)]
        items[:] = [item for item in items if reaches_a_database(item)]
        config.hook.pytest_deselected(items=same)
    tests = Counter(item.path for item in items)
    browses = {item.path for item in items if item.get_closest_marker("browser")}
    long = {Path(__file__).parent / name: place - len(LONG) for place, name in enumerate(LONG)}
    items.sort(
        key=lambda item: (
            "screens" not in item.path.parts,
            item.path not in browses,
            long.get(item.path, 0),
            -tests[item.path],
        )
    )


def pytest_collection_finish(session):
    """What is there by now stays: looking through it again and again for garbage takes a quarter of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def reaches_a_database(item) -> bool:
    """Whether a test has the application, a served one, or calls what makes a database of its own, itself or in a fixture."""
    if not {"database_address", "served"}.isdisjoint(item.fixturenames):
        return True
    fixtures = [one.func for found in item._fixtureinfo.name2fixturedefs.values() for one in found]
    return any("own_database" in named_by(function) for function in [item.function, *fixtures])


def named_by(function, known=frozenset()) -> set[str]:
    """What a function names of its module, and what the module's functions name that it names."""
    code, module = getattr(inspect.unwrap(function), "__code__", None), inspect.getmodule(function)
    if code is None or code in known or not module.__name__.startswith("tests."):
        return set()
    names = {name for name in code.co_names if hasattr(module, name)}
    near = [
        one for name in names if inspect.isfunction(one := getattr(module, name)) and one.__module__ == module.__name__
    ]
    return names.union(*(named_by(one, known | {code}) for one in near))


# passwords of tests cost nothing to guess, and no time
QUICK = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


@pytest.fixture(scope="session")
def database_address():
    """A fresh, empty database of this worker's own, in memory where there is room: what must survive has its own on the disk."""
    with TemporaryDirectory(prefix="monter-test-", dir=roomy_folder()) as folder, database_for(Path(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def _application(database_address, tmp_path_factory):
    """One migrated application for all tests of this worker."""
    home = tmp_path_factory.mktemp("home")
    os.environ["MONTER_HOME"] = str(home)
    app = create_app(
        {
            "TESTING": True,
            "MONTER_HOME": home,
            "SQLALCHEMY_DATABASE_URI": database_address,
            "PUBLIC_URL": "http://localhost:8000",
            "PROPAGATE_EXCEPTIONS": True,
            "TALLY_SECONDS": 0,
            "QUEUE_URL": "none:",
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK,
        }
    )
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled_templates())
    with app.app_context():
        migrate()
    yield app
    with app.app_context():
        db.engine.dispose()


def compiled_templates() -> str:
    """Where all workers keep templates that were compiled once: they know an old one by its source."""
    folder = Path(__file__).parents[1] / ".pytest_cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


@pytest.fixture
def app(_application):
    """The application, its database empty, inside an application context."""
    with _application.app_context():
        empty()
        head.forget(_application.config["MONTER_HOME"])
        (_application.config["MONTER_HOME"] / key_file.FILE).unlink(missing_ok=True)
        # what one test sent in a minute must not set aside what the next one sends
        _application.extensions["sign_ups"] = Counts(_application.config["SIGNUPS_PER_MINUTE"])
        _application.extensions["pairings"] = Counts(_application.config["PAIRINGS_PER_MINUTE"])
        yield _application
        db.session.remove()


def empty() -> None:
    """Take every row away."""
    db.session.rollback()
    with db.engine.begin() as connection:
        deletes = "; ".join(f"DELETE FROM {table.name}" for table in reversed(db.metadata.sorted_tables))
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for delete in deletes.split("; "):
                connection.connection.dbapi_connection.execute(delete).close()
        else:  # ten times as fast as TRUNCATE; the setting lets rows go in any order
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")


@pytest.fixture
def make(app):
    """Makes rows: `make.event(title="Blodomloppet")`."""
    return Make()


@pytest.fixture
def visitor(app):
    """Somebody from the street: `visitor.get("/q/…")` gives a page that has been read."""
    return Browser(app)


@pytest.fixture
def signed_in(app, make):
    """`signed_in("planner")` gives a browser in which such a person is signed in."""

    def as_role(*roles, staff=None):
        return Browser(app).sign_in(staff or make.staff(*roles))

    return as_role


@pytest.fixture
def queries(app):
    """`with queries() as q:` counts the database queries inside: `len(q)`."""
    return Queries


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, without a window; one for all tests of this worker, since two would not share its loop."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
