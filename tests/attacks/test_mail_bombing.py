"""Filling a mailbox with our mails, by asking from many networks and under many spellings of its address.

The defence: mails are counted by mailbox and kind where they are sent, and accounts by mailbox
(services/mail_limits.py, services/mailbox_accounts.py).
"""

import pytest

from tests.functions.answers import assert_problem
from tests.functions.customers import PASSWORD, World
from tests.functions.networks import come_through, from_network

SPELLINGS = ["ada.lovelace@gmail.com", "adalovelace+shop@gmail.com", "ADA.love.lace+2@googlemail.com"]


def sign_up(world: World, email: str, network: str) -> int:
    body = {"email": email, "password": PASSWORD, "accepted_terms": "1"}
    return world.lambdas.call("POST", "/users", body=body, headers=from_network(network)).status


def mails_with(world: World, path: str) -> int:
    world.lambdas.work_off("mails")
    return sum(path in mail.body for mail in world.cloud.sent_mails())


@pytest.fixture(autouse=True)
def _through_the_site(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    come_through(monkeypatch)


def test_forty_resets_from_forty_networks_mail_one_mailbox_three_times(world: World) -> None:
    for number, email in enumerate(SPELLINGS):
        assert sign_up(world, email, f"198.51.100.{number}") == 201

    for number in range(40):
        body = {"email": SPELLINGS[number % 3]}
        headers = from_network(f"2001:db8:0:{number:x}00::1")
        assert world.lambdas.call("POST", "/password-resets", body=body, headers=headers).status == 202

    assert mails_with(world, "/reset-password") == 3


def test_a_mailbox_cannot_be_filled_by_signing_up_under_its_spellings(world: World) -> None:
    answers = [sign_up(world, f"adalovelace+{number}@gmail.com", f"198.51.100.{number}") for number in range(20)]

    assert answers == [201] * 3 + [409] * 17
    assert mails_with(world, "/verify-email") == 3
    body = {"email": "adalovelace@gmail.com", "password": PASSWORD, "accepted_terms": "1"}
    answer = world.lambdas.call("POST", "/users", body=body, headers=from_network("203.0.113.9"))
    assert_problem(answer, 409, "too_many_accounts")
