"""A stranger reads the customer's mails, has no authenticator, and says that it is lost.

The defence: the factor goes after 72 hours alone; a code of it, a link in each mail, and a tap in a session that began
before stop it; after it refunds are blocked for a week (services/second_factor.py, services/factor_removals.py).
"""

from datetime import timedelta

import pytest

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import Authenticator, enrol, let_pass
from tests.functions.customers import PASSWORD, Customer, World

NEW = "nanoseconds of wire"


@pytest.fixture
def app(ada: Customer) -> Authenticator:
    """The authenticator that Ada has had for months."""
    app, _ = enrol(ada)
    let_pass(ada, timedelta(days=100))
    return app


def reset(world: World, ada: Customer, **said: object) -> Answer:
    """Set a new password as a thief who reads Ada's mails."""
    world.log.keep_out(NEW)
    world.lambdas.call("POST", "/password-resets", body={"email": ada.email})
    body = {"token": world.mailed_token(ada.email), "password": NEW, **said}
    return world.lambdas.call("POST", "/password-resets/confirm", body=body)


def sign_in(world: World, ada: Customer, code: str | None = None) -> Answer:
    return world.lambdas.call("POST", "/sessions", body={"email": ada.email, "password": PASSWORD, "code": code})


def test_the_mailbox_alone_opens_nothing_for_three_days(world: World, ada: Customer, app: Authenticator) -> None:
    assert_problem(reset(world, ada), 401, "second_factor_required")
    assert reset(world, ada, factor_lost=True).status == 409

    let_pass(ada, timedelta(hours=71, minutes=55))
    assert_problem(reset(world, ada), 401, "second_factor_required")


def test_a_session_of_the_owner_shows_it_and_stops_it(world: World, ada: Customer, app: Authenticator) -> None:
    reset(world, ada, factor_lost=True)
    assert ada.get("/me").json["lost_factor"]["removed_at"]

    assert ada.post("/second-factor/keep").status == 204

    let_pass(ada, timedelta(hours=73))
    assert_problem(reset(world, ada), 401, "second_factor_required")


def test_the_owners_next_sign_in_stops_it(world: World, ada: Customer, app: Authenticator) -> None:
    reset(world, ada, factor_lost=True)

    assert sign_in(world, ada, app.code()).status == 200

    let_pass(ada, timedelta(hours=73))
    assert_problem(reset(world, ada), 401, "second_factor_required")


def test_asking_again_neither_moves_it_nor_fills_the_mailbox(world: World, ada: Customer, app: Authenticator) -> None:
    first = reset(world, ada, factor_lost=True).json["removed_at"]
    told = len([mail for mail in world.mails_to(ada.email) if "is lost" in mail])

    assert reset(world, ada, factor_lost=True).json["removed_at"] == first
    assert len([mail for mail in world.mails_to(ada.email) if "is lost" in mail]) == told == 1


def test_who_waited_it_out_takes_no_money_for_a_week(world: World, ada: Customer, app: Authenticator) -> None:
    reset(world, ada, factor_lost=True)
    let_pass(ada, timedelta(hours=73))

    thief = Customer(world.lambdas, email=ada.email)
    assert reset(world, ada).status == 204
    thief.token = world.lambdas.call("POST", "/sessions", body={"email": ada.email, "password": NEW}).json[
        "access_token"
    ]

    assert thief.get("/me").json["refunds_blocked_until"]
