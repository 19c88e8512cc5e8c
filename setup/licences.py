"""Whose work do we build on, and under which licence? A table, or with --json a CycloneDX list.

    .venv/bin/python setup/licences.py [--json]

It reads what is installed for each package that requirements/run.txt and package-lock.json name.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(*options):
    parts = sorted([*python_packages(), *front_end_packages()])
    if "--json" in options:
        return print(json.dumps(cyclonedx(parts), indent=2))
    for kind, name, version, licence in parts:
        print(f"{kind:5} {name:45} {version:14} {licence}")


def python_packages():
    """(kind, name, version, licence) for each locked package that this system has."""
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements/run.txt").read_text(), re.M):
        try:
            yield "pypi", name, version, licence_of(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            continue  # locked for another system only


def licence_of(facts):
    """The licence as the package states it: as an expression, else in a word, else by its classifiers."""
    word = (facts["License"] or "").strip()
    classifiers = [line.split(" :: ")[-1] for line in facts.get_all("Classifier", []) if line.startswith("License ::")]
    return facts["License-Expression"] or (len(word) < 60 and word) or " or ".join(classifiers) or "see its own files"


def front_end_packages():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    for path, facts in lock["packages"].items():
        if path and not facts.get("dev"):
            yield "npm", path.removeprefix("node_modules/"), facts["version"], facts.get("license", "not stated")


def cyclonedx(parts):
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "monter", "version": metadata.version("monter")}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:{kind}/{name.replace('@', '%40')}@{version}",
                "licenses": [{"license": {"name": licence}}],
            }
            for kind, name, version, licence in parts
        ],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
