"""What must the machine itself bring, and what if it does not? Programs from Debian's packages, installed where we may.

As root on a Debian-like system what is missing is installed; anywhere else the caller is told, and says plainly what it
had to leave out. Standard library only.
"""

import os
import shutil
import subprocess


def chromium():
    """The path of Chromium, or None."""
    return shutil.which("chromium")


def webkit():
    """The path of WebKitGTK's driver, or None; it needs a screen, which may be one that nobody sees."""
    return shutil.which("xvfb-run") and shutil.which("WebKitWebDriver")


def may_install():
    """True as root on a machine with apt-get."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages):
    """Install Debian packages; True when that went well, False when we may not or could not."""
    if not may_install():
        return False
    print(f"Installing {', '.join(packages)} with apt-get …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *command], env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"apt-get {command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", flush=True)
    return done.returncode == 0
