"""The states of a verification, what each writes to the document, and which of them mean a refund."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from callbox.domain import verifications as rules
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.suppliers import SUPPLIER
from callbox.domain.verifications import RefundedState, Selection, Verification, VerificationState

CREATED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NOW = CREATED + timedelta(seconds=20)
ENDS = CREATED + timedelta(minutes=15)


def requesting() -> Verification:
    return rules.requested(
        user_id=UserId("ada"),
        verification_id=VerificationId("verification"),
        selection=Selection("whatsapp", "US", "sms", area_codes=("212",), carriers=("vz",)),
        price=Money(45_000, "NGN"),
        max_cost_usd=Decimal("0.25"),
        now=CREATED,
        attempt=2,
        retry_of=VerificationId("earlier"),
        batch_id="batch",
    )


def waiting(ends_at: datetime = ENDS) -> Verification:
    return rules.with_number(requesting(), order_id="order-1", number="+12025550100", ends_at=ends_at, now=NOW)


def test_a_new_verification_waits_for_a_number_and_is_due_a_minute_later() -> None:
    new = requesting()

    assert new.state == "requesting"
    assert new.due_at == CREATED + timedelta(seconds=60)
    assert new.request_ends_at == CREATED + timedelta(minutes=4)
    assert (new.number, new.order_id, new.ends_at, new.closed_at, new.message_count) == (None, None, None, None, 0)
    assert (new.attempt, new.retry_of, new.batch_id) == (2, "earlier", "batch")


def test_with_its_number_a_verification_waits_for_the_code_until_the_suppliers_deadline() -> None:
    with_number = waiting()

    assert with_number == replace(
        requesting(),
        state="waiting",
        order_id="order-1",
        number="+12025550100",
        waiting_since=NOW,
        ends_at=ENDS,
        due_at=ENDS + timedelta(seconds=30),
        poll_chain=1,
    )


def test_a_long_deadline_is_cut_so_that_a_slow_settlement_ends_within_the_hour() -> None:
    longest = waiting(ends_at=CREATED + timedelta(days=3))

    assert longest.ends_at == CREATED + timedelta(minutes=50)
    assert longest.ends_at + rules.SETTLING_TIME == CREATED + rules.LONGEST_OPEN


def test_a_received_verification_is_paid_and_never_due() -> None:
    received = rules.received(waiting(), now=NOW, reason="no_certain_code")

    assert received == replace(waiting(), state="received", closed_at=NOW, due_at=None, reason="no_certain_code")
    assert rules.received(waiting(), now=NOW).reason is None
    assert not received.is_open
    assert not received.is_refunded


@pytest.mark.parametrize("state", ["cancelled", "expired", "failed"])
def test_a_closed_verification_is_refunded_and_never_due(state: RefundedState) -> None:
    closed = rules.closed(waiting(), state, reason="why", now=NOW)

    assert closed == replace(waiting(), state=state, closed_at=NOW, due_at=None, reason="why")
    assert closed.is_refunded
    assert not closed.is_open


@pytest.mark.parametrize(
    ("state", "is_open", "is_refunded", "is_cancellable"),
    [
        ("requesting", True, False, False),
        ("waiting", True, False, True),
        ("received", False, False, False),
        ("cancelled", False, True, False),
        ("expired", False, True, False),
        ("failed", False, True, False),
    ],
)
def test_every_state_is_open_paid_or_refunded_and_only_a_waiting_number_can_be_cancelled(
    state: VerificationState, is_open: bool, is_refunded: bool, is_cancellable: bool
) -> None:
    verification = replace(waiting(), state=state)

    assert (verification.is_open, verification.is_refunded, verification.is_cancellable) == (
        is_open,
        is_refunded,
        is_cancellable,
    )


def test_a_replayed_request_returns_the_verification_as_created() -> None:
    later = rules.closed(
        rules.with_texts(waiting(), ["a", "b"], stored=2, began_at=NOW), "expired", reason="no_code_in_time", now=ENDS
    )

    relabelled = replace(later, version=7, reference="new")
    assert rules.as_requested(relabelled, reference="old") == replace(requesting(), reference="old")


def test_a_verification_names_the_supplier_of_its_number() -> None:
    other = replace(waiting(), supplier="another")

    assert requesting().supplier == waiting().supplier == SUPPLIER
    assert rules.as_requested(other, reference=None) == replace(requesting(), supplier="another")


def test_each_text_counts_as_read_and_each_stored_one_as_a_message() -> None:
    one = rules.with_texts(waiting(), ["a"], stored=1, began_at=NOW)
    three = rules.with_texts(one, ["b", "c"], stored=0, began_at=NOW + timedelta(seconds=5))

    assert (three.texts_read, three.message_count) == (("a", "b", "c"), 1)
    assert (rules.texts_left(waiting()), rules.texts_left(three)) == (rules.MAX_TEXTS, rules.MAX_TEXTS - 3)


def test_a_reading_answers_for_hints_that_came_clearly_before_it() -> None:
    read = rules.with_texts(waiting(), ["a"], stored=1, began_at=NOW)

    assert rules.was_read_since(read, NOW - timedelta(seconds=1))
    assert not rules.was_read_since(read, NOW - timedelta(seconds=0.1))
    assert not rules.was_read_since(read, NOW + timedelta(seconds=1))
    assert not rules.was_read_since(waiting(), NOW)


def test_a_swept_verification_is_due_again_a_minute_later() -> None:
    assert rules.swept_again(waiting(), now=ENDS).due_at == ENDS + timedelta(seconds=60)


def test_each_order_for_a_verification_has_its_own_stable_key() -> None:
    first = requesting()
    second = rules.with_another_order(first)
    third = rules.with_another_order(second)

    assert [first.order_key, second.order_key, third.order_key] == [
        "verification",
        "verification-2",
        "verification-3",
    ]
    assert second == replace(first, order_count=2)


def test_a_next_attempt_avoids_this_number_and_the_previous_ones() -> None:
    never_got_one = requesting()
    failed = replace(waiting(), avoid_numbers=("+12025550199",))

    assert rules.failed_numbers(never_got_one) == ()
    assert rules.failed_numbers(failed) == ("+12025550199", "+12025550100")


def test_a_replayed_retry_returns_the_numbers_it_avoids() -> None:
    avoiding = replace(requesting(), avoid_numbers=("+12025550199",))

    assert rules.as_requested(rules.with_another_order(avoiding), reference=None) == avoiding
