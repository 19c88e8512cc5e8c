"""Certificates for a proxy: one that the browser is told to trust, and others that are out of date."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

HOLDS = {"good": (-1, 30), "expired": (-40, -10), "not yet valid": (10, 40)}  # days from now


@dataclass
class Certificate:
    """A file with key and certificate, and the flag by which Chromium trusts that key."""

    path: Path
    trusted: str


def made(folder: Path, kind: str) -> Certificate:
    """One for localhost, signed by itself, under a key of its own."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    since, until = (at + timedelta(days=days) for days in HOLDS[kind])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    ).sign(key, SHA256())  # fmt: skip
    path = folder / f"{kind}.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + built.public_bytes(Encoding.PEM)
    )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(sha256(public).digest()).decode()
    return Certificate(path, f"--ignore-certificate-errors-spki-list={pin}")
