"""Numbers are ordered once for each verification, and count as cancelled only when the supplier confirms it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.adapters.textverified_access import Credentials
from callbox.domain.errors import Unavailable, Uncertain
from tests.adapters.textverified.supplier import (
    IMPATIENT_S,
    ORDER,
    Tokens,
    a_verification,
    adapter,
    adapter_at,
    arm,
    arrive,
    received,
    said_by,
    sold,
)
from tests.adapters.unreachable import refusing_url, unanswering_url
from tests.simulator_processes import RunningTextVerified
from tests.waiting import wait_for


def test_a_number_is_ordered_with_the_customers_choices_and_our_limit(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    order_id = api.order(a_verification(max_cost="1.35", service="google", area_codes=("312", "646"), carriers=("vz",)))

    (number,) = sold(supplier)
    (asked,) = received(supplier, "/verifications")
    assert number["id"] == order_id
    assert number["idempotency_key"] == "01KVERIFICATION"
    assert asked["headers"]["Idempotency-Key"] == "01KVERIFICATION"
    assert asked["body"] == {
        "serviceName": "google",
        "capability": "sms",
        "areaCodeSelectOption": ["312", "646"],
        "carrierSelectOption": ["vz"],
        "maxPrice": 1.35,
    }


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "drop_reply"},
        {"mode": "error_after", "status": 500},
        {"mode": "error_after", "status": 504},
        {"mode": "error_after", "status": 408},
        {"mode": "error_after", "status": 201},
        {"mode": "error_after", "status": 201, "body": {"method": "GET", "href": None}},
        {"mode": "error_after", "status": 201, "body": {"method": "GET", "href": "https://x.example/sales/1"}},
        {"mode": "error_after", "status": 201, "delay_ms": 1000 * IMPATIENT_S * 2},
    ],
    ids=str,
)
def test_an_order_with_an_unclear_answer_is_uncertain_and_its_repetition_orders_once(
    api: TextVerifiedApi, impatient: TextVerifiedApi, supplier: RunningTextVerified, fault: dict[str, Any]
) -> None:
    supplier.control("POST", "/__control/faults", {**ORDER, **fault})
    with pytest.raises(Uncertain):
        impatient.order(a_verification())
    assert len(wait_for(lambda: received(supplier, "/verifications"))) == 1  # not repeated by itself
    wait_until_answered(supplier)

    order_id = api.order(a_verification())

    assert [number["id"] for number in sold(supplier)] == [order_id]


def test_an_order_that_never_arrived_is_uncertain_too_and_may_be_repeated(
    api: TextVerifiedApi, impatient: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    arm(supplier, ORDER, "timeout")
    with pytest.raises(Uncertain):
        impatient.order(a_verification())
    wait_until_answered(supplier)

    order_id = api.order(a_verification())

    assert [number["id"] for number in sold(supplier)] == [order_id]


def test_an_order_still_under_way_is_repeated_later_with_the_same_key(
    api: TextVerifiedApi, impatient: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    arm(supplier, ORDER, "slow", delay_ms=3_000)
    with pytest.raises(Uncertain):
        impatient.order(a_verification())

    with pytest.raises(Unavailable) as problem:
        api.order(a_verification())

    assert "IdempotencyConflict" in said_by(problem.value)
    wait_until_answered(supplier)
    order_id = api.order(a_verification())
    assert [number["id"] for number in sold(supplier)] == [order_id]


def test_an_order_may_take_longer_than_a_read(
    api: TextVerifiedApi, supplier: RunningTextVerified, tokens: Tokens
) -> None:
    api.services()  # gets the token
    arm(supplier, ORDER, "slow", delay_ms=1000 * IMPATIENT_S * 2)

    order_id = adapter(supplier, tokens=tokens, read_s=IMPATIENT_S).order(a_verification())

    assert order_id == sold(supplier)[0]["id"]


def test_two_verifications_get_two_numbers(api: TextVerifiedApi) -> None:
    assert api.order(a_verification("01KONE")) != api.order(a_verification("01KTWO"))


@pytest.mark.parametrize(
    ("location", "body"),
    [
        ("https://elsewhere.example/api/pub/v2/verifications/lr_1", None),
        ("/api/pub/v2/Verifications/lr_1?x=1", {"method": "GET", "href": None}),
        (None, {"method": "GET", "href": "https://www.textverified.com/api/pub/v2/verifications/lr_1"}),
        (None, {"Method": "GET", "Href": "https://www.textverified.com/api/pub/v2/verifications/lr_1/"}),
    ],
    ids=str,
)
def test_the_id_is_the_end_of_either_kind_of_link(
    api: TextVerifiedApi, supplier: RunningTextVerified, location: str | None, body: Any
) -> None:
    headers = {} if location is None else {"Location": location}
    arm(supplier, ORDER, "error_before", status=201, body=body, headers=headers)

    assert api.order(a_verification()) == "lr_1"


@pytest.mark.parametrize("unreachable", [refusing_url, unanswering_url])
def test_an_unreachable_supplier_sold_nothing(unreachable: Callable[[], AbstractContextManager[str]]) -> None:
    tokens = Tokens()
    tokens.put("ada@callbox.example", "a token", datetime.now(UTC) + timedelta(minutes=15))

    with unreachable() as url:
        api = adapter_at(url, Credentials("ada@callbox.example", "key"), tokens=tokens)
        with pytest.raises(Unavailable):
            api.order(a_verification())


def test_an_open_order_is_cancelled(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    order_id = api.order(a_verification())

    assert api.cancel(order_id) is True
    assert api.get(order_id).outcome == "cancelled"


def test_an_order_with_a_code_or_an_ended_order_cannot_be_cancelled(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    delivered, ended = api.order(a_verification("01KONE")), api.order(a_verification("01KTWO"))
    arrive(supplier, delivered, "Your code is 482913")
    supplier.control("POST", f"/__control/verifications/{ended}/expire")

    assert api.cancel(delivered) is False
    assert api.cancel(ended) is False


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "drop_reply"},
        {"mode": "error_after", "status": 500},
        {"mode": "error_after", "status": 200, "delay_ms": 1000 * IMPATIENT_S * 2},
    ],
    ids=str,
)
def test_a_cancel_without_a_clear_answer_is_uncertain(
    api: TextVerifiedApi, impatient: TextVerifiedApi, supplier: RunningTextVerified, fault: dict[str, Any]
) -> None:
    order_id = api.order(a_verification())
    supplier.control("POST", "/__control/faults", {**ORDER, **fault})

    with pytest.raises(Uncertain):
        impatient.cancel(order_id)

    wait_for(lambda: api.get(order_id).outcome == "cancelled")
    assert len(received(supplier, f"/verifications/{order_id}/cancel")) == 1


@pytest.mark.parametrize("status", [302, 403, 404, 409, 429])
def test_a_cancel_with_an_unexpected_status_cancelled_nothing(
    api: TextVerifiedApi, supplier: RunningTextVerified, status: int
) -> None:
    order_id = api.order(a_verification())
    arm(supplier, ORDER, "error_before", status=status)

    with pytest.raises(Unavailable):
        api.cancel(order_id)

    assert api.get(order_id).outcome == "open"


def wait_until_answered(supplier: RunningTextVerified) -> None:
    """Wait until no order with our key is under way; until then a repetition is a conflict."""
    probe = a_verification()

    def is_free() -> bool:
        try:
            adapter(supplier).order(probe)
        except Unavailable:
            return False
        return True

    wait_for(is_free)
