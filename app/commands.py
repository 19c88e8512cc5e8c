"""Which commands are there? All of them, from the features that own them. Used by `app/cli.py` alone.

A command is written with click and `@with_app` (from `app.store.command`), which gives it the application and a migrated
database.
"""

from .accounts.commands import invite, sign_in_link
from .calendars.commands import feed
from .capture.commands import pair
from .demo.commands import demo
from .events.commands import event, import_
from .flyers.commands import flyer
from .journal.commands import journal
from .leads.commands import recredit
from .reports.commands import export
from .rights.commands import retention
from .serve_commands import serve, worker
from .store_commands import backup, doctor, restore

ALL: list = [
    backup,
    demo,
    doctor,
    event,
    export,
    feed,
    import_,
    flyer,
    invite,
    journal,
    recredit,
    pair,
    restore,
    retention,
    serve,
    sign_in_link,
    worker,
]
