"""How do we call PostgreSQL's own programs? Finding pg_dump and its kin, and running them without a password in sight."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from ..errors import Stopped


def program(name: str) -> str:
    """Where it is: the newest of Debian's, else the first on the path. Raises Stopped where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    if found := (str(debian[-1]) if debian else shutil.which(name)):
        return found
    raise Stopped(
        f"{name} is missing; install PostgreSQL's client programs (on Debian: apt-get install postgresql-client)"
    )


def run(name: str, url: URL, *arguments: str, script: bytes | None = None, output=subprocess.DEVNULL) -> None:
    """Run one of them on the database at `url`. Raises Stopped with the last line that it said."""
    bare = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    surroundings = {
        **os.environ,
        **({"PGPASSWORD": url.password} if url.password else {}),
        "PGOPTIONS": "-c lock_timeout=30s",
    }
    done = subprocess.run(  # noqa: S603 (its own programs, no shell)
        [program(name), "--dbname", bare, *arguments], input=script, stdout=output, stderr=subprocess.PIPE, env=surroundings,
        check=False, **({} if script is not None else {"stdin": subprocess.DEVNULL}),
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise Stopped(f"{name} failed: {next((x for x in lines if 'error' in x.lower()), lines[-1])[:300]}")


def script_of(file: Path) -> bytes:
    """A dump as SQL. Raises Stopped for a file that is damaged or none."""
    done = subprocess.run(  # noqa: S603
        [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Stopped(f"{file} cannot be read as a backup: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return done.stdout
