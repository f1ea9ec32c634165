"""POST /sessions/link"""

import pytest

from tests.functions.answers import SESSION, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World

ASKED, DEVICE = "__Secure-callbox_asked", "__Secure-callbox_device"


def cookies_of(answer: Answer) -> dict[str, str]:
    pairs = (cookie.partition(";")[0].partition("=") for cookie in answer.cookies)
    return {name: value for name, _, value in pairs}


def asked(world: World, ada: Customer) -> Answer:
    """Let strangers close Ada's account for unknown devices, and sign in with the right password."""
    for _ in range(5):
        world.lambdas.call("POST", "/sessions", body={"email": ada.email, "password": "wrong"})
    answer = world.lambdas.call("POST", "/sessions", body={"email": ada.email, "password": PASSWORD})
    assert_problem(answer, 429, "rate_limited", retry_after_s=answer.json["retry_after_s"])
    return answer


def open_link(world: World, ada: Customer, token: str, **cookies: str) -> Answer:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return world.lambdas.call("POST", "/sessions/link", body={"token": token}, headers=headers)


def test_the_browser_that_asked_signs_in_with_the_mailed_link(world: World, ada: Customer) -> None:
    cookies = cookies_of(asked(world, ada))
    token = world.mailed_token(ada.email)

    answer = open_link(world, ada, token, **cookies)

    assert answer.status == 200
    assert_shape(answer.json, SESSION)
    ada.token = answer.json["access_token"]
    assert ada.get("/me").json["user"]["id"] == ada.id
    assert DEVICE in cookies_of(answer)


def test_another_browser_is_refused(world: World, ada: Customer) -> None:
    asked(world, ada)
    token = world.mailed_token(ada.email)

    assert_problem(open_link(world, ada, token), 422, "invalid_token")
    assert_problem(open_link(world, ada, token, **{ASKED: "guessed"}), 422, "invalid_token")


def test_the_cookies_are_kept_from_scripts_and_sent_to_the_session_routes_alone(world: World, ada: Customer) -> None:
    [cookie] = asked(world, ada).cookies

    assert set(cookie.split("; ")[1:]) == {
        "Max-Age=600",
        "Path=/api/v1/sessions",
        "HttpOnly",
        "Secure",
        "SameSite=Strict",
    }


@pytest.mark.parametrize("token", [None, 17, "x" * 201])
def test_a_malformed_token_is_named(world: World, token: object) -> None:
    assert_invalid(world.lambdas.call("POST", "/sessions/link", body={"token": token}), "token")


def test_the_code_of_a_second_factor_is_asked_for_and_wrong_ones_are_counted(world: World, ada: Customer) -> None:
    app, _ = enrol(ada)
    cookies = cookies_of(asked(world, ada))
    token = world.mailed_token(ada.email)

    def follow(code: str | None) -> Answer:
        headers = {"Cookie": f"{ASKED}={cookies[ASKED]}"}
        return world.lambdas.call("POST", "/sessions/link", body={"token": token, "code": code}, headers=headers)

    assert_problem(follow(None), 401, "second_factor_required")
    assert [follow("000000").json["code"] for _ in range(11)] == ["invalid_code"] * 10 + ["rate_limited"]
    assert follow(app.code()).status == 429
