"""How fast do fifty tablets empty themselves after a day without a network, and can people still sign up meanwhile?

`monter serve` as people start it. A thousand sealed records, each opened, judged and recorded as a lead; compared with as many bare
INSERTs, each its own durable commit, into the same database in the same run. Then everything is sent once more.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, event, func, select, text

from .server import ROOT, running

TABLETS, EACH = 50, 20
LOOKS, LOOKS_EVERY = 40, 0.05  # how often, and seconds between: a measure, not a burden


def measure(report, address: str) -> None:
    """Records a second beside bare INSERTs; none lost, none doubled; the sign-up page before and meanwhile."""
    bare = [bare_inserts(address)]  # before and after, since a machine's own speed varies within minutes
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "batches.json"
        with running("app.cli", "serve", database=address, prepare=lambda settings: prepare(settings, file)) as monter:
            batches = json.loads(file.read_text())
            before = looks(monter.port, monter.prepared, lambda seen: seen == LOOKS)
            spent = monter.processor_time()
            first, meanwhile, took = everything_at_once(monter, batches)
            spent = monter.processor_time() - spent
            again, _times, _took = everything_at_once(monter, batches)
        leads, records = counts(address)
    bare = statistics.fmean([*bare, bare_inserts(address)])
    sent = TABLETS * EACH
    report.row(
        f"{sent} records of {TABLETS} tablets",
        sent / took,
        "a second",
        f"goal: at least 0.05 of {bare:.0f} bare INSERTs",
    )
    report.row("ratio to bare INSERTs", sent / took / bare, "", "goal: at least 0.05")
    report.row("processor time of a record", 1000 * spent / sent, "ms cpu")
    report.must("stored the first time, known the second", first["stored"] + again["duplicate"], 2 * sent)
    report.must("records lost or doubled", abs(leads - sent) + abs(records - sent), 0)
    report.row("sign-up page before, median", before, "ms")
    report.row("sign-up page meanwhile, median", meanwhile, "ms", "goal: at most twice as slow")


def prepare(settings: dict, file: Path) -> str:
    """A booth with its tablets and what they have kept, written to the file; gives the code of a placement."""
    command = [sys.executable, "-m", "bench.tablets", str(file)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()[-1]


def main(file: str) -> None:
    """What `prepare` starts."""
    from app import create_app
    from app.store.migrated import migrate
    from tests.capture.tablet import Tablet
    from tests.make import Make

    app = create_app({"PAIRINGS_PER_MINUTE": 10**6})
    with app.app_context():
        migrate()
        make = Make()
        booth, code = make.booth(), make.placement().code.code
        batches = []
        for number in range(TABLETS):
            tablet = Tablet(app).join(booth)
            for person in range(EACH):
                tablet.save(name=f"Person {number} {person}", phone=f"070{number:04}{person:03}")
            batches.append({"authorization": tablet.authorization, "message": tablet.batch()})
    Path(file).write_text(json.dumps(batches))
    print(code)


def everything_at_once(monter, batches: list[dict]) -> tuple[Counter, float, float]:
    """(statuses, median of the sign-up page meanwhile in ms, seconds that all tablets together took)."""
    told, times, over = Counter(), [], threading.Event()
    watch = threading.Thread(target=lambda: times.append(looks(monter.port, monter.prepared, lambda _: over.is_set())))
    tablets = [threading.Thread(target=lambda batch=batch: told.update(send(monter.port, batch))) for batch in batches]
    watch.start()
    began = time.perf_counter()
    for thread in tablets:
        thread.start()
    for thread in tablets:
        thread.join()
    took = time.perf_counter() - began
    over.set()
    watch.join()
    return told, times[0], took


def send(port: int, batch: dict) -> list[str]:
    """What a tablet is told of its records."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = batch["authorization"] | {"Content-Type": "application/json"}
    while True:
        connection.request("POST", "/api/booth/v1/sync", json.dumps(batch["message"]), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 503:
            break
        time.sleep(2 * random.random())
    connection.close()
    return [ack["status"] for ack in answer.get("acks", [{"status": answer.get("error", "nothing")}])]


def looks(port: int, code: str, is_over: Callable[[int], bool]) -> float:
    """Median time of the sign-up page in milliseconds; it is looked at once, and until it is over after so many looks."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    while not times or not is_over(len(times)):
        began = time.perf_counter()
        connection.request("GET", f"/q/{code}")
        connection.getresponse().read()
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(LOOKS_EVERY)
    connection.close()
    return statistics.median(times)


def bare_inserts(address: str) -> float:
    """INSERTs a second into a plain table of that database, one after the other, each committed as durably as ours."""
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda raw, _: raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
        )
    blob = "x" * 1200
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE bare (id VARCHAR(36) PRIMARY KEY, said TEXT)"))
        connection.commit()
        began = time.perf_counter()
        for number in range(TABLETS * EACH):
            connection.execute(
                text("INSERT INTO bare (id, said) VALUES (:id, :said)"), {"id": str(number), "said": blob}
            )
            connection.commit()
        took = time.perf_counter() - began
        connection.execute(text("DROP TABLE bare"))
        connection.commit()
    engine.dispose()
    return TABLETS * EACH / took


def counts(url: str) -> tuple[int, int]:
    """(leads, records) in the database."""
    from app.capture.models import TabletRecord
    from app.leads.models import Lead

    engine = create_engine(url)
    with engine.connect() as connection:
        models = (Lead, TabletRecord)
        found = tuple(connection.scalar(select(func.count()).select_from(model.__table__)) for model in models)
    engine.dispose()
    return found


if __name__ == "__main__":
    main(sys.argv[1])
