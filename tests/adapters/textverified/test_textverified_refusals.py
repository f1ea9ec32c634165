"""Why the supplier refuses an order: permanently, temporarily, or because the order has expired."""

from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.domain.errors import Unavailable
from callbox.ports.supplier import OrderExpired, OrderRefused
from tests.adapters.textverified.supplier import (
    ORDER,
    a_verification,
    arm,
    received,
    sold,
)
from tests.simulator_processes import RunningTextVerified


@pytest.mark.parametrize(
    ("path", "order", "reason"),
    [
        ("/__control/account", {"balance": 0}, "supplier_out_of_credit"),
        ("/__control/services/discord", {"available": 0}, "no_numbers"),
        ("/__control/services/discord", {"price": 5.01}, "price_rose"),
    ],
)
def test_a_refusal_has_its_reason_and_costs_nothing(
    api: TextVerifiedApi, supplier: RunningTextVerified, path: str, order: dict[str, Any], reason: str
) -> None:
    supplier.control("POST", path, order)

    with pytest.raises(OrderRefused) as refusal:
        api.order(a_verification(max_cost="5.00"))

    assert refusal.value.reason == reason
    assert sold(supplier) == []


def test_a_limit_of_open_numbers_is_a_temporary_refusal(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    supplier.control("POST", "/__control/account", {"max_pending": 1})
    first = api.order(a_verification("01KFIRST"))

    with pytest.raises(Unavailable) as problem:
        api.order(a_verification("01KSECOND"))

    assert problem.value.retry_after_s == 30
    assert api.cancel(first)
    api.order(a_verification("01KSECOND"))


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        ("test_insufficient_balance", "supplier_out_of_credit"),
        ("test_no_numbers", "no_numbers"),
        ("unknown-service", "supplier_refused"),
    ],
)
def test_the_suppliers_own_test_services_are_refused_the_same_way(
    api: TextVerifiedApi, service: str, reason: str
) -> None:
    with pytest.raises(OrderRefused) as refusal:
        api.order(a_verification(service=service))

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"errorCode": "insufficientbalance", "errorDescription": None}, "supplier_out_of_credit"),
        ({"ErrorCode": "UNAVAILABLE", "ErrorDescription": "none"}, "no_numbers"),
        ({"errorCode": "ProcessingError", "errorDescription": "?"}, "supplier_refused"),
        ({"errorCode": None, "errorDescription": None}, "supplier_refused"),
        ({"type": "about:blank", "title": "One or more validation errors occurred."}, "supplier_refused"),
        ("a text", "supplier_refused"),
        ({"errorCode": 7}, "supplier_refused"),
        (None, "supplier_refused"),
    ],
    ids=str,
)
def test_codes_are_read_in_any_case_and_unknown_ones_are_final(
    api: TextVerifiedApi, supplier: RunningTextVerified, body: Any, reason: str
) -> None:
    arm(supplier, ORDER, "error_before", status=400, body=body)

    with pytest.raises(OrderRefused) as refusal:
        api.order(a_verification())

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        {"errorCode": "IdempotencyExpired", "errorDescription": None},
        {"errorCode": None, "errorDescription": "The purchase expired before it completed."},
        {"title": "Bad Request", "detail": "Idempotent purchase EXPIRED"},
    ],
    ids=str,
)
def test_an_expired_order_key_is_distinguished(api: TextVerifiedApi, supplier: RunningTextVerified, body: Any) -> None:
    arm(supplier, ORDER, "error_before", status=400, body=body)

    with pytest.raises(OrderExpired):
        api.order(a_verification())


@pytest.mark.parametrize("status", [302, 403, 404, 405, 409, 415, 422, 429])
def test_any_other_refusal_is_unavailable(api: TextVerifiedApi, supplier: RunningTextVerified, status: int) -> None:
    arm(supplier, ORDER, "error_before", status=status, headers={"Location": "/elsewhere"})

    with pytest.raises(Unavailable):
        api.order(a_verification())

    assert len(received(supplier, "/verifications")) == 1


def test_a_rate_limit_passes_on_when_to_retry(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    arm(supplier, ORDER, "error_before", status=429, headers={"Retry-After": "17"})

    with pytest.raises(Unavailable) as problem:
        api.order(a_verification())

    assert problem.value.retry_after_s == 17
