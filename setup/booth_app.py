"""What is the booth tablet's app made of when it is served? Its modules as one file with a name that tells its content.

    .venv/bin/python setup/booth_app.py      build it again, if its sources changed

esbuild bundles `app/capture/static/booth/` into `app/capture/built/` and needs no Node for it: its package brings the
program itself. The service worker is built last, since it lists the others. Standard library only; called at set-up.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONT = ROOT / "node_modules"
SOURCES = ROOT / "app" / "capture" / "static" / "booth"
SHELL = ROOT / "app" / "capture" / "templates" / "booth_app.html"
BUILT = ROOT / "app" / "capture" / "built"
LIBRARIES = ("@hpke/core", "@hpke/common", "idb")
OLDEST = "safari15.4,chrome94,firefox115"  # what an iPad or a tablet from 2016 can still have


def main():
    print("Built." if ensure() else "Nothing has changed.")


def ensure():
    """Build when a source is newer in content than what stands. True when it was built now."""
    stamp, mark = BUILT / ".stamp", mark_of_sources()
    if stamp.exists() and stamp.read_text() == mark:
        return False
    build()
    stamp.write_text(mark)
    return True


def mark_of_sources():
    """A hash of all that the app is made of."""
    files = [Path(__file__), SHELL, ROOT / "package-lock.json"]
    files += sorted(path for path in SOURCES.rglob("*") if path.is_file())
    return sha256(b"\0".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest()


def build():
    """Make `app/capture/built/` anew; what stood there goes only when all went well."""
    BUILT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT.parent, prefix=".built-") as folder:
        new = Path(folder) / "built"
        new.mkdir()
        names = bundled(new) | copied(new)
        mark = sha256(SHELL.read_bytes() + b"".join(sorted(name.encode() for name in names.values()))).hexdigest()[:12]
        service_worker(new, mark, [name for plain, name in names.items() if plain != "licences.txt"])
        (new / "build.json").write_text(json.dumps({"build": mark, "files": names}, indent=1))
        shutil.rmtree(BUILT, ignore_errors=True)
        new.rename(BUILT)


def bundled(folder):
    """{"app.js": "app-8K3….js", "booth.css": …}, built and squeezed."""
    esbuild(
        SOURCES / "app.js", SOURCES / "booth.css", "--bundle", "--format=esm", "--entry-names=[name]-[hash]",
        f"--outdir={folder}",
    )  # fmt: skip
    return {re.sub(r"-[A-Z0-9]{8}\.", ".", path.name): path.name for path in folder.iterdir()}


def copied(folder):
    """Pictures and the licences of what is bundled, named like the rest."""
    texts = [f"{name}\n\n{licence(name)}" for name in LIBRARIES]
    files = {path.name: path.read_bytes() for path in SOURCES.glob("*.svg")} | {
        path.name: path.read_bytes() for path in SOURCES.glob("*.png")
    }
    files["licences.txt"] = "\n\n".join(texts).encode()
    names = {}
    for name, content in files.items():
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}-{sha256(content).hexdigest()[:8].upper()}.{ending}"
        (folder / names[name]).write_bytes(content)
    return names


def service_worker(folder, mark, files):
    """The worker knows by name what makes a shell complete."""
    esbuild(
        SOURCES / "sw.js", f"--define:BUILD={json.dumps(mark)}", f"--define:FILES={json.dumps(sorted(files))}",
        f"--outfile={folder / 'sw.js'}",
    )  # fmt: skip


def esbuild(*words):
    program = next(
        (path for pattern in ("bin/esbuild", "esbuild.exe") for path in FRONT.glob(f"@esbuild/*/{pattern}")), None
    )
    if program is None:
        sys.exit("esbuild is missing in node_modules: `npm ci --include=dev` brings it.")
    options = ("--minify", "--charset=utf8", "--legal-comments=none", f"--target={OLDEST}", "--log-level=warning")
    subprocess.run([program, *words, *options], cwd=ROOT, check=True)


def licence(name):
    """The words of a library's licence, from its own package."""
    return next((FRONT / name).glob("LICENSE*")).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
