"""POST /links"""

import pytest

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World


def follow(world: World, token: str) -> Answer:
    return world.lambdas.call("POST", "/links", body={"token": token})


DONE = {"done": "email_confirmed", "next": None, "holds_from": None}


def test_a_link_that_confirms_an_address_can_be_followed_twice(world: World) -> None:
    customer = world.unconfirmed_customer()
    token = world.mailed_token(customer.email)

    answers = [follow(world, token) for _ in range(2)]

    assert [(one.status, one.json) for one in answers] == [(200, DONE)] * 2
    assert customer.get("/me").json["user"]["email_verified"] is True


def test_a_link_undoes_the_change_that_it_was_mailed_for_once(world: World, ada: Customer) -> None:
    enrol(ada)
    token = world.mailed_token(ada.email)

    assert follow(world, token).json == {"done": "factor_removed", "next": "password_mailed", "holds_from": None}

    assert_problem(ada.refresh(), 401, "session_revoked")
    sign_in = world.lambdas.call("POST", "/sessions", body={"email": ada.email, "password": PASSWORD})
    assert_problem(sign_in, 401, "invalid_credentials")
    assert "/reset-password" in world.mails_to(ada.email)[-1]
    assert_problem(follow(world, token), 422, "invalid_token")


@pytest.mark.parametrize("token", ["", "made-up", "x" * 200])
def test_an_unknown_link_does_nothing(world: World, token: str) -> None:
    assert_problem(follow(world, token), 422, "invalid_token")


def test_a_link_for_a_new_password_does_nothing_here(world: World, ada: Customer) -> None:
    ada.post("/password-resets", {"email": ada.email})

    assert_problem(follow(world, world.mailed_token(ada.email)), 422, "invalid_token")
