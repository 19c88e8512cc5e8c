"""How fast is Monter, and how large? `make bench`: each figure beside its goal, as a ratio to a bare Flask route where there is one.

Ratios are taken in one run on one machine, so that they mean something elsewhere. No speed passes or fails; a record that is lost or
doubled fails.
"""

import os
import sys

from . import credit, export, feed, page, signup, start, tablets
from .measure import Report, database

PARTS = (page, signup, tablets, feed, export, credit, start)


def main() -> None:
    """Every measurement on each kind of database, on a fresh one each."""
    report, server = Report(), os.environ.get("MONTER_TEST_DATABASE")
    for name, where in (("SQLite", None), ("PostgreSQL", server)):
        if name == "PostgreSQL" and not server:
            continue
        report.heading(name)
        for part in PARTS:
            with database(where) as address:
                part.measure(report, address)
    sys.exit(not report.good)


if __name__ == "__main__":
    main()
