"""The contract of the store of changed addresses: account, both claims and the change move in one transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain import email_changes as rules
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import User
from callbox.ports import Moved
from callbox.ports.users import EmailTaken
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, a_session, a_user

OLD, NEW = "Ada@Example.com", "Ada@New.example.com"
A_WEEK = timedelta(days=7)
LATER = NOW + timedelta(hours=1)


def asked(stores: Stores, email: str = NEW) -> tuple[User, EmailChange]:
    """Store an account and its wish for another address."""
    user = a_user(email=OLD, email_verified=True)
    stores.users.add(user)
    wish = rules.asked(user, a_session(), email, change_id="one", has_old_factor=True, before=None, now=NOW)
    stores.email_changes.save(None, wish)
    stores.email_changes.save(None, wish)  # a repetition after a lost reply
    return user, replace(wish, version=1)


def carry_out(stores: Stores, user: User, wish: EmailChange) -> EmailChange:
    after = rules.carried_out(rules.confirmed(wish, now=LATER), now=LATER)
    stores.email_changes.carry_out(user, wish, after, reserved_until=LATER + A_WEEK)
    return replace(after, version=wish.version + 1)


def found(stores: Stores, email: str) -> User | None:
    return stores.users.find_by_email(email.lower())


def test_a_wish_is_saved_on_the_one_that_was_read_alone(stores: Stores) -> None:
    _, wish = asked(stores)
    opened = rules.confirmed(wish, now=LATER)
    stores.email_changes.save(wish, opened)

    for before in (None, wish):
        with pytest.raises(Moved):
            stores.email_changes.save(before, rules.approved(wish, now=LATER))
    assert stores.email_changes.get(ADA) == replace(opened, version=2)
    assert stores.email_changes.get(BOB) is None


def test_the_account_moves_to_its_new_address_and_its_sessions_end(stores: Stores) -> None:
    user, wish = asked(stores)

    changed = carry_out(stores, user, wish)
    assert carry_out(stores, user, wish) == changed, "a repetition after a lost reply"

    after = replace(user, email=NEW, session_epoch=1)
    assert (found(stores, NEW), found(stores, OLD)) == (after, None)
    assert stores.email_changes.get(ADA) == changed


def test_the_former_address_is_claimed_until_the_week_is_over(stores: Stores) -> None:
    user, wish = asked(stores)
    carry_out(stores, user, wish)
    early = a_user(BOB, email=OLD, created_at=LATER + A_WEEK - timedelta(seconds=1))

    with pytest.raises(EmailTaken):
        stores.users.add(early)

    bob = replace(early, created_at=LATER + A_WEEK)
    stores.users.add(bob)
    assert found(stores, OLD) == bob


def test_an_address_that_another_account_claims_is_not_given(stores: Stores) -> None:
    bob = a_user(BOB, email=NEW)
    stores.users.add(bob)
    user, wish = asked(stores)

    with pytest.raises(EmailTaken):
        carry_out(stores, user, wish)

    assert (found(stores, NEW), found(stores, OLD)) == (bob, user)
    assert stores.email_changes.get(ADA) == wish


def test_nothing_moves_when_the_account_has_changed_meanwhile(stores: Stores) -> None:
    user, wish = asked(stores)
    stores.users.reset_password(user, "hash:1:another one")

    with pytest.raises(Moved):
        carry_out(stores, user, wish)

    assert found(stores, NEW) is None


def test_undo_restores_the_address_whatever_came_meanwhile_and_frees_the_other(stores: Stores) -> None:
    user, wish = asked(stores)
    changed = carry_out(stores, user, wish)
    moved = stores.users.get(ADA)
    assert moved is not None
    stores.users.reset_password(moved, "hash:1:a thief's")
    stores.users.end_sessions(replace(moved, session_epoch=2))

    undone = rules.undone(changed, now=LATER + A_WEEK / 2)
    for _ in range(2):  # a repetition after a lost reply
        stores.email_changes.undo(moved, changed, undone, password_hash="useless")

    after = replace(user, password_hash="useless", session_epoch=4, resets=2)
    assert (found(stores, OLD), found(stores, NEW)) == (after, None)
    late = rules.undone(changed, now=LATER + A_WEEK)
    with pytest.raises(Moved):
        stores.email_changes.undo(moved, changed, late, password_hash="another")
    with pytest.raises(EmailTaken):
        stores.users.add(a_user(BOB, email=OLD, created_at=LATER + 2 * A_WEEK))
    stores.users.add(a_user(BOB, email=NEW, created_at=LATER + A_WEEK))


def test_undo_of_a_wish_moves_no_address(stores: Stores) -> None:
    user, wish = asked(stores)
    bob = a_user(BOB, email=NEW)
    stores.users.add(bob)

    stores.email_changes.undo(user, wish, rules.undone(wish, now=LATER), password_hash="useless")

    assert found(stores, OLD) == replace(user, password_hash="useless", session_epoch=1, resets=1)
    assert found(stores, NEW) == bob
