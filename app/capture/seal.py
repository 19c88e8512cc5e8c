"""How can a tablet keep what visitors wrote, and not be able to read it? It seals with a public key; only we can open.

HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: P-256 because browsers on older tablets have
no X25519. What is sealed is bound by `info` to its booth, pairing, record, form and key, so a blob moved elsewhere does not
open. A booth's private key is kept wrapped under the instance key, which lies outside the database. Pure but for chance; the
only file that imports cryptography.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
SUITE_NAME = "hpke-0010-0001-0001"  # KEM, KDF and AEAD by their numbers in RFC 9180
POINT = 65  # bytes of an uncompressed public key, with which every sealed blob begins
NONCE = 12


class Unopened(Exception):
    """This cannot be opened with that key and that info: tampered, sealed for somebody else, or not sealed at all."""


def new_key(kid: str, instance_key: bytes) -> tuple[bytes, bytes]:
    """A key pair as (65-byte public point, private key wrapped for this kid)."""
    private = ec.generate_private_key(ec.SECP256R1())
    return public_bytes(private), wrapped(private, kid, instance_key)


def public_bytes(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public point of a private key: 65 bytes, uncompressed."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def wrapped(private: ec.EllipticCurvePrivateKey, kid: str, instance_key: bytes) -> bytes:
    """The 32-byte scalar under AES-256-GCM with a key derived from the instance key; the kid is bound to it."""
    nonce = os.urandom(NONCE)
    scalar = private.private_numbers().private_value.to_bytes(32, "big")
    return nonce + AESGCM(_wrapping_key(instance_key)).encrypt(nonce, scalar, kid.encode())


def unwrapped(kept: bytes, kid: str, instance_key: bytes) -> ec.EllipticCurvePrivateKey:
    """The private key of that kid. Raises Unopened when the instance key or the kid is another."""
    try:
        scalar = AESGCM(_wrapping_key(instance_key)).decrypt(kept[:NONCE], kept[NONCE:], kid.encode())
    except (InvalidTag, ValueError) as error:
        raise Unopened from error
    return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())


def _wrapping_key(instance_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"monter booth keys/1").derive(instance_key)


def seal(plain: bytes, public: bytes, info: bytes) -> bytes:
    """enc ‖ ciphertext, as the tablet makes it: for tests, and for whoever types paper in elsewhere."""
    return SUITE.encrypt(plain, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public), info)


def opened(blob: bytes, private: ec.EllipticCurvePrivateKey, info: bytes) -> bytes:
    """The plain bytes of enc ‖ ciphertext. Raises Unopened."""
    try:
        return SUITE.decrypt(blob, private, info)
    except Exception as error:  # a point off the curve, a blob too short, a wrong tag: each has an exception of its own
        raise Unopened from error


def record_info(booth_id: str, pairing_id: str, record_id: str, form: str, kid: str) -> bytes:
    """What a record's seal is bound to."""
    return "\0".join(["booth-lead/1", booth_id, pairing_id, record_id, form, kid]).encode()


def canary_info(pairing_id: str) -> bytes:
    """What the seal is bound to by which a tablet shows that it can seal."""
    return f"booth-canary/1\0{pairing_id}".encode()
