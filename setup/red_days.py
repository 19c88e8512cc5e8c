"""Which days is Sweden off? Writes down what PyPI's `holidays` says, so that no page has to load it.

.venv/bin/python setup/red_days.py      after an upgrade of `holidays`
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
YEARS = range(2015, 2061)


def main():
    from app.leads.working_time import computed_red_days

    lines = (f"{year} " + " ".join(f"{day:%m%d}" for day in sorted(computed_red_days(year))) for year in YEARS)
    (ROOT / "app" / "leads" / "red_days.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
