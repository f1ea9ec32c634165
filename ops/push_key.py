"""The P-256 key pair by which push services know us (VAPID, RFC 8292). Only Parameter Store keeps the private key.

A release makes it once and keeps it: each device subscribes for the public half. To replace it, delete the secret and
deploy. Pages then subscribe again when they open; subscriptions for the former key are dropped.
"""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

PUSH_SECRET = "push_signing_key"  # noqa: S105 - the name of the secret, not the secret
PUSH_PARAMETER = "PushPublicKey"


def new_push_key() -> dict[str, str]:
    """Generate a key pair; return the secret's value."""
    private = generate_private_key(SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"private_key_pem": pem.decode(), "public_key": urlsafe_b64encode(point).rstrip(b"=").decode()}
