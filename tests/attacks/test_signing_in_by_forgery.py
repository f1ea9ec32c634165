"""Only public routes answer without a valid access token, whatever is sent instead of one.

The defence: one algorithm, keys by `kid` from our own set, issuer, audience, times checked (adapters/tokens.py);
routes that read the cookie require a header that only our own site can send (http/requests.py).
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from nacl.signing import SigningKey

from infra.rows import Row
from tests.attacks.targets import BODIES, OPEN, OPERATIONS, ROUTES, WITH_COOKIE, path_of
from tests.functions.answers import assert_problem
from tests.functions.conftest import KID
from tests.functions.customers import SAME_SITE, Customer, World, new_key
from tests.functions.lambdas import Lambdas

GUARDED = [row for row in ROUTES if row.name not in OPEN | WITH_COOKIE]


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(private_key: str, claims: dict[str, Any], **header: Any) -> str:
    return jwt.encode(claims, private_key, algorithm="EdDSA", headers={"kid": KID, **header})


def forgeries(key_pair: tuple[str, str], good: str) -> Iterator[tuple[str, str]]:
    """Yield every kind of invalid token, with its name."""
    private_key, public_key = key_pair
    claims = jwt.decode(good, options={"verify_signature": False})
    body, signature = good.split(".")[1:]
    now = int(time.time())
    yield "nothing", ""
    yield "no signature", f"{segment({'alg': 'none', 'typ': 'JWT', 'kid': KID})}.{body}."
    yield "no signature, with one", f"{segment({'alg': 'none', 'typ': 'JWT', 'kid': KID})}.{body}.{signature}"
    unsigned = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{body}"
    yield (
        "public key as a password",
        f"{unsigned}.{segment(hmac.digest(public_key.encode(), unsigned.encode(), hashlib.sha256))}",
    )
    yield "unknown kid", token(private_key, claims, kid="key-2")
    yield "kid that is a path", token(private_key, claims, kid="../../dev/null")
    stranger = SigningKey.generate()
    own = f"{segment({'alg': 'EdDSA', 'typ': 'JWT', 'kid': KID, 'jwk': {'kty': 'OKP'}})}.{body}"
    yield "a key of the attacker's", f"{own}.{segment(stranger.sign(own.encode()).signature)}"
    yield "expired", token(private_key, claims | {"iat": now - 1000, "exp": now - 1})
    yield "issued in the future", token(private_key, claims | {"iat": now + 3600, "exp": now + 7200})
    yield "another issuer", token(private_key, claims | {"iss": "somebody"})
    yield "another audience", token(private_key, claims | {"aud": "somebody"})
    yield "another user's id", f"{good.split('.', maxsplit=1)[0]}.{segment(claims | {'sub': '0' * 26})}.{signature}"
    yield "cut short", good[:-4]
    yield "two tokens", f"{good}, {good}"


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.name)
def test_no_forged_token_opens_a_route(world: World, ada: Customer, key_pair: tuple[str, str], row: Row) -> None:
    assert ada.token is not None
    for name, forged in forgeries(key_pair, ada.token):
        world.log.keep_out(forged)
        headers = {"Authorization": f"Bearer {forged}", "Idempotency-Key": new_key()}
        answer = world.lambdas.call(row.method, path_of(row), body=BODIES.get(row.name), headers=headers)
        assert answer.status == 401, f"{name}: {answer}"
        assert_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.name)
def test_the_cookie_opens_no_route_of_the_api(world: World, ada: Customer, row: Row) -> None:
    headers = {**SAME_SITE, "Cookie": f"__Secure-callbox_refresh={ada.refresh_token}", "Idempotency-Key": new_key()}
    answer = world.lambdas.call(row.method, path_of(row), body=BODIES.get(row.name), headers=headers)

    assert_problem(answer, 401, "unauthenticated")


OUR_SCRIPT = {"X-Requested-With": "callbox"}
ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    OUR_SCRIPT,
    {"Origin": "https://callbox.example"},
    {"Origin": "https://callbox.example", "X-Requested-With": "XMLHttpRequest"},
    {**OUR_SCRIPT, "Origin": "https://evil.example"},
    {**OUR_SCRIPT, "Origin": "https://callbox.example.evil.example"},
    {**OUR_SCRIPT, "Origin": "http://callbox.example"},
    {**OUR_SCRIPT, "Origin": "https://callbox.example:8443"},
    {**OUR_SCRIPT, "Origin": "null"},
    {**OUR_SCRIPT, "Origin": ""},
    {**OUR_SCRIPT, "Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin"},
    {**OUR_SCRIPT, "Sec-Fetch-Site": "same-site"},
    {**OUR_SCRIPT, "Sec-Fetch-Site": "cross-site"},
    {**OUR_SCRIPT, "Sec-Fetch-Site": "none"},
)


@pytest.mark.parametrize("name", sorted(WITH_COOKIE))
def test_another_site_cannot_use_the_cookie(lambdas: Lambdas, ada: Customer, name: str) -> None:
    [row] = [row for row in ROUTES if row.name == name]
    for sent in ELSEWHERE:
        headers = {**sent, "Cookie": f"__Secure-callbox_refresh={ada.refresh_token}"}
        answer = lambdas.call(row.method, path_of(row), headers=headers)
        assert_problem(answer, 403, "cross_site")
        assert "set-cookie" not in answer.headers, sent

    assert ada.refresh().status == 200, "a refused request changed the session"


def test_every_route_is_public_on_purpose_or_requires_a_token() -> None:
    ways = {name: [scheme for way in operation["security"] for scheme in way] for name, operation in OPERATIONS.items()}

    assert {name for name, schemes in ways.items() if not schemes} == OPEN
    assert {name for name, schemes in ways.items() if "__Secure-callbox_refresh" in schemes} == WITH_COOKIE
    assert all("bearer" in schemes for name, schemes in ways.items() if name not in OPEN | WITH_COOKIE)
