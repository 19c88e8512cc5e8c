"""Can anyone build this, anywhere, and get the same? The locks, the commands and the licence, kept as they were meant."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ["node", "run", "test", "tools"]
# Written in two halves, so that this file does not find itself.
ADDRESSES = [
    "pypi" + ".org",
    "python" + "hosted",
    "npmjs" + ".",
    "registry" + ".",
    "--index" + "-url",
    "--find" + "-links",
]
MACHINE_PATHS = ["/wo" + "rk/", "/ro" + "ot/", "/opt/" + "pypi", "/opt/" + "wheels", "/tmp/" + "brief"]


def tracked_texts():
    """(path, text) of every text file that git tracks or would."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        file = ROOT / name
        if name and file.is_file():
            content = file.read_bytes()
            if b"\0" not in content:
                yield name, content.decode()


def locked(name):
    """{package: version} of one lock."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.M))


def asked(requirements):
    """The names of packages as locks write them."""
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in requirements}


def test_no_file_names_a_package_registry_or_a_folder_of_somebodys_machine():
    found = [
        (name, word) for name, text in tracked_texts() for word in [*ADDRESSES, *MACHINE_PATHS] if word in text.lower()
    ]
    assert found == []


def test_locks_hold_no_address():
    locks = [ROOT / f"requirements/{name}.txt" for name in PYTHON_LOCKS] + [ROOT / "package-lock.json"]
    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_locked_package_is_pinned_and_has_a_hash(name):
    text = (ROOT / f"requirements/{name}.txt").read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    assert entries
    assert [
        entry
        for entry in entries
        if not re.match(r"[a-z0-9-]+==\S+( ;[^\\]+)? \\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ] == []


def test_the_front_end_lock_has_hashes():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [path for path, facts in packages.items() if path and not facts["integrity"].startswith("sha512-")] == []
    assert [path for path, facts in packages.items() if "resolved" in facts] == []


def test_the_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    assert asked(project["dependencies"]) - set(locked("run")) == set()
    assert asked(project["dependencies"] + extras) - set(locked("test")) == set()


def test_the_application_imports_only_libraries_that_are_locked():
    distributions = metadata.packages_distributions()
    trees = [ast.parse(file.read_text()) for file in [ROOT / "config.py", *(ROOT / "app").rglob("*.py")]]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    roots = {name.partition(".")[0] for name in names} - {"app", "config", "migrations"} - sys.stdlib_module_names
    assert {root for root in roots if not asked(distributions.get(root, [root])) & set(locked("run"))} == set()


def test_the_front_end_lock_holds_what_package_json_asks_for():
    asked_for = json.loads((ROOT / "package.json").read_text())
    root = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]
    assert (root["dependencies"], root["devDependencies"]) == (asked_for["dependencies"], asked_for["devDependencies"])


def test_tests_run_the_versions_that_people_run():
    run, test = locked("run"), locked("test")
    assert {name: test.get(name) for name in run} == run


def test_every_command_of_the_makefile_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    explained = set(re.findall(r"^([a-z]+): +## \S", makefile, re.M))
    assert targets == explained
    assert {"run", "test", "proof", "check", "bench", "fmt", "lock", "help"} - targets == set()


def test_the_licence_is_there_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert "‘Compatible Licences’ according to Article 5 EUPL" in text
