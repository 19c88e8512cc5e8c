"""Which versions are installed, to the byte? This writes that down: requirements/*.txt and package-lock.json.

    .venv/bin/python setup/lock.py [--upgrade]      (`make lock`)

Without --upgrade only that moves which pyproject.toml asks to move.

The locks hold versions and hashes and no address, so that they work wherever the packages come from: an index, a
mirror, a folder. tests/house/test_ground.py keeps that true.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
HEADER = "# Locked by `make lock`: versions and hashes, no addresses.\n"


def main(*options):
    compile_lock("tools", LOCKS / "tools.in", *options)
    compile_lock("node", LOCKS / "node.in", *options)
    compile_lock("run", ROOT / "pyproject.toml", *options)
    compile_lock("test", ROOT / "pyproject.toml", "--all-extras", "--constraint", LOCKS / "run.txt", *options)
    subprocess.run(["npm", "install", "--package-lock-only", "--silent"], cwd=ROOT, check=True)


def compile_lock(name, source, *options):
    """Resolve for every system and every Python from 3.11 on."""
    file = LOCKS / f"{name}.txt"
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", source, "--output-file", file, "--quiet"),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header", *options),
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    file.write_text(HEADER + file.read_text())
    print(f"{file.relative_to(ROOT)} is locked.", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
