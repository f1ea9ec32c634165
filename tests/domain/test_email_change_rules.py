"""When a change of address holds, and what follows from it, at each edge of its times."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain import email_changes as rules
from callbox.domain.errors import Refused
from tests.builders import NOW, a_session, a_user

HOUR, DAY, INSTANT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
USER = a_user(email_verified=True)


def wish(*, has_old_factor: bool = False, before: rules.EmailChange | None = None) -> rules.EmailChange:
    return rules.asked(
        USER, a_session(), "new@example.com", change_id="one", has_old_factor=has_old_factor, before=before, now=NOW
    )


@pytest.mark.parametrize(
    ("has_old_factor", "confirmed", "approved", "after", "holds"),
    [
        (True, True, False, 0 * HOUR, True),
        (True, False, False, 100 * HOUR, False),
        (False, True, False, 72 * HOUR - INSTANT, False),
        (False, True, False, 72 * HOUR, True),
        (False, True, True, 0 * HOUR, True),
        (False, False, True, 100 * HOUR, False),
    ],
)
def test_a_change_holds(has_old_factor: bool, confirmed: bool, approved: bool, after: timedelta, holds: bool) -> None:
    change = wish(has_old_factor=has_old_factor)
    if confirmed:
        change = rules.confirmed(change, now=NOW)
    if approved:
        change = rules.approved(change, now=NOW)

    assert change.holds(now=NOW + after) is holds


def test_a_wish_waits_seven_days_in_the_epoch_and_for_the_address_that_it_was_made_with() -> None:
    change = wish()

    assert change.waits(USER, now=NOW + 7 * DAY - INSTANT)
    assert not change.waits(USER, now=NOW + 7 * DAY)
    assert not change.waits(replace(USER, session_epoch=1), now=NOW)
    assert not change.waits(replace(USER, email="other@example.com"), now=NOW)
    assert not rules.carried_out(change, now=NOW).waits(USER, now=NOW)


def test_no_second_change_is_asked_for_while_the_first_can_be_undone() -> None:
    changed = rules.carried_out(wish(), now=NOW - 7 * DAY + INSTANT)

    with pytest.raises(Refused) as refused:
        wish(before=changed)
    assert (refused.value.code, refused.value.facts["until"]) == ("email_changed_lately", (NOW + INSTANT).isoformat())
    assert wish(before=replace(changed, moved_at=NOW - 7 * DAY)).state == "asked"
    assert wish(before=rules.undone(changed, now=NOW)).moved_at == NOW


def test_its_item_outlives_all_that_follows_from_it() -> None:
    changed = rules.carried_out(wish(), now=NOW + 6 * DAY)

    assert wish().expires_at == NOW + 7 * DAY
    assert changed.expires_at == NOW + 13 * DAY
    assert rules.former_address(changed, now=NOW + 13 * DAY - INSTANT) == USER.email
    assert rules.former_address(changed, now=NOW + 13 * DAY) is None
    assert rules.former_address(wish(), now=NOW) is None


def test_refunds_are_blocked_for_72_hours_after_the_address_moved() -> None:
    changed = rules.carried_out(wish(), now=NOW)

    assert rules.refunds_blocked_until(changed, now=NOW + 72 * HOUR - INSTANT) == NOW + 72 * HOUR
    assert rules.refunds_blocked_until(changed, now=NOW + 72 * HOUR) is None
    assert rules.refunds_blocked_until(wish(), now=NOW) is None
    assert rules.refunds_blocked_until(rules.undone(wish(), now=NOW), now=NOW) is None
    assert rules.refunds_blocked_until(rules.undone(changed, now=NOW + DAY), now=NOW + DAY) == NOW + DAY + 72 * HOUR
