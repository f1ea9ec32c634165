"""DELETE /sessions/current"""

from collections.abc import Mapping

import jwt
import pytest

from tests.functions.answers import Answer, assert_problem
from tests.functions.conftest import KID
from tests.functions.customers import SAME_SITE, Customer, World
from tests.functions.lambdas import Lambdas


def sign_out(lambdas: Lambdas, *, token: str | None = None, cookie: str | None = None, **headers: str) -> Answer:
    given: Mapping[str, str] = {
        **SAME_SITE,
        **({"Authorization": f"Bearer {token}"} if token else {}),
        **({"Cookie": f"__Secure-callbox_refresh={cookie}"} if cookie else {}),
        **headers,
    }
    return lambdas.call("DELETE", "/sessions/current", headers=given)


def test_an_access_token_ends_its_session(lambdas: Lambdas, ada: Customer) -> None:
    answer = sign_out(lambdas, token=ada.token)

    assert (answer.status, answer.text) == (204, "")
    assert_problem(ada.refresh(), 401, "session_revoked")


def test_the_cookie_alone_ends_its_session(lambdas: Lambdas, ada: Customer) -> None:
    assert sign_out(lambdas, cookie=ada.refresh_token).status == 204

    assert_problem(ada.refresh(), 401, "session_revoked")


@pytest.mark.parametrize("token", ["a.b.c", "expired"])
def test_the_cookie_ends_its_session_after_the_access_token_expired(
    lambdas: Lambdas, ada: Customer, key_pair: tuple[str, str], token: str
) -> None:
    if token == "expired":
        claims = jwt.decode(str(ada.token), options={"verify_signature": False})
        long_ago = {"iat": claims["iat"] - 3_600, "exp": claims["exp"] - 3_600}
        token = jwt.encode(claims | long_ago, key_pair[0], algorithm="EdDSA", headers={"kid": KID})

    assert sign_out(lambdas, token=token, cookie=ada.refresh_token).status == 204

    assert_problem(ada.refresh(), 401, "session_revoked")


def test_an_old_cookie_of_the_session_ends_it_too(lambdas: Lambdas, ada: Customer) -> None:
    old = ada.refresh_token
    ada.refresh()

    assert sign_out(lambdas, cookie=old).status == 204

    assert_problem(ada.refresh(), 401, "session_revoked")


def test_the_cookie_is_cleared(lambdas: Lambdas, ada: Customer) -> None:
    answer = sign_out(lambdas, token=ada.token)

    pair, *attributes = answer.cookies[0].split("; ")
    assert pair == "__Secure-callbox_refresh="
    assert set(attributes) == {"Max-Age=0", "Path=/api/v1/sessions", "HttpOnly", "Secure", "SameSite=Strict"}


def test_the_mark_of_a_signed_in_browser_is_cleared(lambdas: Lambdas, ada: Customer) -> None:
    [mark] = [one for one in sign_out(lambdas, token=ada.token).cookies if one.startswith("__Host-callbox_in=")]

    assert mark.startswith("__Host-callbox_in=; Max-Age=0; Path=/")


def test_one_device_signs_out_and_the_others_stay_signed_in(lambdas: Lambdas, ada: Customer) -> None:
    elsewhere = ada.refresh_token
    ada.sign_in()

    sign_out(lambdas, token=ada.token)

    assert ada.refresh(elsewhere).status == 200


def test_signing_out_twice_is_not_an_error(lambdas: Lambdas, ada: Customer) -> None:
    first = sign_out(lambdas, token=ada.token, cookie=ada.refresh_token)
    second = sign_out(lambdas, token=ada.token, cookie=ada.refresh_token)
    third = sign_out(lambdas, cookie=ada.refresh_token)

    assert [first.status, second.status, third.status] == [204, 204, 204]


def test_an_access_token_stays_valid_until_it_expires(lambdas: Lambdas, ada: Customer) -> None:
    # it is checked without reading the session, so it lives for only 15 minutes
    sign_out(lambdas, token=ada.token)

    assert ada.get("/me").status == 200


def test_the_end_of_a_session_is_logged(world: World, ada: Customer) -> None:
    sign_out(world.lambdas, token=ada.token)

    [event] = world.log.events("session_ended")
    assert event["session"] == ada.refresh_token.partition(".")[0]


def test_signing_out_without_a_session_is_refused(lambdas: Lambdas) -> None:
    assert_problem(sign_out(lambdas), 401, "unauthenticated")


def test_the_id_of_a_session_alone_cannot_end_it(lambdas: Lambdas, ada: Customer) -> None:
    # logs contain ids of sessions
    family = ada.refresh_token.partition(".")[0]

    assert_problem(sign_out(lambdas, cookie=f"{family}.made-up.made-up"), 401, "unauthenticated")
    assert ada.refresh().status == 200


@pytest.mark.parametrize("cookie", ["nothing", "01ABC.DEF.GHI", ".", "x" * 3_000 + ".y.z"])
def test_a_malformed_refresh_token_ends_nothing(lambdas: Lambdas, cookie: str) -> None:
    assert_problem(sign_out(lambdas, cookie=cookie), 401, "unauthenticated")
