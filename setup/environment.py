"""What does this folder need before it can run? .venv and node_modules, both exactly as the locks say, and the tablet's app.

    sh setup/python setup/environment.py run      what it takes to run Monter
    sh setup/python setup/environment.py test     that, and what tests and development need

Each part leaves a stamp, a hash of the locks it was made from, so that what is up to date is not touched. uv installs
four times as fast as pip and is asked first; where it finds no way to the packages, pip, which may be set up to know
one, does the same. Standard library only: it runs before anything is installed.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import booth_app
import machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
FRONT = ROOT / "node_modules"


def main(layer):
    began = time.monotonic()
    with one_at_a_time():
        changed = [ensure_venv(), ensure_packages(layer), ensure_front_end(), booth_app.ensure()]
        ensure_compiled(layer)
    if any(changed):
        print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)


@contextlib.contextmanager
def one_at_a_time():
    """Two set-ups of one folder wait for each other: `make run` and `make test` may be started side by side."""
    with (LOCKS / "tools.txt").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def ensure_venv():
    """A .venv that was made for this very path and still runs; otherwise a new one. True when it was made now."""
    if made_here() and run(PYTHON, "-c", "pass", quiet=True):
        return False
    say("Making the Python environment in .venv …")
    make = (sys.executable, "-m", "venv", "--clear", VENV)
    if run(*make, quiet=True) or (machine.install("python3-venv") and run(*make)):
        return True
    sys.exit("Python could not make an environment in .venv. On Debian: apt-get install python3-venv, then try again.")


def made_here():
    """False when the folder was moved or copied: an environment's scripts hold its path."""
    notes = VENV / "pyvenv.cfg"
    return notes.exists() and f"-m venv {VENV}\n" in notes.read_text().replace("--clear ", "")


def ensure_packages(layer):
    """The locked packages of a layer ("run" or "test") and Monter itself. True when some were installed now."""
    if stamp_of(layer).holds():
        return False
    say(f"Installing the Python packages of requirements/{layer}.txt …")
    must(PYTHON, "-m", "pip", "install", "--quiet", *as_locked("tools"))
    install(*as_locked(layer))
    install("--no-deps", "--no-build-isolation", "--editable", ROOT)
    for held in {"run", layer}:  # what the tests need holds all that running needs, in the same versions
        stamp_of(held).set()
    return True


def ensure_compiled(layer):
    """Bytecode of the packages, once, and of our own code, whose unchanged files cost nothing: no start shall compile it.

    Python would keep what it compiles at the first start, but not where it may not write or was told not to.
    """
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    once = Stamp(VENV / f".compiled-{layer}", [LOCKS / f"{layer}.txt"])
    where = [ROOT / "app", ROOT / "migrations", ROOT / "config.py", *([] if once.holds() else [packages])]
    run(PYTHON, "-m", "compileall", "-qq", "-j", "0", "-x", "site-packages/(.*/)?(tests?|pip|setuptools)/", *where)
    once.set()


def stamp_of(layer):
    return Stamp(VENV / f".{layer}", [LOCKS / "tools.txt", LOCKS / f"{layer}.txt", ROOT / "pyproject.toml"])


def as_locked(name):
    return "--require-hashes", "-r", LOCKS / f"{name}.txt"


def install(*what):
    """By uv, else by pip."""
    if not run(PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, *what):
        say("uv could not; pip tries the same.")
        must(PYTHON, "-m", "pip", "install", "--quiet", *what)


def ensure_front_end():
    """The fonts, what the tablet's app is built of, and axe in node_modules. True when they were installed now."""
    files = [ROOT / "package.json", ROOT / "package-lock.json"]
    if (stamp := Stamp(FRONT / ".stamp", files)).holds():
        return False
    say("Installing the front-end files of package-lock.json …")
    if not (shutil.which("npm") and run("npm", "ci", "--include=dev", "--silent")):
        say("No npm here that can; taking one from requirements/node.txt.")
        must(PYTHON, "-m", "pip", "install", "--quiet", *as_locked("node"))
        must(VENV / "bin" / "npm", "ci", "--include=dev", "--silent")
    stamp.set()
    return True


class Stamp:
    """A file that remembers, by their hash, the files that something was made from."""

    def __init__(self, path, files):
        self.path = path
        self.hash = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()

    def holds(self):
        return self.path.exists() and self.path.read_text() == self.hash

    def set(self):
        self.path.write_text(self.hash)


def say(text):
    print(text, flush=True)


def run(*command, quiet=False):
    """True when the command went well. The environment's own programs come first on its path."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    settings = {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, check=False, **silence)
    except OSError:
        return False
    return done.returncode == 0


def must(*command):
    if not run(*command):
        sys.exit(f"This did not work, and set-up cannot go on without it: {' '.join(map(str, command))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
