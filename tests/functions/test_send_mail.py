"""Queue `mails`"""

import boto3
import pytest

from tests.functions.answers import assert_problem
from tests.functions.cloud import MAIL_FROM, message
from tests.functions.customers import Customer, World


def test_a_mail_names_its_sender_and_links_to_the_site(world: World) -> None:
    customer = world.unconfirmed_customer()

    [text] = world.mails_to(customer.email)

    assert "https://callbox.example/verify-email#token=" in text
    [mail] = world.cloud.sent_mails()
    assert (mail.source, mail.subject) == (MAIL_FROM, "Confirm your email for Callbox")


def test_a_repeated_message_mails_twice_and_both_links_work(world: World) -> None:
    customer = world.unconfirmed_customer()
    first = world.mailed_token(customer.email)
    record = message({"kind": "confirm_email", "recipient": customer.id})

    assert world.lambdas.consume("send_mail", [record]) == []

    assert customer.confirm_email(world.mailed_token(customer.email)).status == 204
    assert customer.confirm_email(first).status == 204


def test_an_operators_ruling_ends_all_sessions_of_one_customer_and_tells_them(
    world: World, ada: Customer, bob: Customer
) -> None:
    phone = ada.refresh_token
    ada.sign_in()

    assert world.lambdas.consume("send_mail", [message({"kind": "sessions_ended", "recipient": ada.id})]) == []

    assert_problem(ada.refresh(phone), 401, "session_revoked")
    assert_problem(ada.refresh(), 401, "session_revoked")
    assert bob.refresh().status == 200
    assert any("signed out every device" in mail for mail in world.mails_to(ada.email))


def test_a_message_about_a_missing_account_mails_nothing(world: World) -> None:
    record = message({"kind": "confirm_email", "recipient": "01NOBODY"})

    assert world.lambdas.consume("send_mail", [record]) == []

    assert world.cloud.sent_mails() == []


@pytest.mark.parametrize(
    "poison",
    ["", "not json", "null", "[]", "{}", '{"kind": "greeting", "recipient": "%s"}', '{"kind": "confirm_email"}'],
)
def test_only_the_poisoned_message_is_redelivered(world: World, poison: str) -> None:
    world.log.may_crash = True
    customer = world.unconfirmed_customer()
    world.cloud.take("mails")
    good = message({"kind": "confirm_email", "recipient": customer.id})
    bad = message(poison.replace("%s", customer.id))

    failed = world.lambdas.consume("send_mail", [bad, good])

    assert failed == [bad["messageId"]]
    assert len(world.cloud.sent_mails()) == 1


def test_a_mail_that_is_rejected_because_of_our_domain_is_an_alarm_and_is_not_repeated(world: World) -> None:
    customer = world.unconfirmed_customer()
    boto3.client("sesv2").delete_email_identity(EmailIdentity=MAIL_FROM.partition("@")[2])

    assert world.mails_to(customer.email) == []

    [alarm] = world.log.events("mail_rejected")
    assert alarm["level"] == "error"
    assert world.cloud.waiting("mails") == 0
