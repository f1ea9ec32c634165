"""Access tokens: JWTs signed with ES256, so that those who verify them hold nothing that could make one.

The signer needs the private key and is built only where somebody signs in. The verifier needs public keys
alone, by `kid`: a new key is published first, used second, and the old one dropped when its last token has
expired. Time is always an argument; PyJWT would look at the machine's clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from callbox.domain.errors import Refused
from callbox.domain.identity import UserId

ISSUER = "callbox"
AUDIENCE = "callbox-api"

_ALGORITHM = "ES256"
_CLAIMS = ("iss", "aud", "sub", "sid", "iat", "exp", "jti")
_MAX_CLOCK_SKEW_S = 60  # between the machine that signed and the one that verifies
_MAX_TOKEN_LENGTH = 1024  # ours have about 450 characters; the rest of a longer one is not worth parsing


@dataclass(frozen=True)
class SigningKey:
    """A private key on P-256 as PEM (PKCS #8), and the name under which its public half is known."""

    kid: str
    private_key: str = field(repr=False)


@dataclass(frozen=True)
class Claims:
    """Whose request it is: the user, and the session (token family) in which it is made."""

    user_id: UserId
    session: str


class Es256AccessTokens:
    """The AccessTokens port. The key is asked for at each signature, so that a new one takes effect."""

    def __init__(self, signing_key: Callable[[], SigningKey]) -> None:
        self._signing_key = signing_key

    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str:
        key = self._signing_key()
        issued_at = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user_id,
            "sid": session,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
            "jti": token_urlsafe(16),
        }
        return jwt.encode(claims, key.private_key, algorithm=_ALGORITHM, headers={"kid": key.kid})


class AccessTokenVerifier:
    """Reads tokens with `public_keys`, PEM by kid. A key that is none on P-256 fails here, at the start."""

    def __init__(self, public_keys: Mapping[str, str]) -> None:
        self._public_keys = {kid: _read_public_key(kid, pem) for kid, pem in public_keys.items()}

    def verify(self, token: str, now: datetime) -> Claims:
        """Return what the token says, or raise Refused `unauthenticated`; only its cause says why."""
        if len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
            raise _unauthenticated()
        try:
            key = self._key(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={
                    "require": list(_CLAIMS),
                    "strict_aud": True,
                    "verify_exp": False,  # below, against `now`
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            return _read(claims, int(now.timestamp()))
        except jwt.InvalidTokenError as problem:
            raise _unauthenticated() from problem

    def _key(self, kid: object) -> EllipticCurvePublicKey:
        if not isinstance(kid, str) or kid not in self._public_keys:
            raise jwt.InvalidTokenError("signed with a key that is not ours")
        return self._public_keys[kid]


def _read_public_key(kid: str, pem: str) -> EllipticCurvePublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as problem:
        raise ValueError(f"{kid} is no public key in PEM") from problem
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError(f"{kid} is no public key on P-256, which ES256 demands")  # noqa: TRY004
    return key


def _read(claims: dict[str, Any], now_s: int) -> Claims:
    issued_at, expires_at = claims["iat"], claims["exp"]
    if type(issued_at) is not int or type(expires_at) is not int:
        raise jwt.InvalidTokenError("times are whole seconds")
    if issued_at > now_s + _MAX_CLOCK_SKEW_S:
        raise jwt.ImmatureSignatureError("issued in the future")
    if expires_at <= now_s:
        raise jwt.ExpiredSignatureError("expired")
    user_id, session = claims["sub"], claims["sid"]
    if not (isinstance(user_id, str) and user_id and isinstance(session, str) and session):
        raise jwt.InvalidTokenError("names nobody")
    return Claims(UserId(user_id), session)


def _unauthenticated() -> Refused:
    return Refused("unauthenticated", "Sign in to continue.")
