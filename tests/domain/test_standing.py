"""What payments and refunds say about a customer: settled sums, levels, losses, pauses."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain import standing
from callbox.domain.standing import NO_STANDING, OLDER_WALLET, NextLevel, Standing, TrustRule

RULE = TrustRule()
OPENED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CARD_SETTLED = datetime(2026, 3, 7, 6, 0, 0, tzinfo=UTC)
"""72 hours after the end of the clock hour in which the account was opened."""


def by_card(minor: int, at: datetime = OPENED, before: Standing = NO_STANDING) -> Standing:
    return standing.paid(before, minor, channel="card", at=at, rule=RULE)


def by_transfer(minor: int, at: datetime = OPENED, before: Standing = NO_STANDING) -> Standing:
    return standing.paid(before, minor, channel="bank_transfer", at=at, rule=RULE)


def level(of: Standing, at: datetime, opened_at: datetime | None = OPENED) -> str:
    return standing.level(of, at, RULE, opened_at=opened_at)


def missing(of: Standing, at: datetime) -> NextLevel | None:
    return standing.next_level(of, at, RULE, opened_at=OPENED)


@pytest.mark.parametrize("channel", ["bank", "bank_transfer", "dedicated_nuban", "ussd"])
def test_a_payment_from_a_bank_counts_at_once(channel: str) -> None:
    paid = standing.paid(NO_STANDING, 500_000, channel=channel, at=OPENED, rule=RULE)

    assert standing.settled_minor(paid, OPENED, RULE) == 500_000


@pytest.mark.parametrize("channel", ["card", "apple_pay", "mobile_money", "something new", None])
def test_a_payment_that_may_be_disputed_counts_after_72_hours(channel: str | None) -> None:
    paid = standing.paid(NO_STANDING, 500_000, channel=channel, at=OPENED, rule=RULE)

    assert standing.settled_minor(paid, CARD_SETTLED - timedelta(seconds=1), RULE) == 0
    assert standing.settled_minor(paid, CARD_SETTLED, RULE) == 500_000
    assert RULE.cards_settle_after <= CARD_SETTLED - OPENED


def test_an_account_is_funded_by_5000_naira_and_a_day_and_by_neither_alone() -> None:
    enough = by_transfer(500_000)

    assert level(enough, OPENED + DAY - timedelta(seconds=1)) == "new"
    assert level(enough, OPENED + DAY) == "funded"
    assert level(by_transfer(499_999), OPENED + 30 * DAY) == "new"
    assert level(NO_STANDING, OPENED + 30 * DAY) == "new"


def test_one_small_payment_does_not_raise_the_limits() -> None:
    assert level(by_transfer(50_000), OPENED + 365 * DAY) == "new"


def test_what_went_back_no_longer_counts_whether_it_had_matured_or_not() -> None:
    later = OPENED + 4 * DAY
    both = by_card(500_000, at=later, before=by_card(500_000))  # the first has matured by then

    assert standing.gave_back(both, 500_000, credited_at=OPENED) == Standing(0, (("2026-03-08T05", 500_000),))
    assert standing.gave_back(both, 500_000, credited_at=later) == Standing(500_000)
    assert standing.gave_back(both, 200_000, credited_at=later) == Standing(500_000, (("2026-03-08T05", 300_000),))
    assert level(standing.gave_back(by_transfer(500_000), 1, credited_at=OPENED), OPENED + DAY) == "new"


def test_a_lost_dispute_makes_an_account_new_for_90_days() -> None:
    at = OPENED + 10 * DAY
    lost = standing.disputed(by_transfer(5_000_000), at)

    assert level(lost, at + 90 * DAY - timedelta(seconds=1)) == "new"
    assert level(lost, at + 90 * DAY) == "funded"
    assert missing(lost, at) == NextLevel("funded", 0, 0, at + 90 * DAY)


def test_a_wallet_from_before_the_payments_were_counted_stays_funded_until_it_loses_a_dispute() -> None:
    assert level(OLDER_WALLET, OPENED + DAY) == "funded"
    assert level(standing.disputed(OLDER_WALLET, OPENED + DAY), OPENED + 2 * DAY) == "new"


def test_an_account_of_unknown_age_counts_as_old_enough() -> None:
    assert level(by_transfer(500_000), OPENED, opened_at=None) == "funded"


def test_what_is_missing_is_named_with_the_time_it_takes() -> None:
    at = OPENED + 19 * HOUR

    assert missing(by_transfer(320_000), at) == NextLevel("funded", 180_000, 0, OPENED + DAY)
    assert missing(by_card(320_000), at) == NextLevel("funded", 180_000, 320_000, CARD_SETTLED)
    assert missing(by_card(900_000), at) == NextLevel("funded", 0, 500_000, CARD_SETTLED)
    assert missing(by_transfer(0), OPENED + 2 * DAY) == NextLevel("funded", 500_000, 0, None)
    assert missing(by_transfer(500_000), OPENED + DAY) is None


@given(st.lists(st.tuples(st.integers(0, 96 * 60), st.integers(1, 1_000_000)), max_size=30))
def test_every_payment_counts_exactly_once_in_the_end_and_hours_are_kept_together(
    payments: list[tuple[int, int]],
) -> None:
    now, stands = OPENED, NO_STANDING
    for minutes, minor in sorted(payments):
        now = OPENED + timedelta(minutes=minutes)
        stands = by_card(minor, at=now, before=stands)
    paid = sum(minor for _, minor in payments)

    assert stands.settled_minor + sum(minor for _, minor in stands.maturing) == paid
    assert standing.settled_minor(stands, now + 74 * HOUR, RULE) == paid
    assert all(one < other for (one, _), (other, _) in pairwise(stands.maturing))
    assert len(stands.maturing) <= 74


def test_withheld_texts_count_for_seven_days_and_until_an_operator_has_looked() -> None:
    stands = NO_STANDING
    for days in (0, 3, 5):
        stands = standing.with_loss(stands, "service_denied", OPENED + days * DAY)
    stands = standing.with_loss(stands, "supplier_never_settled", OPENED + 5 * DAY)

    assert standing.withheld(stands, OPENED + 5 * DAY) == 3
    assert standing.withheld(stands, OPENED + 7 * DAY) == 2
    assert standing.withheld(standing.looked_at(stands, OPENED + 5 * DAY), OPENED + 5 * DAY) == 0
    assert len(stands.losses) == 4


def test_losses_are_forgotten_after_30_days_and_beyond_the_newest_50() -> None:
    stands = NO_STANDING
    for minutes in range(60):
        stands = standing.with_loss(stands, "service_denied", OPENED + timedelta(minutes=minutes))
    assert (len(stands.losses), stands.losses[0][0]) == (50, OPENED + timedelta(minutes=10))

    later = standing.with_loss(stands, "service_denied", OPENED + 31 * DAY)
    assert [at for at, _ in later.losses] == [OPENED + 31 * DAY]


def test_only_refunds_that_cost_us_are_losses() -> None:
    assert standing.loss_reason("service_denied") == "service_denied"
    assert standing.loss_reason("supplier_never_settled") == "supplier_never_settled"
    assert standing.loss_reason("no_code_in_time") is None
    assert standing.loss_reason("cancelled_by_customer") is None


def test_a_freeze_replaces_a_pause_and_nothing_replaces_a_freeze() -> None:
    pause, other = standing.paused_for("shared_card"), standing.paused_for("withheld_texts")

    assert standing.stopped(None, pause) == pause
    assert standing.stopped(pause, other) == pause
    assert standing.stopped(pause, "a chargeback") == "a chargeback"
    assert standing.stopped("a chargeback", pause) == "a chargeback"
    assert standing.stopped(pause, None) == pause
    assert (standing.pause_reason(pause), standing.pause_reason("a chargeback")) == ("shared_card", None)
