"""Queue `mails`"""

import pytest

from tests.functions.cloud import MAIL_FROM, message
from tests.functions.customers import World


def test_a_mail_names_its_sender_and_links_to_the_site(world: World) -> None:
    customer = world.unconfirmed_customer()

    [text] = world.mails_to(customer.email)

    assert "https://callbox.example/verify-email?token=" in text
    [mail] = world.cloud.sent_mails()
    assert (mail.source, mail.subject) == (MAIL_FROM, "Confirm your email for Callbox")


def test_a_repeated_message_mails_twice_and_both_links_work(world: World) -> None:
    customer = world.unconfirmed_customer()
    first = world.mailed_token(customer.email)
    record = message({"kind": "confirm_email", "recipient": customer.id})

    assert world.lambdas.consume("send_mail", [record]) == []

    assert customer.confirm_email(world.mailed_token(customer.email)).status == 204
    assert customer.confirm_email(first).status == 204


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
