"""Mailed links confirm an address and set a new password."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from callbox.domain.errors import Invalid, Refused, Unavailable
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.ports.mail import MailRefused
from callbox.services.sessions import SignedIn
from tests.builders import ADA
from tests.services.world import HOME, World

EMAIL = "grace@example.com"
PASSWORD = "compiling since 1952"
NEW = "nanoseconds of wire"


def sign_up(world: World) -> UserId:
    return world.accounts.sign_up(email=EMAIL, password=PASSWORD, accepted_terms="1", network=HOME).user_id


def sign_in(world: World, password: str = PASSWORD) -> SignedIn:
    return world.accounts.sign_in(email=EMAIL, password=password, network=HOME)


def mailed(world: World, path: str) -> str:
    """Send the waiting mails and return the token of the newest link to `path`."""
    world.work()
    [*_, token] = [
        found[1]
        for address, mail in world.mailer.sent
        if address == EMAIL and (found := re.search(rf"https://callbox.example{path}#token=(\S+)", mail.text))
    ]
    return token


def reset_token(world: World) -> str:
    world.accounts.ask_password_reset(EMAIL, network=HOME)
    return mailed(world, "/reset-password")


def refused_code(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.code


def test_sign_up_mails_a_link_that_confirms_the_address(world: World) -> None:
    user_id = sign_up(world)

    world.accounts.confirm_email(mailed(world, "/verify-email"))

    assert world.accounts.get(user_id).email_verified
    assert "email_verified" in world.log.names


def test_opening_the_confirmation_link_twice_succeeds(world: World) -> None:
    sign_up(world)
    token = mailed(world, "/verify-email")

    world.accounts.confirm_email(token)
    world.accounts.confirm_email(token)

    assert world.log.names.count("email_verified") == 1


def test_sign_up_succeeds_when_no_mail_can_be_queued_and_the_link_can_be_requested_again(world: World) -> None:
    world.queues.down = True
    user_id = sign_up(world)
    world.queues.down = False

    world.accounts.ask_email_verification(user_id)
    world.accounts.confirm_email(mailed(world, "/verify-email"))

    assert world.accounts.get(user_id).email_verified


def test_a_confirmed_customer_gets_no_further_confirmation_mail(world: World) -> None:
    user_id = sign_up(world)
    world.accounts.ask_email_verification(user_id)
    world.accounts.confirm_email(mailed(world, "/verify-email"))
    sent = len(world.mailer.sent)

    world.accounts.ask_email_verification(user_id)
    world.work()

    assert len(world.mailer.sent) == sent == 2


def test_both_links_of_a_mail_that_was_sent_twice_work(world: World) -> None:
    user_id = sign_up(world)
    world.mails.send("confirm_email", user_id)
    first = mailed(world, "/verify-email")
    mailed(world, "/verify-email")

    world.accounts.confirm_email(first)


@pytest.mark.parametrize(
    ("path", "lifetime"), [("/verify-email", timedelta(hours=24)), ("/reset-password", timedelta(hours=24))]
)
def test_a_link_works_until_it_expires(world: World, path: str, lifetime: timedelta | float) -> None:
    sign_up(world)
    world.accounts.ask_password_reset(EMAIL, network=HOME)
    token = mailed(world, path)

    world.clock.advance(lifetime)

    assert refused_code(lambda: world.accounts.confirm_email(token)) == "invalid_token"
    assert refused_code(lambda: world.services.passwords.reset(token, NEW)) == "invalid_token"


def test_a_link_works_only_for_its_own_purpose(world: World) -> None:
    sign_up(world)
    confirmation, reset = mailed(world, "/verify-email"), reset_token(world)

    assert refused_code(lambda: world.services.passwords.reset(confirmation, NEW)) == "invalid_token"
    assert refused_code(lambda: world.accounts.confirm_email(reset)) == "invalid_token"
    assert refused_code(lambda: world.accounts.confirm_email("")) == "invalid_token"


def test_a_new_password_replaces_the_old_one_and_ends_every_session(world: World) -> None:
    user_id = sign_up(world)
    devices = [sign_in(world).refresh_token for _ in range(2)]

    world.services.passwords.reset(reset_token(world), NEW)

    refresh = world.session_service.refresh
    assert [refused_code(partial(refresh, token)) for token in devices] == ["session_revoked"] * 2
    assert refused_code(lambda: sign_in(world)) == "invalid_credentials"
    assert world.session_service.refresh(sign_in(world, NEW).refresh_token).access_token
    assert world.accounts.get(user_id).email_verified, "the link proves the address as well"


def test_a_reset_link_works_once_and_invalidates_earlier_links(world: World) -> None:
    sign_up(world)
    older, newer = reset_token(world), reset_token(world)

    world.services.passwords.reset(newer, NEW)

    for token in (newer, older):
        assert refused_code(partial(world.services.passwords.reset, token, "yet another one")) == "invalid_token"
    assert sign_in(world, NEW)


def test_a_refused_new_password_leaves_the_link_valid(world: World) -> None:
    sign_up(world)
    token = reset_token(world)

    with pytest.raises(Invalid) as invalid:
        world.services.passwords.reset(token, "short")
    world.services.passwords.reset(token, NEW)

    assert [error.field for error in invalid.value.errors] == ["password"]


def test_a_sign_in_with_the_old_password_during_a_reset_gets_no_lasting_session(world: World) -> None:
    sign_up(world)
    token = reset_token(world)
    world.meanwhile("before adding a session", lambda: world.services.passwords.reset(token, NEW))

    begun = sign_in(world)

    assert refused_code(lambda: world.session_service.refresh(begun.refresh_token)) == "session_revoked"


def test_renewing_an_outdated_hash_never_restores_an_old_password(world: World) -> None:
    sign_up(world)
    token = reset_token(world)
    world.passwords.generation += 1
    world.meanwhile("before renewing a hash", lambda: world.services.passwords.reset(token, NEW))

    sign_in(world)

    assert refused_code(lambda: sign_in(world)) == "invalid_credentials"
    assert sign_in(world, NEW)


@pytest.mark.parametrize("email", ["stranger@example.com", "no address", ""])
def test_no_mail_is_sent_to_an_address_without_an_account(world: World, email: str) -> None:
    world.accounts.ask_password_reset(email, network=HOME)
    world.work()

    assert world.mailer.sent == []


def test_link_tokens_are_stored_only_as_hashes(world: World) -> None:
    sign_up(world)

    token = mailed(world, "/verify-email")

    assert token not in repr(world.tables.mailed_tokens)


def test_a_mail_that_cannot_be_sent_now_is_delivered_again_by_the_queue(world: World) -> None:
    sign_up(world)
    world.mailer.failure = Unavailable("Mail cannot be sent at this moment.")
    world.work()
    world.mailer.failure = None

    world.live(timedelta(minutes=1))

    assert [address for address, _ in world.mailer.sent] == [EMAIL]


@pytest.mark.parametrize(
    ("is_of_address", "event", "alarms"), [(True, "mail_refused", []), (False, "mail_rejected", ["mail_rejected"])]
)
def test_a_refused_mail_is_not_repeated_and_an_alarm_only_if_our_text_or_account_is_at_fault(
    world: World, is_of_address: bool, event: str, alarms: list[str]
) -> None:
    sign_up(world)
    world.mailer.failure = MailRefused(is_of_address=is_of_address)

    world.work()

    assert [name for name, _ in [*world.log.recorded, *world.log.alarms]].count(event) == 1
    assert (world.alarms(), world.queues.jobs) == (alarms, [])


def test_an_unconfirmed_customer_cannot_buy_and_is_not_charged(world: World) -> None:
    world.tables.users[ADA] = replace(world.tables.users[ADA], email_verified=False)
    world.fund(Money(100_000, "NGN"))

    assert refused_code(lambda: world.buy("key")) == "email_unverified"
    assert (world.balance_minor, world.tables.verifications) == (100_000, {})

    world.users.verify_email(ADA)
    assert world.buy("key").price.minor == 45_000, "the refused request has used up its key"
