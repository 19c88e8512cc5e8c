"""What must be true whatever happened, once a tablet has sent all that it has: screen, IndexedDB and centre say the same."""

from collections import Counter

from app.capture import states
from tests.running import wait_for


def holds(
    tablet,
    centre,
    names: list[str],
    *,
    own: int | None = None,
    held: int = 0,
    lost: int = 0,
    says: str = "allt skickat",
) -> None:
    """`names` are those of all leads and corrections of the booth, each once; `own` how many of them this tablet sent (all).
    `held` more of its records wait for somebody's decision, `lost` more went with a store that was thrown away. `says` is
    what its bar says."""
    centre_has(centre, names, held=held)
    sent = (len(names) if own is None else own) + held
    for told in (f"{sent} hos oss", says, *([f"{lost} försvann"] if lost else [])):
        tablet.says(told)
    # of a count that is still on its way the bar says nothing while it has something worse to say
    wait_for(lambda: {record["state"] for record in tablet.kept()} <= {"acked"}, "that all is acknowledged")
    counter = tablet.known("counter")
    assert {name: counter[name] for name in ("centre", "lost")} == {"centre": sent, "lost": lost}
    kept = {record["id"]: record["sha256"] for record in tablet.kept()}
    assert kept.items() <= {record.id: record.sha256 for record in centre.records}.items()
    id = tablet.known("pairing")["pairing_id"]
    wait_for(lambda: centre.told_by(id) == {"pending": 0, "store_lost": lost}, "that the planner is told the same")
    assert tablet.plaintext() == []
    assert tablet.found([centre.title]) != []  # what is no secret is found by the same search
    assert tablet.errors == []


def centre_has(centre, names: list[str], *, held: int = 0) -> None:
    """Each of these names once, as the booth's leads and by its records; `held` records that nobody has decided about."""
    wait_for(lambda: len(centre.leads) >= len(names), f"{names} at the centre")
    assert (centre.leads, centre.names) == (sorted(names), sorted(names))
    kinds = Counter(record.kind for record in centre.records if record.state == states.STORED)
    assert kinds["lead"] == centre.number_of_leads
    assert sum(record.state == states.HELD for record in centre.records) == held
