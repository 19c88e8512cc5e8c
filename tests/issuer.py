"""A small issuer of OpenID Connect for tests: real HTTP on 127.0.0.1, real keys, one person at a time.

`person` is what it says of whoever comes; `twist` changes the claims or signs otherwise, as a broken or hostile issuer would.
"""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "monter", "issuer-gave-this-0123456789abcdef"


class Issuer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key, self.foreign = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
        self.person, self.claims, self.signed_by, self.calls_itself = {}, {}, "own", self.address
        self.codes, self.asked = {}, []

    def token(self, nonce: str) -> str:
        at = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce}
        claims |= self.person | self.claims
        if self.signed_by == "nobody":
            part = lambda what: base64.urlsafe_b64encode(json.dumps(what).encode()).rstrip(b"=").decode()  # noqa: E731
            return f"{part({'alg': 'none'})}.{part(claims)}."
        if self.signed_by == "our own secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        return jwt.encode({"alg": "RS256"}, claims, self.key if self.signed_by == "own" else self.foreign)


class _Handler(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        path, issuer = urlsplit(self.path).path, self.server
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/in", "token_endpoint": "/token", "jwks_uri": "/keys"}
            says = {name: issuer.address + place for name, place in names.items()} | {"issuer": issuer.calls_itself}
            self.answer(says | {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]})
        elif path == "/keys":
            self.answer({"keys": [issuer.key.as_dict(private=False)]})
        elif path == "/in":
            issuer.asked.append(query)
            code = token_urlsafe(8)
            issuer.codes[code] = query
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?code={code}&state={query['state']}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        form = {name: values[0] for name, values in sent.items()}
        asked = self.server.codes.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        who = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        good = asked and proof.rstrip(b"=").decode() == asked["code_challenge"] and self.headers["Authorization"] == who
        if not good or form["redirect_uri"] != asked["redirect_uri"]:
            self.answer({"error": "invalid_grant"}, 400)
        else:
            token = self.server.token(asked["nonce"])
            self.answer({"access_token": token_urlsafe(8), "token_type": "Bearer", "id_token": token})

    def answer(self, what, status=200):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def running():
    with Issuer() as issuer:
        threading.Thread(target=issuer.serve_forever, args=(0.05,), daemon=True).start()
        yield issuer
        issuer.shutdown()
