"""What does a tablet fetch before it can work without a network? The shell, its files, its manifest and its service worker.

The files are built at set-up (setup/booth_app.py) and named by their content. Nothing here knows the one who asks.
"""

import json
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template

from ..web.security import public

BUILT = Path(__file__).parent / "built"
KINDS = {
    "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "png": "image/png", "txt": "text/plain",
}  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
FOREVER = "public, max-age=31536000, immutable"
# Takes itself away and its files; what the app keeps in the tablet's database is not its own and stays.
KILL_SWITCH = """\
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("booth-")) await caches.delete(name);
  await registration.unregister();
})()));
"""

bp = Blueprint("booth_app", __name__, url_prefix="/booth")


def build() -> dict:
    """`{"build": its mark, "files": {plain name: name by content}}`. 503 before set-up has built it."""
    try:
        return json.loads((BUILT / "build.json").read_text())
    except FileNotFoundError:
        abort(503)


def answer(body, kind: str, caching: str = "no-cache") -> Response:
    """A file with its headers; the compressing layer adds its mark."""
    response = Response(body, content_type=f"{kind}; charset=utf-8" if not kind.startswith("image/png") else kind)
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def switched_off() -> bool:
    """Whether the service worker is taken away from every tablet that asks."""
    return current_app.config["BOOTH_APP"] == "off"


@bp.get("/")
@public
def shell():
    """The one page that all of the app lives in; the same for every tablet."""
    return answer(render_template("capture/booth_app.html", worker=not switched_off(), **build()), "text/html")


@bp.get("/sw.js")
@public
def service_worker():
    """The service worker, or what takes it away."""
    if switched_off():
        script = KILL_SWITCH
    else:
        build()
        script = (BUILT / "sw.js").read_text(encoding="utf-8")
    response = answer(script, "text/javascript")
    response.headers["Service-Worker-Allowed"] = "/booth/"
    return response


@bp.get("/manifest.webmanifest")
@public
def manifest():
    """What makes it installable."""
    files = build()["files"]
    icon = {"src": f"assets/{files['icon.svg']}", "type": "image/svg+xml", "sizes": "any", "purpose": "any"}
    large = {"src": f"assets/{files['icon-512.png']}", "type": "image/png", "sizes": "512x512"}
    facts = {
        "id": "/booth/", "start_url": "/booth/", "scope": "/booth/", "name": "Monter, surfplattan",
        "short_name": "Monter", "lang": "sv", "display": "standalone", "background_color": "#fbf8f3",
        "theme_color": "#0b5a52", "icons": [icon, large, {**large, "purpose": "maskable"}],
    }  # fmt: skip
    return answer(json.dumps(facts, ensure_ascii=False), "application/manifest+json")


@bp.get("/assets/<name>")
@public
def asset(name):
    """One built file; kept for good, since another content has another name."""
    if name not in build()["files"].values():
        abort(404)
    return answer((BUILT / name).read_bytes(), KINDS[name.rpartition(".")[2]], FOREVER)
