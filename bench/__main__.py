"""How fast is Monter, and how large? `make bench`: each figure beside its goal, as a ratio to a bare Flask route where there is one.

Ratios are taken in one run on one machine, so that they mean something elsewhere. Nothing here passes or fails.
"""

import os

from . import export, feed, page, signup, start
from .measure import Report, databases


def main() -> None:
    """Every measurement on every database that there is."""
    report = Report()
    for name, address in databases(os.environ.get("MONTER_TEST_DATABASE")):
        report.heading(name)
        page.measure(report, address)
        feed.measure(report, address)
        export.measure(report, address)
        signup.measure(report, address)
        start.measure(report, address)


if __name__ == "__main__":
    main()
