"""When attempts are blocked, and for how long."""

from datetime import timedelta

import pytest

from callbox.domain.attempts import (
    FORGIVEN_AFTER,
    NEVER,
    Brakes,
    Counted,
    Rule,
    Tally,
    attempt_rules,
    on_network,
    one_more,
    work_bits,
)
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


def thresholds(brakes: Brakes) -> dict[str, list[tuple[int | None, int | None]]]:
    """Return from where each width is asked for work and closed, in the order of the windows."""
    return {
        width: [(one.work_from, None if one.rule.limit == NEVER else one.rule.limit) for one in some]
        for width, some in brakes.items()
    }


def test_the_thresholds_of_a_network_are_multiples_of_what_an_operator_sets() -> None:
    rules = attempt_rules(
        failures_per_account=5, failures_per_address=20, sign_ups_per_address=10, reset_mails_per_address=10
    )

    account, device = rules.failures_per_account, rules.failures_per_device
    assert (account.limit, account.window, account.longest_block) == (5, MINUTE, 15 * MINUTE)
    assert (device.limit, device.window, device.longest_block) == (10, 15 * MINUTE, 15 * MINUTE)
    assert rules.many_failures.limit == 20
    assert thresholds(rules.failures_per_network) == {
        "narrow": [(20, None), (60, 600)],
        "/56": [(60, 1_200)],
        "/48": [(200, 3_000)],
    }
    assert thresholds(rules.sign_ups_tried) == {"narrow": [(10, None)], "/56": [(20, None)], "/48": [(100, None)]}
    assert thresholds(rules.sign_ups_made) == {"narrow": [(None, 200)], "/56": [(None, 400)], "/48": [(None, 1_000)]}
    assert thresholds(rules.reset_mails_per_network) == {"narrow": [(10, 300)], "/48": [(50, 1_500)]}

    twice = attempt_rules(
        failures_per_account=5, failures_per_address=40, sign_ups_per_address=20, reset_mails_per_address=20
    )
    assert thresholds(twice.sign_ups_made)["/48"] == [(None, 2_000)]
    assert thresholds(twice.failures_per_network)["/56"] == [(120, 2_400)]


def test_the_work_follows_the_busiest_width_of_a_network_within_its_window() -> None:
    rules = attempt_rules(
        failures_per_account=5, failures_per_address=20, sign_ups_per_address=10, reset_mails_per_address=10
    )
    brakes = on_network(rules.reset_mails_per_network, "2001:db8:1:2::/64")
    narrow, wide = (counted.key for _, counted in brakes)

    def bits(*, at: timedelta = timedelta(), **attempts: int) -> int:
        tallies = {{"narrow": narrow, "wide": wide}[name]: Tally(many, NOW) for name, many in attempts.items()}
        return work_bits(brakes, tallies, now=NOW + at)

    assert [bits(), bits(narrow=9), bits(narrow=10), bits(narrow=20)] == [0, 0, 14, 15]
    assert [bits(wide=49), bits(narrow=9, wide=50), bits(narrow=10, wide=200)] == [0, 14, 16]
    assert bits(narrow=10, at=timedelta(hours=1)) == 0


@pytest.mark.parametrize("subject", ["ada@example.com", "x" * 5_000, "\ud800"])
def test_a_key_hides_the_address_and_has_a_bounded_length(subject: str) -> None:
    key = Counted(GROWING, subject).key

    assert subject not in key
    assert len(key) < 100
    assert key != Counted(GROWING, subject + "x").key != Counted(HOURLY, subject + "x").key
