"""What the tests of the tablet have: its app, built from the sources that stand here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built_app():
    """`app/capture/built/`, brought up to date."""
    subprocess.run([sys.executable, ROOT / "setup" / "booth_app.py"], check=True)
    return ROOT / "app" / "capture" / "built"
