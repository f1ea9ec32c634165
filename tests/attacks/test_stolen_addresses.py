"""A stranger with a session or the password moves the account to an address of their own.

The defence: the password and a code; the former address approves, or has 72 hours to say no; a link in it takes the
change back for seven days, whatever the stranger does with the new mailbox; it stays claimed as long
(domain/email_changes.py, services/email_changes.py).
"""

from datetime import timedelta

import pytest

from tests.functions.address_changes import (
    approve_and_undo_tokens,
    ask,
    confirm_token,
    follow,
    link_tokens,
    undo_token,
    wait,
)
from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World

THEIRS = "thief@evil.example.com"
NEW = "nanoseconds of wire"


@pytest.fixture
def thief(world: World, ada: Customer) -> Customer:
    """A stranger, signed in to Ada's account with her password."""
    stranger = Customer(world.lambdas, email=ada.email)
    stranger.sign_in()
    stranger.id = ada.id
    return stranger


def moved(world: World, ada: Customer, thief: Customer) -> str:
    """Let the thief go on for 72 hours. Return Ada's link that undoes it."""
    ask(thief, THEIRS)
    wait(ada, timedelta(hours=72))
    assert follow(world, confirm_token(world, THEIRS)).json["done"] == "email_changed"
    return undo_token(world, ada.email)


def set_password(world: World, address: str, password: str) -> Answer:
    world.log.keep_out(password)
    body = {"token": world.mailed_token(address), "password": password}
    return world.lambdas.call("POST", "/password-resets/confirm", body=body)


def sign_in(world: World, email: str, password: str = PASSWORD) -> Answer:
    return world.lambdas.call("POST", "/sessions", body={"email": email, "password": password})


def test_a_stolen_session_without_the_password_moves_nothing(world: World, ada: Customer) -> None:
    for _ in range(10):
        assert_problem(ask(ada, THEIRS, password="a guess"), 401, "invalid_credentials")

    assert ask(ada, THEIRS).status == 429
    assert world.mails_to(THEIRS) == []


def test_the_new_mailbox_alone_opens_nothing_for_three_days(world: World, ada: Customer, thief: Customer) -> None:
    ask(thief, THEIRS)
    token = confirm_token(world, THEIRS)
    wait(ada, timedelta(hours=71, minutes=55))

    assert follow(world, token).json["done"] == "new_email_confirmed"
    assert ada.get("/me").json["user"]["email"] == ada.email


def test_the_owners_new_password_ends_the_wish(world: World, ada: Customer, thief: Customer) -> None:
    ask(thief, THEIRS)
    token = confirm_token(world, THEIRS)
    world.lambdas.call("POST", "/password-resets", body={"email": ada.email})
    assert set_password(world, ada.email, NEW).status == 204
    wait(ada, timedelta(hours=73))

    assert_problem(follow(world, token), 422, "invalid_token")
    assert sign_in(world, ada.email, NEW).status == 200


def test_the_owner_says_no_without_a_sign_in(world: World, ada: Customer, thief: Customer) -> None:
    ask(thief, THEIRS)
    _, undo = approve_and_undo_tokens(world, ada.email)

    assert follow(world, undo).json["done"] == "email_change_undone"

    assert_problem(thief.refresh(), 401, "session_revoked")
    assert_problem(sign_in(world, ada.email), 401, "invalid_credentials")
    assert set_password(world, ada.email, NEW).status == 204


def test_undo_brings_the_account_back_after_the_thief_set_a_password_and_a_factor(
    world: World, ada: Customer, thief: Customer
) -> None:
    undo = moved(world, ada, thief)
    enrol(thief)
    world.lambdas.call("POST", "/password-resets", body={"email": THEIRS})
    assert set_password(world, THEIRS, "a thief's own one").status == 204

    answer = follow(world, undo)

    assert answer.json == {"done": "email_change_undone", "next": "password_mailed", "holds_from": None}
    assert_problem(sign_in(world, THEIRS, "a thief's own one"), 401, "invalid_credentials")
    assert set_password(world, ada.email, NEW).status == 204
    signed_in = sign_in(world, ada.email, NEW)
    assert signed_in.status == 200, "and no code is asked for"
    ada.token = signed_in.json["access_token"]
    assert ada.get("/me").json["user"]["email"] == ada.email
    assert_problem(follow(world, undo), 422, "invalid_token")


def test_the_former_mailbox_hears_what_the_thief_does_and_can_still_undo_it(
    world: World, ada: Customer, thief: Customer
) -> None:
    moved(world, ada, thief)
    enrol(thief)

    [token, *same] = link_tokens(world, ada.email, "authenticator app")

    assert set(same) <= {token}
    assert follow(world, token).json["done"] == "email_change_undone"


def test_nobody_signs_up_with_the_former_address_while_it_can_come_back(
    world: World, ada: Customer, thief: Customer
) -> None:
    undo = moved(world, ada, thief)
    body = {"email": ada.email, "password": "seven green parrots", "accepted_terms": "1"}

    assert_problem(world.lambdas.call("POST", "/users", body=body), 409, "email_taken")

    assert follow(world, undo).status == 200


def test_the_thief_gets_no_money_back_at_once(world: World, ada: Customer, thief: Customer) -> None:
    moved(world, ada, thief)

    assert thief.get("/me").json["refunds_blocked_until"]
