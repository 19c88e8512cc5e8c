"""Does a tablet get all that it needs before the network goes, with the headers that keep it safe, and in 60 kB?"""

import gzip
import re

import pytest

HEAVIEST = 60 * 1024


@pytest.fixture
def tablet(app, built_app):
    return app.test_client()


def files_of(shell: str) -> list[str]:
    """The addresses of all files that the shell names."""
    return re.findall(r'(?:href|src)="(/booth/[^"]+)"', shell)


def test_every_file_that_the_shell_names_is_there(tablet):
    shell = tablet.get("/booth/").get_data(as_text=True)
    assert {path: tablet.get(path).status_code for path in files_of(shell)} == dict.fromkeys(files_of(shell), 200)


def test_the_app_weighs_at_most_sixty_kilobytes_compressed(tablet):
    shell = tablet.get("/booth/")
    paths = {*files_of(shell.get_data(as_text=True)), "/booth/sw.js", "/booth/manifest.webmanifest"}
    manifest = tablet.get("/booth/manifest.webmanifest").get_json(force=True)
    paths |= {f"/booth/{icon['src']}" for icon in manifest["icons"]}
    bodies = [shell.data, *(tablet.get(path).data for path in sorted(paths))]
    weight = sum(len(gzip.compress(body, 6)) for body in bodies)
    assert weight <= HEAVIEST, f"{weight} bytes"


def test_the_shell_allows_no_inline_code_and_no_form_to_be_sent(tablet):
    shell = tablet.get("/booth/")
    policy = shell.headers["Content-Security-Policy"]
    assert ("unsafe" in policy, "'nonce" in policy, "default-src 'none'" in policy) == (False, False, True)
    assert "form-action 'none'" in policy
    assert (shell.headers["Cache-Control"], shell.headers["Referrer-Policy"]) == ("no-cache", "no-referrer")


def test_a_file_named_by_its_content_is_kept_for_good_and_an_unknown_one_is_not_there(tablet):
    style = next(path for path in files_of(tablet.get("/booth/").get_data(as_text=True)) if path.endswith(".css"))
    assert tablet.get(style).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert tablet.get("/booth/assets/app-OTHER123.js").status_code == 404
    assert tablet.get("/booth/assets/build.json").status_code == 404


def test_the_service_worker_and_the_shell_are_of_the_same_build(tablet):
    mark = re.search(r'data-build="(\w+)"', tablet.get("/booth/").get_data(as_text=True))[1]
    worker = tablet.get("/booth/sw.js")
    assert f'"{mark}"' in worker.get_data(as_text=True)
    assert (worker.headers["Service-Worker-Allowed"], worker.headers["Cache-Control"]) == ("/booth/", "no-cache")
    assert worker.mimetype == "text/javascript"


def test_the_kill_switch_takes_the_service_worker_away_and_leaves_what_is_kept(app, tablet):
    app.config["BOOTH_APP"] = "off"
    try:
        script = tablet.get("/booth/sw.js").get_data(as_text=True)
    finally:
        app.config["BOOTH_APP"] = "on"
    assert ("registration.unregister()" in script, "indexedDB" in script) == (True, False)


def test_the_shell_sets_no_cookie(tablet):
    assert tablet.get("/booth/").headers.getlist("Set-Cookie") == []
