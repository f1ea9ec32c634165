"""An access token identifies its customer until it expires, and only with our signature over exactly its bytes."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from callbox.adapters.tokens import SignedAccessTokens, SigningKey
from callbox.domain.errors import Refused
from callbox.domain.identity import Claims, UserId

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)  # far from the machine's clock
LIFETIME = timedelta(minutes=15)
ADA = UserId("01KADA")
SESSION = "01KFAMILY"
KID = "2026-03"


def new_key_pair(curve: ec.EllipticCurve | None = None) -> tuple[str, str]:
    """Return a private and a public key as PEM: Ed25519, or on another curve."""
    key = ec.generate_private_key(curve) if curve else Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private.decode(), public_pem(key.public_key())


def public_pem(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


PRIVATE_KEY, PUBLIC_KEY = new_key_pair()
signer = verifier = SignedAccessTokens({KID: PUBLIC_KEY}, lambda: SigningKey(KID, PRIVATE_KEY))


def signed() -> str:
    return signer.sign(ADA, session=SESSION, now=NOW, lifetime=LIFETIME)


def made(*, key: Any = PRIVATE_KEY, algorithm: str = "EdDSA", kid: Any = KID, without: str = "", **changes: Any) -> str:
    """Make a token like ours, with these changes."""
    issued_at = int(NOW.timestamp())
    claims = {
        "iss": "callbox",
        "aud": "callbox-api",
        "sub": ADA,
        "sid": SESSION,
        "iat": issued_at,
        "exp": issued_at + 900,
        "jti": "one",
        **changes,
    }
    claims.pop(without, None)
    return jwt.encode(claims, key, algorithm=algorithm, headers={} if kid is None else {"kid": kid})


def assert_refused(token: str, *, now: datetime = NOW) -> None:
    with pytest.raises(Refused) as refusal:
        verifier.verify(token, now)
    assert refusal.value.code == "unauthenticated"
    assert token not in str(refusal.value)


def as_segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_signed_token_names_its_user_and_session() -> None:
    assert verifier.verify(signed(), NOW) == Claims(ADA, SESSION, NOW + LIFETIME)


def test_a_token_fits_into_a_header_and_carries_the_documented_claims() -> None:
    token = signed()

    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": KID}
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == LIFETIME.total_seconds()
    assert len(token) < 600


def test_two_tokens_of_one_second_have_different_ids() -> None:
    def token_id(token: str) -> Any:
        return jwt.decode(token, options={"verify_signature": False})["jti"]

    assert token_id(signed()) != token_id(signed())


def test_a_token_made_by_the_same_rules_elsewhere_is_accepted() -> None:
    assert verifier.verify(made(), NOW) == Claims(ADA, SESSION, NOW + LIFETIME)


def test_a_token_is_valid_until_the_second_it_expires() -> None:
    token = signed()

    assert verifier.verify(token, NOW + LIFETIME - timedelta(seconds=1)) == Claims(ADA, SESSION, NOW + LIFETIME)
    assert_refused(token, now=NOW + LIFETIME)


def test_clocks_may_differ_by_a_minute_and_no_more() -> None:
    token = signed()

    assert verifier.verify(token, NOW - timedelta(seconds=60)) == Claims(ADA, SESSION, NOW + LIFETIME)
    assert_refused(token, now=NOW - timedelta(seconds=61))


def test_a_token_signed_with_another_key_under_our_name_is_refused() -> None:
    assert_refused(made(key=new_key_pair()[0]))


def test_another_library_accepts_our_tokens() -> None:
    claims = jwt.decode(
        signed(),
        PUBLIC_KEY,
        algorithms=["EdDSA"],
        audience="callbox-api",
        issuer="callbox",
        options={"verify_exp": False, "verify_iat": False},
    )

    assert (claims["sub"], claims["sid"]) == (ADA, SESSION)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token + "=",
        lambda token: token + "==",
        lambda token: token[:-4] + "A",
        lambda token: token.rpartition(".")[0],
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token + ".e30",
        lambda token: "." + token,
        lambda token: token + "\n",
        lambda token: token.replace(".", " .", 1),
    ],
)
def test_a_token_in_another_notation_is_refused_although_its_parts_are_ours(spoil: Callable[[str], str]) -> None:
    assert_refused(spoil(signed()))


@pytest.mark.parametrize("character", range(0, 86, 5))
def test_any_changed_character_of_the_signature_is_refused(character: int) -> None:
    start, _, signature = signed().rpartition(".")
    other = "A" if signature[character] != "A" else "B"

    assert_refused(f"{start}.{signature[:character]}{other}{signature[character + 1 :]}")


@pytest.mark.parametrize("extra", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}])
def test_a_header_with_unsupported_demands_is_refused(extra: dict[str, Any]) -> None:
    claims = jwt.decode(signed(), options={"verify_signature": False})
    unsigned = f"{as_segment({'alg': 'EdDSA', 'typ': 'JWT', 'kid': KID, **extra})}.{as_segment(claims)}"
    key = load_pem_private_key(PRIVATE_KEY.encode(), None)
    assert isinstance(key, Ed25519PrivateKey)

    assert_refused(f"{unsigned}.{as_segment(key.sign(unsigned.encode()))}")


def test_a_changed_claim_breaks_the_signature() -> None:
    header, _, signature = signed().split(".")
    claims = jwt.decode(signed(), options={"verify_signature": False}) | {"sub": "01KEVE"}

    assert_refused(f"{header}.{as_segment(claims)}.{signature}")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_a_token_without_a_signature_is_refused(algorithm: str) -> None:
    claims = jwt.decode(signed(), options={"verify_signature": False})
    header = as_segment({"alg": algorithm, "typ": "JWT", "kid": KID})

    assert_refused(f"{header}.{as_segment(claims)}.")
    assert_refused(f"{header}.{as_segment(claims)}.{signed().split('.')[2]}")


def test_a_token_signed_with_the_public_key_as_a_password_is_refused() -> None:
    claims = jwt.decode(signed(), options={"verify_signature": False})
    unsigned = f"{as_segment({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{as_segment(claims)}"
    mac = HMAC(PUBLIC_KEY.encode(), hashes.SHA256())
    mac.update(unsigned.encode())

    assert_refused(f"{unsigned}.{as_segment(mac.finalize())}")


def test_other_algorithms_are_refused_even_with_keys_of_their_own() -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert_refused(made(key=rsa_key, algorithm="RS256"))
    assert_refused(made(key=new_key_pair(ec.SECP256R1())[0], algorithm="ES256"))
    assert_refused(made(key=new_key_pair(ec.SECP384R1())[0], algorithm="ES384"))


@pytest.mark.parametrize("kid", [None, "", "2025-01", "../../etc/passwd"])
def test_a_token_that_names_no_key_of_ours_is_refused(kid: str | None) -> None:
    assert_refused(made(kid=kid))


@pytest.mark.parametrize("kid", [7, ["2026-03"], {"2026-03": 1}])
def test_a_key_name_that_is_not_text_is_refused(kid: Any) -> None:
    _, claims, signature = signed().split(".")

    assert_refused(f"{as_segment({'alg': 'EdDSA', 'typ': 'JWT', 'kid': kid})}.{claims}.{signature}")


def test_a_key_delivered_inside_the_token_is_not_used() -> None:
    private_key, _ = new_key_pair()
    token = jwt.encode(
        jwt.decode(signed(), options={"verify_signature": False}),
        private_key,
        algorithm="EdDSA",
        headers={"kid": KID, "jwk": {"kty": "EC"}, "jku": "https://keys.example/"},
    )

    assert_refused(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-service"},
        {"aud": ["callbox-api", "another-service"]},
        {"iss": "another-service"},
        {"sub": ""},
        {"sid": ""},
        {"sid": 7},
        {"exp": "1999999999"},
        {"exp": 1999999999.5},
        {"exp": True},
        {"iat": "yesterday"},
        {"iat": float("nan")},
    ],
    ids=str,
)
def test_a_token_of_ours_with_a_wrong_claim_is_refused(changes: dict[str, Any]) -> None:
    assert_refused(made(**changes))


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "sid", "iat", "exp", "jti"])
def test_a_token_of_ours_without_a_claim_is_refused(claim: str) -> None:
    assert_refused(made(without=claim))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "...",
        "Bearer",
        "\ud800.\ud800.\ud800",
        "ünlesbar.ünlesbar.ünlesbar",
        f"{as_segment(b'[' * 700)}.e30.e30",
        f"{as_segment([])}.e30.e30",
        f"{as_segment({'alg': 'EdDSA', 'typ': 'JWT', 'kid': KID})}.{as_segment([1])}.e30",
        "e30." * 20_000,
    ],
    ids=lambda token: repr(token[:12]),
)
def test_a_text_that_is_not_a_token_is_refused_and_raises_nothing_else(token: str) -> None:
    with pytest.raises(Refused, match="Sign in"):
        verifier.verify(token, NOW)


def test_a_deeply_nested_header_is_refused_even_on_a_deep_stack() -> None:
    token = f"{as_segment(b'[' * 750)}.e30.e30"

    def from_below(frames: int) -> None:
        if frames:
            from_below(frames - 1)
        else:
            assert_refused(token)

    from_below(400)


def test_a_key_rotation_keeps_customers_signed_in() -> None:
    next_private, next_public = new_key_pair()
    public_keys = {KID: PUBLIC_KEY, "2026-06": next_public}
    both = next_signer = SignedAccessTokens(public_keys, lambda: SigningKey("2026-06", next_private))

    newer = next_signer.sign(ADA, session=SESSION, now=NOW, lifetime=LIFETIME)

    assert both.verify(signed(), NOW) == both.verify(newer, NOW) == Claims(ADA, SESSION, NOW + LIFETIME)
    assert_refused(newer)


def test_the_signing_key_is_read_for_each_signature() -> None:
    keys = [SigningKey("first", new_key_pair()[0]), SigningKey("second", new_key_pair()[0])]
    rotating = SignedAccessTokens({}, lambda: keys.pop(0))

    tokens = [rotating.sign(ADA, session=SESSION, now=NOW, lifetime=LIFETIME) for _ in range(2)]

    assert [jwt.get_unverified_header(token)["kid"] for token in tokens] == ["first", "second"]


def test_a_signing_key_is_not_in_its_repr() -> None:
    assert "PRIVATE" not in repr(SigningKey(KID, PRIVATE_KEY))


@pytest.mark.parametrize(
    "wrong_key",
    [
        lambda: public_pem(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()),
        lambda: new_key_pair(ec.SECP256R1())[1],
        lambda: PRIVATE_KEY,
        lambda: PRIVATE_KEY.replace("PRIVATE", "PUBLIC"),
        lambda: PUBLIC_KEY.replace("MCow", "MCo*"),
        lambda: PUBLIC_KEY.splitlines()[1],
        lambda: "",
    ],
    ids=["rsa", "p-256", "a-private-key", "a-renamed-private-key", "no-base64", "no-pem", "nothing"],
)
def test_a_verifier_rejects_an_unsuitable_key_at_start(wrong_key: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=f"{KID} is no public Ed25519 key"):
        SignedAccessTokens({KID: wrong_key()}, lambda: SigningKey(KID, PRIVATE_KEY))


def test_tokens_are_verified_by_the_given_time_and_not_by_the_machines_clock() -> None:
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    token = signer.sign(ADA, session=SESSION, now=long_ago, lifetime=LIFETIME)

    assert verifier.verify(token, long_ago + timedelta(minutes=1)) == Claims(ADA, SESSION, long_ago + LIFETIME)
