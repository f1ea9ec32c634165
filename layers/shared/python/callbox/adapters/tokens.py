"""Access tokens: JWTs signed with Ed25519 (RFC 8037). A function that only verifies them cannot create one.

Signing needs the private key, which is read only where a session begins. Verifying needs only public keys, by `kid`.
To rotate, publish the new key, then sign with it, and remove the old key when its last token has expired. Time is
always an argument.

PyJWT reads and writes the envelope and uses libsodium for the cryptography. Its default, OpenSSL, would add about 35 ms
and 10 MB to every cold start (docs/decisions.md).
"""

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated, Any, Final, Literal, NoReturn

from jwt.algorithms import Algorithm
from jwt.api_jws import PyJWS
from jwt.exceptions import InvalidTokenError
from msgspec import Meta, Struct
from msgspec.json import decode, encode
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as Ed25519SigningKey
from nacl.signing import VerifyKey

from callbox.domain.errors import Refused
from callbox.domain.identity import Claims, UserId

ISSUER: Final = "callbox"
AUDIENCE: Final = "callbox-api"

_MAX_CLOCK_SKEW_S = 60  # between the signing and the verifying machine
_MAX_TOKEN_LENGTH = 1024  # ours have about 450 characters; longer ones are refused unparsed
_ONE_FORM = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)  # the only accepted spelling: no padding, nothing around it
_ALGORITHM: Final = "EdDSA"
# The DER prefix before the 32 bytes of a key: RFC 8410, 4 and 7.
_PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")
_PRIVATE_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
_KEY_BYTES = 32

_Text = Annotated[str, Meta(min_length=1)]


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
    """A private Ed25519 key as PEM (PKCS #8), and the `kid` of its public key."""

    kid: str
    private_key: str = field(repr=False)


class SignedAccessTokens:
    """The AccessTokens port.

    `public_keys` maps kid to PEM. A value that is not a public Ed25519 key raises ValueError here, at the start.
    `signing_key` is called for each signature, so that a new key takes effect, and never where nothing is signed.
    """

    def __init__(self, public_keys: Mapping[str, str], signing_key: Callable[[], SigningKey]) -> None:
        self._public_keys = {
            kid: VerifyKey(_key_bytes(kid, pem, "PUBLIC", _PUBLIC_PREFIX)) for kid, pem in public_keys.items()
        }
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
        private = Ed25519SigningKey(_key_bytes(key.kid, key.private_key, "PRIVATE", _PRIVATE_PREFIX))
        return _envelope.encode(encode(claims), private, _ALGORITHM, {"kid": key.kid})  # type: ignore[arg-type] # our algorithm's key

    def verify(self, token: str, now: datetime) -> Claims:
        """Return the token's claims. Raises Refused `unauthenticated`; only its cause says why."""
        try:
            claims = self._signed_claims(token)
            _check_times(claims, int(now.timestamp()))
        except (ValueError, RecursionError, InvalidTokenError) as problem:  # msgspec's are ValueErrors
            raise Refused("unauthenticated", "Sign in to continue.") from problem
        return Claims(UserId(claims.sub), claims.sid, datetime.fromtimestamp(claims.exp, UTC))

    def _signed_claims(self, token: str) -> _Claims:
        """Check the signature, then return the claims."""
        if len(token) > _MAX_TOKEN_LENGTH or not _ONE_FORM.fullmatch(token):
            raise ValueError("not a token of ours")
        key = self._public_keys.get(_envelope.get_unverified_header(token).get("kid", ""))
        if key is None:
            raise ValueError("signed with an unknown key")
        return decode(_envelope.decode(token, key, [_ALGORITHM]), type=_Claims)  # type: ignore[arg-type] # our algorithm's key


class _Ed25519(Algorithm):
    """EdDSA for PyJWT on libsodium. Keys are passed in ready to use; none is read from a token."""

    def prepare_key(self, key: Any) -> Any:
        return key

    def sign(self, msg: bytes, key: Ed25519SigningKey) -> bytes:
        return key.sign(msg).signature

    def verify(self, msg: bytes, key: VerifyKey, sig: bytes) -> bool:
        try:
            key.verify(msg, sig)
        except (BadSignatureError, ValueError):  # ValueError: not 64 bytes
            return False
        return True

    # PyJWT requires the next two methods of every algorithm

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> NoReturn:
        raise NotImplementedError  # no key is ever written as JSON

    @staticmethod
    def from_jwk(jwk: Any) -> NoReturn:
        raise NotImplementedError  # no key is ever read from JSON


# Only this algorithm: a token cannot choose `none` or a shared secret instead.
_envelope = PyJWS(algorithms=[])
_envelope.register_algorithm(_ALGORITHM, _Ed25519())


def _check_times(claims: _Claims, now_s: int) -> None:
    if claims.iat > now_s + _MAX_CLOCK_SKEW_S:
        raise ValueError("issued in the future")
    if claims.exp <= now_s:
        raise ValueError("expired")


def _key_bytes(kid: str, pem: str, kind: Literal["PUBLIC", "PRIVATE"], prefix: bytes) -> bytes:
    """Return the 32 bytes of a key. Raises ValueError without a cause, which could quote a private key."""
    lines = pem.strip().splitlines()
    try:
        if not lines or lines[0] != f"-----BEGIN {kind} KEY-----" or lines[-1] != f"-----END {kind} KEY-----":
            raise ValueError  # noqa: TRY301 - one message for every fault
        der = binascii.a2b_base64("".join(lines[1:-1]), strict_mode=True)
        if len(der) != len(prefix) + _KEY_BYTES or not der.startswith(prefix):
            raise ValueError  # noqa: TRY301
    except ValueError:
        raise ValueError(f"{kid} is no {kind.lower()} Ed25519 key in PEM") from None
    return der[len(prefix) :]
