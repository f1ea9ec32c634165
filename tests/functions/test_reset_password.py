"""POST /password-resets/confirm"""

from datetime import datetime, timedelta

import pytest

from tests.functions.answers import Answer, assert_invalid, assert_problem
from tests.functions.authenticator import enrol, let_pass
from tests.functions.customers import PASSWORD, Customer, World, refresh_token_in

NEW = "nanoseconds of wire"


@pytest.fixture
def link(world: World, ada: Customer) -> str:
    """The token of a password-reset link, mailed to Ada."""
    world.log.keep_out(NEW)
    ada.post("/password-resets", {"email": ada.email})
    return world.mailed_token(ada.email)


def reset(world: World, token: str, password: str = NEW) -> Answer:
    return world.lambdas.call("POST", "/password-resets/confirm", body={"token": token, "password": password})


def sign_in(world: World, customer: Customer, password: str) -> Answer:
    return world.lambdas.call("POST", "/sessions", body={"email": customer.email, "password": password})


def test_the_new_password_signs_in_and_the_old_one_does_not(world: World, ada: Customer, link: str) -> None:
    answer = reset(world, link)

    assert (answer.status, answer.text) == (204, "")
    assert ada.refresh(refresh_token_in(answer)).status == 200, "the browser that used the link is signed in"
    assert sign_in(world, ada, NEW).status == 200
    assert_problem(sign_in(world, ada, PASSWORD), 401, "invalid_credentials")


def test_every_session_ends(world: World, ada: Customer, link: str) -> None:
    phone = ada.refresh_token
    ada.sign_in()

    reset(world, link)

    assert_problem(ada.refresh(phone), 401, "session_revoked")
    assert_problem(ada.refresh(), 401, "session_revoked")


def test_the_link_works_once(world: World, link: str) -> None:
    reset(world, link)

    assert_problem(reset(world, link, "yet another one"), 422, "invalid_token")


def test_a_weak_password_is_refused_with_its_rule_and_the_link_stays_valid(world: World, link: str) -> None:
    assert_invalid(reset(world, link, "short"), "password")

    assert reset(world, link).status == 204


def test_a_reset_also_confirms_the_address(world: World) -> None:
    customer = world.unconfirmed_customer()
    customer.post("/password-resets", {"email": customer.email})

    reset(world, world.mailed_token(customer.email))

    assert customer.get("/me").json["user"]["email_verified"] is True


def test_a_lost_authenticator_is_reported_here_once(world: World, ada: Customer) -> None:
    enrol(ada)
    let_pass(ada, timedelta(days=8))
    ada.post("/password-resets", {"email": ada.email})
    link = world.mailed_token(ada.email)
    body = {"token": link, "password": NEW, "factor_lost": True}
    before = len(world.mails_to(ada.email))

    answers = [world.lambdas.call("POST", "/password-resets/confirm", body=body) for _ in range(2)]

    removed_at = ada.get("/second-factor").json["removed_at"]
    for answer in answers:
        assert_problem(answer, 409, "factor_waits", removed_at=answer.json["removed_at"], stopped_by="code")
        assert datetime.fromisoformat(answer.json["removed_at"]) - datetime.fromisoformat(removed_at) < timedelta(
            milliseconds=1
        )
    [mail] = world.mails_to(ada.email)[before:]
    assert "authenticator of your Callbox account is lost" in mail
    assert sign_in(world, ada, PASSWORD).json["code"] == "second_factor_required", "nothing else has changed"


def test_a_young_factor_goes_at_once_also_when_it_is_reported_lost(world: World, ada: Customer) -> None:
    enrol(ada)
    ada.post("/password-resets", {"email": ada.email})
    body = {"token": world.mailed_token(ada.email), "password": NEW, "factor_lost": True}

    assert world.lambdas.call("POST", "/password-resets/confirm", body=body).status == 204
    assert sign_in(world, ada, NEW).status == 200


@pytest.mark.parametrize("token", ["", "made-up", "x" * 200])
def test_an_unknown_token_sets_nothing(world: World, ada: Customer, token: str) -> None:
    assert_problem(reset(world, token), 422, "invalid_token")
    assert sign_in(world, ada, PASSWORD).status == 200
