"""When attempts are blocked, and for how long."""

from datetime import timedelta

import pytest

from callbox.domain.attempts import FORGIVEN_AFTER, Counted, Rule, Tally, attempt_rules, one_more
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
GROWING = Rule("failures", 3, MINUTE, longest_block=15 * MINUTE)
HOURLY = Rule("sign_ups", 3, timedelta(hours=1))


def counted(rule: Rule, times: int, *, before: Tally | None = None, at: timedelta = timedelta()) -> Tally:
    for _ in range(times):
        before = one_more(before, rule, now=NOW + at)
    assert before is not None
    return before


def test_attempts_below_the_limit_do_not_wait_and_attempts_at_the_limit_do() -> None:
    assert counted(GROWING, 2).wait_s(NOW) == 0
    assert counted(GROWING, 3).wait_s(NOW) == 60


def test_a_new_window_starts_at_zero() -> None:
    tally = counted(GROWING, 2, before=counted(GROWING, 2), at=MINUTE)

    assert tally.wait_s(NOW + MINUTE) == 0


def test_each_block_lasts_twice_as_long_as_the_previous_one_up_to_a_maximum() -> None:
    waits, tally, at = [], None, timedelta()
    for _ in range(6):
        tally = counted(GROWING, 3, before=tally, at=at)
        waits.append(tally.wait_s(NOW + at))
        at += timedelta(seconds=waits[-1])

    assert waits == [60, 120, 240, 480, 900, 900]


def test_after_a_quiet_hour_the_next_block_is_as_short_as_the_first() -> None:
    blocked_twice = counted(GROWING, 3, before=counted(GROWING, 3), at=MINUTE)

    later = 3 * MINUTE + FORGIVEN_AFTER
    assert counted(GROWING, 3, before=blocked_twice, at=later).wait_s(NOW + later) == 60


def test_a_rule_that_does_not_grow_blocks_for_the_rest_of_its_window() -> None:
    tally = counted(HOURLY, 1, before=counted(HOURLY, 2), at=20 * MINUTE)

    assert tally.wait_s(NOW + 20 * MINUTE) == 40 * 60
    assert tally.wait_s(NOW + 60 * MINUTE) == 0
    assert counted(HOURLY, 2, before=tally, at=60 * MINUTE).wait_s(NOW + 60 * MINUTE) == 0


def test_a_tally_is_kept_for_as_long_as_it_can_matter() -> None:
    assert counted(GROWING, 1).forgotten_at(GROWING) == NOW + MINUTE + FORGIVEN_AFTER
    assert counted(GROWING, 3).forgotten_at(GROWING) == NOW + MINUTE + FORGIVEN_AFTER
    assert counted(HOURLY, 3).forgotten_at(HOURLY) == NOW + timedelta(hours=1) + FORGIVEN_AFTER


def test_a_shared_network_address_is_blocked_for_a_shorter_time_than_an_account() -> None:
    rules = attempt_rules(
        failures_per_account=5, failures_per_address=20, sign_ups_per_address=60, reset_mails_per_address=10
    )
    account, address = rules.failures_per_account, rules.failures_per_address

    assert (account.limit, account.window, address.limit, address.window) == (5, MINUTE, 20, MINUTE)
    assert address.longest_block and account.longest_block and address.longest_block < account.longest_block
    assert (rules.sign_ups_per_address.limit, rules.reset_mails_per_address.limit) == (60, 10)


@pytest.mark.parametrize("subject", ["ada@example.com", "x" * 5_000, "\ud800"])
def test_a_key_hides_the_address_and_has_a_bounded_length(subject: str) -> None:
    key = Counted(GROWING, subject).key

    assert subject not in key
    assert len(key) < 100
    assert key != Counted(GROWING, subject + "x").key != Counted(HOURLY, subject + "x").key
