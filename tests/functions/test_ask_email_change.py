"""POST /email-changes, and the links that it mails"""

from datetime import timedelta

import pytest

from tests.functions.address_changes import approve_and_undo_tokens, ask, confirm_token, follow, wait
from tests.functions.answers import assert_invalid, assert_problem
from tests.functions.authenticator import enrol, let_pass
from tests.functions.customers import Customer, World

NEW = "ada@new.example.com"


def test_the_address_changes_when_both_mailboxes_have_opened_their_links(world: World, ada: Customer) -> None:
    asked = ask(ada, NEW)
    change = asked.json["email_change"]
    assert (asked.status, change["email"], change["confirmed"]) == (202, NEW, False)
    assert ada.get("/me").json["email_change"] == change

    first = follow(world, confirm_token(world, NEW))
    assert first.json == {"done": "new_email_confirmed", "next": None, "holds_from": change["holds_from"]}
    assert ada.get("/me").json["email_change"]["confirmed"] is True
    approve, _ = approve_and_undo_tokens(world, ada.email)
    assert follow(world, approve).json == {"done": "email_changed", "next": None, "holds_from": None}

    me = ada.get("/me").json
    assert (me["user"]["email"], me["user"]["email_verified"], me["email_change"]) == (NEW, True, None)
    assert me["refunds_blocked_until"]
    assert ada.refresh().status == 200, "the browser that asked stays signed in"
    whats = [entry["what"] for entry in ada.get("/account-log").json["entries"]]
    assert whats[:3] == ["email_changed", "new_email_confirmed", "email_change_asked"]


def test_with_an_old_factor_the_new_mailbox_alone_confirms(world: World, ada: Customer) -> None:
    app, _ = enrol(ada)
    assert_problem(ask(ada, NEW), 401, "second_factor_required")
    let_pass(ada, timedelta(days=7))
    assert ask(ada, NEW, code=app.code()).json["email_change"]["holds_from"] is None

    assert follow(world, confirm_token(world, NEW)).json["done"] == "email_changed"


def test_no_second_change_for_seven_days(world: World, ada: Customer) -> None:
    ask(ada, NEW)
    wait(ada, timedelta(hours=72))
    follow(world, confirm_token(world, NEW))

    answer = ask(ada, "ada@third.example.com")

    assert_problem(answer, 409, "email_changed_lately", until=answer.json["until"])


def test_it_needs_the_password_and_a_confirmed_address(world: World, ada: Customer) -> None:
    assert_problem(ask(ada, NEW, password="wrong"), 401, "invalid_credentials")
    assert_problem(ask(world.unconfirmed_customer(), NEW), 403, "email_unverified")
    assert world.mails_to(NEW) == []


@pytest.mark.parametrize("email", ["", "ada", "ada@example.com\nBcc: eve@example.com", "ada@example.test"])
def test_what_is_no_address_is_refused(ada: Customer, email: str) -> None:
    assert_invalid(ask(ada, email), "email")


def test_the_address_of_another_account_gets_the_same_answer_and_no_link(
    world: World, ada: Customer, bob: Customer
) -> None:
    free, taken = ask(ada, NEW), ask(ada, bob.email)

    assert (taken.status, taken.json.keys()) == (free.status, free.json.keys())
    assert "belongs to one account" in world.mails_to(bob.email)[-1]
