"""Access tokens: JWTs signed with Ed25519 (RFC 8037), so that those who verify them hold nothing that could make one.

The signer needs the private key and is built only where somebody signs in. The verifier needs public keys
alone, by `kid`: a new key is published first, used second, and the old one dropped when its last token has
expired. Time is always an argument.

libsodium does the cryptography. The envelope is read here because only one form of it is ours: three parts, one
algorithm, nothing in the header but its name and the key's. PyJWT beside OpenSSL would cost every cold start 39 ms and
11 MB more (docs/performance.md); the tests hold the two against each other.
"""

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct
from msgspec.json import decode, encode
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as Ed25519SigningKey
from nacl.signing import VerifyKey

from callbox.domain.errors import Refused
from callbox.domain.identity import UserId

ISSUER: Final = "callbox"
AUDIENCE: Final = "callbox-api"

_MAX_CLOCK_SKEW_S = 60  # between the machine that signed and the one that verifies
_MAX_TOKEN_LENGTH = 1024  # ours have about 450 characters; the rest of a longer one is not worth parsing
_SIGNATURE_BYTES = 64
# What stands before the 32 bytes of a key in DER: RFC 8410, 4 and 7.
_PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")
_PRIVATE_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
_KEY_BYTES = 32

_Text = Annotated[str, Meta(min_length=1)]


class _Header(Struct, forbid_unknown_fields=True):
    """Everything a header may say. `crit`, `jwk`, `jku` and their like are refused with whatever else is unknown."""

    alg: Literal["EdDSA"]
    kid: str
    typ: Literal["JWT"]


class _Claims(Struct):
    iss: Literal["callbox"]
    aud: Literal["callbox-api"]
    sub: _Text
    sid: _Text
    iat: int
    exp: int
    jti: _Text


@dataclass(frozen=True)
class SigningKey:
    """A private Ed25519 key as PEM (PKCS #8), and the name under which its public half is known."""

    kid: str
    private_key: str = field(repr=False)


@dataclass(frozen=True)
class Claims:
    """Whose request it is: the user, and the session (token family) in which it is made."""

    user_id: UserId
    session: str


class SignedAccessTokens:
    """The AccessTokens port. The key is asked for at each signature, so that a new one takes effect."""

    def __init__(self, signing_key: Callable[[], SigningKey]) -> None:
        self._signing_key = signing_key

    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str:
        key = self._signing_key()
        issued_at = int(now.timestamp())
        claims = _Claims(
            iss=ISSUER,
            aud=AUDIENCE,
            sub=user_id,
            sid=session,
            iat=issued_at,
            exp=issued_at + int(lifetime.total_seconds()),
            jti=token_urlsafe(16),
        )
        header = _Header(alg="EdDSA", kid=key.kid, typ="JWT")
        signed = f"{_segment(encode(header))}.{_segment(encode(claims))}"
        private = Ed25519SigningKey(_key_bytes(key.kid, key.private_key, "PRIVATE", _PRIVATE_PREFIX))
        return f"{signed}.{_segment(private.sign(signed.encode()).signature)}"


class AccessTokenVerifier:
    """Reads tokens with `public_keys`, PEM by kid. A key that is no public Ed25519 key fails here, at the start."""

    def __init__(self, public_keys: Mapping[str, str]) -> None:
        self._public_keys = {
            kid: VerifyKey(_key_bytes(kid, pem, "PUBLIC", _PUBLIC_PREFIX)) for kid, pem in public_keys.items()
        }

    def verify(self, token: str, now: datetime) -> Claims:
        """Return what the token says, or raise Refused `unauthenticated`; only its cause says why."""
        try:
            claims = self._signed_claims(token)
            _check_times(claims, int(now.timestamp()))
        # msgspec's errors and libsodium's are ValueErrors too, but for a signature that does not fit
        except (ValueError, RecursionError, BadSignatureError) as problem:
            raise Refused("unauthenticated", "Sign in to continue.") from problem
        return Claims(UserId(claims.sub), claims.sid)

    def _signed_claims(self, token: str) -> _Claims:
        """Return the claims; they are looked at only when the signature fits."""
        if len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
            raise ValueError("longer than any of ours, or no text of ours")
        signed, _, signature = token.rpartition(".")
        header, _, claims = signed.partition(".")
        key = self._public_keys.get(decode(_bytes(header), type=_Header).kid)
        if key is None:
            raise ValueError("signed with a key that is not ours")
        given = _bytes(signature)
        if len(given) != _SIGNATURE_BYTES:
            raise ValueError("no signature")
        key.verify(signed.encode(), given)
        return decode(_bytes(claims), type=_Claims)


def _check_times(claims: _Claims, now_s: int) -> None:
    if claims.iat > now_s + _MAX_CLOCK_SKEW_S:
        raise ValueError("issued in the future")
    if claims.exp <= now_s:
        raise ValueError("expired")


def _segment(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).rstrip(b"=").translate(_TO_URL).decode()


def _bytes(segment: str) -> bytes:
    """Decode one part. Raises ValueError over anything but unpadded base64url (RFC 7515, 2) in its one right form."""
    raw = binascii.a2b_base64(segment.encode().translate(_FROM_URL) + b"=" * (-len(segment) % 4))
    if _segment(raw) != segment:
        raise ValueError("not base64url")
    return raw


_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


def _key_bytes(kid: str, pem: str, kind: Literal["PUBLIC", "PRIVATE"], prefix: bytes) -> bytes:
    """Return the 32 bytes of a key. Raises ValueError without a cause: it could quote a private key."""
    lines = pem.strip().splitlines()
    try:
        if not lines or lines[0] != f"-----BEGIN {kind} KEY-----" or lines[-1] != f"-----END {kind} KEY-----":
            raise ValueError  # noqa: TRY301 - one message for all that can be wrong
        der = binascii.a2b_base64("".join(lines[1:-1]), strict_mode=True)
        if len(der) != len(prefix) + _KEY_BYTES or not der.startswith(prefix):
            raise ValueError  # noqa: TRY301
    except ValueError:
        raise ValueError(f"{kid} is no {kind.lower()} Ed25519 key in PEM") from None
    return der[len(prefix) :]
