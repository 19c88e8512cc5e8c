"""Does the tablet's seal keep what it promises? The standard's own vectors in the browser that uses it, and both sides open
what the other seals."""

import base64
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.capture import seal

pytestmark = pytest.mark.browser

# RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
VECTOR = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "ikmE": "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e",
    "ikmR": "668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550",
    "enc": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bf"
    "cb9382657222d18c4",
    "pkRm": "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d"
    "128aafd68a2ce72ea0",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
    "aad": ["436f756e742d30", "436f756e742d31"],
    "ct": [
        "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
        "fa6f037b47fc21826b610172ca9637e82d6e5801eb31cbd3748271affd4ecb06646e0329cbdf3c3cd655b28e82",
    ],
    "exported": "5e9bc3d236e1911d95e65b576a8a86d478fb827e8bdfe77b741b289890490d4d",
}

RUN_VECTOR = """async (vector) => {
  const { suite } = await import("/seal.js");
  const { hex } = await import("/bytes.js");
  const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const ekm = await suite.kem.deriveKeyPair(fromHex(vector.ikmE).buffer);
  const recipient = await suite.kem.deriveKeyPair(fromHex(vector.ikmR).buffer);
  const sender = await suite.createSenderContext({ recipientPublicKey: recipient.publicKey, info: fromHex(vector.info), ekm });
  const sealed = [];
  for (const aad of vector.aad) sealed.push(hex(await sender.seal(fromHex(vector.pt), fromHex(aad))));
  return {
    enc: hex(sender.enc),
    pkRm: hex(await suite.kem.serializePublicKey(recipient.publicKey)),
    ct: sealed,
    exported: hex(await sender.export(new ArrayBuffer(0), 32)),
  };
}"""
SEAL = """async ([pk, info, plain]) => {
  const { seal } = await import("/seal.js");
  const { base64url, utf8 } = await import("/bytes.js");
  return base64url(await seal(pk, utf8(info), utf8(plain)));
}"""
OPEN = """async ([jwk, info, blob]) => {
  const { suite } = await import("/seal.js");
  const { fromBase64url, utf8 } = await import("/bytes.js");
  const recipientKey = await crypto.subtle.importKey("jwk", jwk, { name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const all = fromBase64url(blob);
  const opened = await suite.open({ recipientKey, enc: all.slice(0, 65).buffer, info: utf8(info) }, all.slice(65).buffer);
  return new TextDecoder().decode(opened);
}"""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def as_jwk(private: ec.EllipticCurvePrivateKey) -> dict:
    numbers = private.private_numbers()
    parts = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    return {"kty": "EC", "crv": "P-256"} | {name: base64url(value.to_bytes(32, "big")) for name, value in parts.items()}


def test_the_browser_gives_what_the_standard_says(page):
    said = page.evaluate(RUN_VECTOR, VECTOR)
    assert said == {name: VECTOR[name] for name in ("enc", "pkRm", "ct", "exported")}


@pytest.mark.parametrize("plain", ["", "Åsa Ek", "x" * 2048])
def test_the_centre_opens_what_the_browser_seals(page, plain):
    private = ec.generate_private_key(ec.SECP256R1())
    info = "booth-lead/1\0monter\0surfplatta"
    blob = page.evaluate(SEAL, [base64url(seal.public_bytes(private)), info, plain])
    assert seal.opened(from_base64url(blob), private, info.encode()).decode() == plain


def test_the_browser_opens_what_the_centre_seals(page):
    private = ec.generate_private_key(ec.SECP256R1())
    blob = seal.seal("Åsa Ek".encode(), seal.public_bytes(private), b"info")
    assert page.evaluate(OPEN, [as_jwk(private), "info", base64url(blob)]) == "Åsa Ek"


@pytest.mark.parametrize("change", ["another place", "another byte", "another key"])
def test_a_seal_that_was_moved_or_changed_does_not_open(page, change):
    private = ec.generate_private_key(ec.SECP256R1())
    blob = from_base64url(page.evaluate(SEAL, [base64url(seal.public_bytes(private)), "here", "Åsa Ek"]))
    info = b"there" if change == "another place" else b"here"
    if change == "another byte":
        place = secrets.randbelow(len(blob) - 65) + 65
        blob = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
    key = ec.generate_private_key(ec.SECP256R1()) if change == "another key" else private
    with pytest.raises(seal.Unopened):
        seal.opened(blob, key, info)


def test_two_seals_of_the_same_are_never_alike_and_always_as_long(page):
    private = ec.generate_private_key(ec.SECP256R1())
    sealed = page.evaluate(
        """async (pk) => {
          const { sealing } = await import("/seal.js");
          const pairing = { pairing_id: "p", booth: { id: "b" }, seal: { kid: "k", pk } };
          const one = (name) => sealing(pairing, crypto.randomUUID(), "1")({ answers: { name } }, {});
          return Promise.all([one("Bo"), one("Bo"), one("Maximiliana Alexandersson-Andersson")]);
        }""",
        base64url(seal.public_bytes(private)),
    )
    blobs = [record["blob"] for record in sealed]
    assert (len(set(blobs)), {len(from_base64url(blob)) for blob in blobs}) == (3, {65 + 1024 + 16})


def test_a_record_is_sealed_once_however_often_it_is_asked_for(page):
    private = ec.generate_private_key(ec.SECP256R1())
    sealed = page.evaluate(
        """async (pk) => {
          const { sealing } = await import("/seal.js");
          const close = sealing({ pairing_id: "p", booth: { id: "b" }, seal: { kid: "k", pk } }, crypto.randomUUID(), "1");
          return [await close({ answers: {} }, {}), await close({ answers: {} }, {})];
        }""",
        base64url(seal.public_bytes(private)),
    )
    assert sealed[0] == sealed[1]
