"""Does only the right key open what a tablet sealed, and is it the HPKE of RFC 9180? The library's opening takes no `aad`, which
the RFC's own ciphertexts have; so a second implementation, written here from the RFC, is held against the RFC's numbers and
then seals what ours opens.
"""

import hmac
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from app.capture import seal

KEY = bytes(range(32))
P256 = ec.SECP256R1()

# RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
SK_E = 0x4995788EF4B9D6132B249CE59A77281493EB39AF373D236A1FE415CB0C2D7BEB
SK_R = 0xF3CE7FDAE57E1A310D87F1EBBDE6F328BE0A99CDBCADF4D6589CF29DE4B8FFD2
ENC = bytes.fromhex(
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
)
SHARED = bytes.fromhex("c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8")
SEAL_KEY = bytes.fromhex("868c066ef58aae6dc589b6cfdd18f97e")
BASE_NONCE = bytes.fromhex("4e0bc5018beba4bf004cca59")
PLAIN = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
SEALED_WITH_AAD = bytes.fromhex(
    "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"
)


def extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, sha256)


def expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, info + b"\1", sha256)[:length]


def point(private) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def by_the_book(ephemeral, public: bytes, info: bytes):
    """(enc, shared secret, key, base nonce) as sections 4.1 and 5.1 say."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(P256, public)
    enc, kem = point(ephemeral), b"KEM" + (16).to_bytes(2, "big")
    prk = extract(b"", kem, b"eae_prk", ephemeral.exchange(ec.ECDH(), theirs))
    shared = expand(prk, kem, b"shared_secret", enc + public, 32)
    suite = b"HPKE" + (16).to_bytes(2, "big") + (1).to_bytes(2, "big") * 2
    context = b"\0" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    secret = extract(shared, suite, b"secret", b"")
    return enc, shared, expand(secret, suite, b"key", context, 16), expand(secret, suite, b"base_nonce", context, 12)


def test_the_second_implementation_says_what_the_rfc_says():
    recipient, ephemeral = ec.derive_private_key(SK_R, P256), ec.derive_private_key(SK_E, P256)
    enc, shared, key, nonce = by_the_book(ephemeral, point(recipient), INFO)
    assert (enc, shared, key, nonce) == (ENC, SHARED, SEAL_KEY, BASE_NONCE)
    assert AESGCM(key).encrypt(nonce, PLAIN, b"Count-0") == SEALED_WITH_AAD


def test_ours_opens_what_is_sealed_with_the_rfc_s_keys():
    recipient = ec.derive_private_key(SK_R, P256)
    sealed = ENC + AESGCM(SEAL_KEY).encrypt(BASE_NONCE, PLAIN, b"")
    assert seal.opened(sealed, recipient, INFO) == PLAIN


@given(plain=st.binary(max_size=2048), info=st.binary(max_size=200))
def test_both_open_what_the_other_sealed(plain, info):
    recipient = ec.generate_private_key(P256)
    enc, _shared, key, nonce = by_the_book(ec.generate_private_key(P256), point(recipient), info)
    assert seal.opened(enc + AESGCM(key).encrypt(nonce, plain, b""), recipient, info) == plain
    assert seal.opened(seal.seal(plain, point(recipient), info), recipient, info) == plain


@given(data=st.data())
def test_one_changed_bit_anywhere_and_it_does_not_open(data):
    public, kept = seal.new_key("kid", KEY)
    blob = bytearray(seal.seal(b"hemligt", public, b"info"))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(seal.Unopened):
        seal.opened(bytes(blob), seal.unwrapped(kept, "kid", KEY), b"info")


@given(st.binary(max_size=300))
def test_what_is_no_seal_is_refused_and_never_more_than_that(blob):
    _public, kept = seal.new_key("kid", KEY)
    with pytest.raises(seal.Unopened):
        seal.opened(blob, seal.unwrapped(kept, "kid", KEY), b"info")


PARTS = ("booth", "pairing", "record", "form", "kid")


@pytest.mark.parametrize("changed", range(5))
def test_a_blob_that_is_moved_elsewhere_does_not_open(changed):
    public, kept = seal.new_key("kid", KEY)
    private = seal.unwrapped(kept, "kid", KEY)
    blob = seal.seal(b"hemligt", public, seal.record_info(*PARTS))
    assert seal.opened(blob, private, seal.record_info(*PARTS)) == b"hemligt"
    other = [part + "x" * (place == changed) for place, part in enumerate(PARTS)]
    with pytest.raises(seal.Unopened):
        seal.opened(blob, private, seal.record_info(*other))


@pytest.mark.parametrize(("kid", "key"), [("other", KEY), ("kid", bytes(32))])
def test_a_wrapped_key_opens_with_its_own_name_and_instance_key_alone(kid, key):
    _public, kept = seal.new_key("kid", KEY)
    with pytest.raises(seal.Unopened):
        seal.unwrapped(kept, kid, key)


@pytest.mark.parametrize("kept", [b"", b"short", bytes(60)])
def test_what_is_no_wrapped_key_is_refused(kept):
    with pytest.raises(seal.Unopened):
        seal.unwrapped(kept, "kid", KEY)


def test_a_wrapped_key_holds_nothing_of_the_key_in_clear():
    private = ec.derive_private_key(SK_R, P256)
    kept = seal.wrapped(private, "kid", KEY)
    assert SK_R.to_bytes(32, "big") not in kept
    assert seal.unwrapped(kept, "kid", KEY).private_numbers() == private.private_numbers()
    assert seal.wrapped(private, "kid", KEY) != kept
