"""What one mailbox gets, whatever the spelling of its address: a few mails of each kind, and a few accounts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import UserId
from tests.services.world import World

HOUR = timedelta(hours=1)
SPELLINGS = ["ada.lovelace@gmail.com", "AdaLovelace+1@gmail.com", "a.d.a.lovelace+2@googlemail.com"]
ANOTHER = "adalovelace+3@gmail.com"


def sign_up(world: World, email: str) -> UserId:
    return world.accounts.sign_up(
        email=email, password="compiling since 1952", accepted_terms="1", network=email
    ).user_id


def ask_reset(world: World, email: str) -> None:
    world.accounts.ask_password_reset(email, network=email)
    world.work()


def subjects(world: World) -> list[str]:
    return [mail.subject for _, mail in world.mailer.sent]


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.code


@pytest.fixture
def ada(world: World) -> UserId:
    """An account of Ada's mailbox, whose own mail has been sent."""
    user_id = sign_up(world, SPELLINGS[0])
    world.work()
    world.mailer.sent.clear()
    return user_id


def test_three_reset_mails_an_hour_and_eight_a_day_reach_a_mailbox_and_the_others_are_dropped_silently(
    world: World, ada: UserId
) -> None:
    sent = []
    for _ in range(5):
        for _ in range(5):
            ask_reset(world, SPELLINGS[0])
        sent.append(len(subjects(world)))
        world.clock.advance(HOUR)

    assert sent == [3, 6, 8, 8, 8]
    assert "mail_limited" in world.log.names
    world.clock.advance(24 * HOUR)
    ask_reset(world, SPELLINGS[0])
    assert len(subjects(world)) == 9


def test_the_accounts_of_one_mailbox_share_its_mails(world: World, ada: UserId) -> None:
    for email in SPELLINGS[1:]:
        sign_up(world, email)
    world.work()
    world.mailer.sent.clear()

    for _ in range(2):
        for email in SPELLINGS:
            ask_reset(world, email)

    assert len(subjects(world)) == 3


def test_each_kind_of_mail_has_its_own_count_and_notices_have_none(world: World, ada: UserId) -> None:
    for _ in range(4):
        ask_reset(world, SPELLINGS[0])
        world.mails.send("session_reused", ada)

    world.accounts.ask_email_verification(ada)
    world.work()

    assert len(subjects(world)) == 3 + 4 + 1


def test_addresses_without_an_account_use_up_no_mails(world: World, ada: UserId) -> None:
    for number in range(20):
        ask_reset(world, f"adalovelace+{number}@gmail.com")

    ask_reset(world, SPELLINGS[0])

    assert len(subjects(world)) == 1


def test_a_signed_in_customer_is_told_when_the_next_mail_may_be_asked_for(world: World, ada: UserId) -> None:
    for _ in range(2):
        world.accounts.ask_email_verification(ada)
        world.work()

    with pytest.raises(Refused) as refused:
        world.accounts.ask_email_verification(ada)

    assert (refused.value.code, refused.value.facts["retry_after_s"]) == ("rate_limited", 3600)
    world.clock.advance(HOUR)
    world.accounts.ask_email_verification(ada)


def test_a_mail_that_could_not_be_sent_is_not_counted(world: World, ada: UserId) -> None:
    world.mailer.failure = Unavailable("Mail cannot be sent at this moment.")
    for _ in range(5):
        with pytest.raises(Unavailable):
            world.mails.send("reset_password", SPELLINGS[0])
    world.mailer.failure = None

    for _ in range(4):
        world.mails.send("reset_password", SPELLINGS[0])

    assert len(subjects(world)) == 3


def test_a_reviewed_account_lifts_the_limit_of_its_mailbox_until_it_is_reviewed_no_longer(world: World) -> None:
    for email in SPELLINGS:
        world.users.verify_email(sign_up(world, email))
    act = {"author": "olu@callbox.example", "reason": "tests its own app"}

    world.services.freezes.set_trust(SPELLINGS[1], "reviewed", **act)

    for number in range(3, 50):
        world.users.verify_email(sign_up(world, f"adalovelace+{number}@gmail.com"))
    assert code_of(partial(sign_up, world, "adalovelace+50@gmail.com")) == "too_many_accounts"
    world.clock.advance(timedelta(days=30))
    for number in range(50, 54):
        world.users.verify_email(sign_up(world, f"adalovelace+{number}@gmail.com"))
    world.services.freezes.set_trust(SPELLINGS[0], "funded", **act)  # another account's level
    world.users.verify_email(sign_up(world, "adalovelace+54@gmail.com"))
    world.services.freezes.set_trust(SPELLINGS[1], "funded", **act)
    assert code_of(partial(sign_up, world, "adalovelace+55@gmail.com")) == "too_many_accounts"


def test_a_mailbox_makes_three_accounts_in_thirty_days(world: World) -> None:
    for email in SPELLINGS:
        world.users.verify_email(sign_up(world, email))

    assert code_of(partial(sign_up, world, ANOTHER)) == "too_many_accounts"
    assert len(world.tables.users) == 1 + 3
    world.clock.advance(timedelta(days=29))
    assert code_of(partial(sign_up, world, ANOTHER)) == "too_many_accounts"
    world.clock.advance(timedelta(days=1))
    assert sign_up(world, ANOTHER)


def test_an_account_that_is_not_confirmed_takes_a_place_for_one_day(world: World) -> None:
    made = [sign_up(world, email) for email in SPELLINGS]
    world.users.verify_email(made[0])

    assert code_of(partial(sign_up, world, ANOTHER)) == "too_many_accounts"
    world.clock.advance(24 * HOUR)

    more = [sign_up(world, f"adalovelace+{number}@gmail.com") for number in (3, 4)]
    assert len({*made, *more}) == 5
    assert code_of(partial(sign_up, world, "adalovelace+5@gmail.com")) == "too_many_accounts"


def test_a_taken_address_is_named_as_such_and_takes_no_place(world: World) -> None:
    sign_up(world, SPELLINGS[0])
    for _ in range(5):
        assert code_of(partial(sign_up, world, SPELLINGS[0])) == "email_taken"

    for email in SPELLINGS[1:]:
        sign_up(world, email)

    assert code_of(partial(sign_up, world, SPELLINGS[0])) == "email_taken"
    assert code_of(partial(sign_up, world, ANOTHER)) == "too_many_accounts"


def test_the_places_hold_no_address(world: World) -> None:
    sign_up(world, SPELLINGS[0])

    assert world.tables.mailboxes
    assert "lovelace" not in repr(world.tables.mailboxes)
