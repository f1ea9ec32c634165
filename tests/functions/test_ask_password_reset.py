"""POST /password-resets"""

import pytest

from tests.functions.answers import Answer, assert_invalid, assert_shape
from tests.functions.customers import Customer, World
from tests.functions.lambdas import Lambdas


def ask(world: World, email: str) -> Answer:
    return world.lambdas.call("POST", "/password-resets", body={"email": email})


@pytest.mark.parametrize("change", [str, str.upper, lambda email: f" {email} "])
def test_a_reset_link_is_mailed_whatever_the_case_of_the_address(
    world: World, ada: Customer, change: type[str]
) -> None:
    assert ask(world, change(ada.email)).status == 202

    assert "/reset-password#token=" in world.mails_to(ada.email)[-1]


def test_known_and_unknown_addresses_get_the_same_answer_after_the_same_work(world: World, ada: Customer) -> None:
    answers = [ask(world, email) for email in (ada.email, "stranger@example.com")]

    assert [answer.status for answer in answers] == [202, 202]
    assert answers[0].json == answers[1].json
    assert_shape(answers[0].json, {"queued": bool})
    # neither is looked up before the answer: both are queued, and the row allows no table
    assert world.cloud.waiting("mails") == 2


def test_an_unknown_address_gets_no_mail(world: World) -> None:
    ask(world, "stranger@example.com")

    assert world.mails_to("stranger@example.com") == []
    assert world.log.events("mail_not_needed")


@pytest.mark.parametrize("email", ["", "nobody", "ada@example.com\r\nBcc: eve@example.com", "a" * 15_000])
def test_a_malformed_address_gets_the_same_answer_and_no_mail(world: World, email: str) -> None:
    assert ask(world, email).status == 202

    assert world.cloud.waiting("mails") == 0


def test_work_is_asked_for_after_ten_requests_with_and_without_an_account(world: World, ada: Customer) -> None:
    for number in range(10):
        assert ask(world, f"stranger{number}@example.com").status == 202

    answers = [ask(world, email) for email in (ada.email, "stranger@example.com")]

    assert [(answer.status, answer.json["code"]) for answer in answers] == [(428, "work_required")] * 2


def test_an_address_of_another_type_is_refused(lambdas: Lambdas) -> None:
    for email in (None, 17, ["a"]):
        assert_invalid(lambdas.call("POST", "/password-resets", body={"email": email}), "email")
