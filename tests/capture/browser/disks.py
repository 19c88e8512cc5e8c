"""Disks for tablets that lose power or have no room: small ones of their own, mounted where we may (root, on Linux).

Where we may not, a copy of the profile's folder stands for the disk: it shows what the browser has written, and not what it had
only handed to the system.
"""

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path


def mounted(*options: str, at: Path) -> bool:
    """Whether this could be mounted there."""
    done = subprocess.run(["mount", *options, at], capture_output=True, check=False)
    return done.returncode == 0


@contextmanager
def small_disk(folder: Path, megabytes: int):
    """A folder on a disk of that size; None where nothing may be mounted."""
    folder.mkdir()
    there = os.geteuid() == 0 and mounted("-t", "tmpfs", "-o", f"size={megabytes}m", "none", at=folder)
    try:
        yield folder if there else None
    finally:
        if there:
            subprocess.run(["umount", "-l", folder], check=True)


class Folder:
    """The profile in an ordinary folder."""

    name = "a copy of the folder"

    def __init__(self, home: Path):
        self.profile = home / "profile"

    def copied(self, home: Path) -> Path:
        """The profile as it is on the disk at this moment, while the browser goes on writing."""
        with suppress(shutil.Error):  # what comes and goes meanwhile
            shutil.copytree(self.profile, home, symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))
        return home

    def close(self) -> None:
        """Nothing to put away."""


class Loop:
    """The profile on a disk of its own: a file, whose copy holds what a disk would hold after the power went."""

    name = "a copy of the disk"

    def __init__(self, home: Path):
        self.home, self.disk, self.mounts = home, home / "disk", []
        with self.disk.open("wb") as file:
            file.truncate(200 * 1024 * 1024)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.disk], check=True)
        self.profile = self._at(self.disk, home / "mounted") / "profile"

    def _at(self, disk: Path, place: Path) -> Path:
        place.mkdir()
        subprocess.run(["mount", "-o", "loop", disk, place], check=True)
        self.mounts.append(place)
        return place

    def copied(self, home: Path) -> Path:
        """What the disk holds at this moment, mounted as after the power came back: what was not written through is not there."""
        copy = home.with_name(home.name + ".disk")
        shutil.copyfile(self.disk, copy)
        return self._at(copy, home) / "profile"

    def close(self) -> None:
        """Take the disks away."""
        for place in reversed(self.mounts):
            subprocess.run(["umount", "-l", place], check=True)


MAY_MOUNT = os.geteuid() == 0 and Path("/dev/loop-control").exists()
NEAREST = Loop if MAY_MOUNT else Folder  # what stands for a disk that loses power here
