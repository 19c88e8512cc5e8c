"""Where do the tests get a PostgreSQL? From a server of their own: started here, on a free port, thrown away after.

    with server() as url:
        …  # postgresql+psycopg://monter@127.0.0.1:40123/postgres

It listens on 127.0.0.1 only, asks no password, keeps its files in memory where there is room, and never waits for the
disk: it is for data that nobody will miss. Where that would be untrue, as in a measurement, `server(durable=True)` writes to the
disk like one that people rely on. Standard library only, since the set-up uses it too.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

USER = "monter"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Unavailable(Exception):
    """No PostgreSQL is installed here, or it would not start; the text says which."""


def programs():
    """The folder with initdb and postgres, newest version first; None when PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextlib.contextmanager
def server(*, durable=False):
    """Yield the SQLAlchemy URL of a running, empty server whose one user may create databases; stop it in any case."""
    if not (binaries := programs()):
        raise Unavailable("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="monter-postgres-", dir=None if durable else roomy_folder()) as folder:
        data, port, identity = f"{folder}/data", free_port(), ordinary_user()
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
        make = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        made = subprocess.run(make, cwd=folder, capture_output=True, text=True, check=False, **identity)
        if made.returncode:
            raise Unavailable(f"initdb failed: {made.stderr.strip()}")
        settings = {**SETTINGS, **({} if durable else HASTY), "port": str(port), "unix_socket_directories": folder}
        start = [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
        with (Path(folder) / "log").open("w") as log:
            process = subprocess.Popen(
                start,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **identity,
            )
        try:
            wait_until_ready(process, binaries, port, Path(folder) / "log")
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
        finally:
            stop(process)


def roomy_folder():
    """Memory when it has half a gigabyte to spare, else the usual place for temporary files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**29
    return memory if roomy else None


def ordinary_user():
    """As root, the identity to start it under (PostgreSQL refuses to run as root); else nothing."""
    if os.geteuid():
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """On Linux the kernel stops the server even when this process is killed outright."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def wait_until_ready(process, binaries, port, log):
    for _ in range(600):
        ready = subprocess.run([binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if ready.returncode == 0:
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise Unavailable(f"PostgreSQL did not start: {log.read_text()[-1000:].strip()}")


def stop(process):
    """SIGINT is PostgreSQL's fast shutdown: it ends its sessions first."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
