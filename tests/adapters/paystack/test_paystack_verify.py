"""Reading the state of a transaction, in every notation that Paystack uses."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from callbox.adapters.paystack import PaystackApi
from callbox.domain.deposits import Payment
from callbox.domain.errors import Unavailable
from callbox.domain.money import Money
from tests.adapters.paystack.merchant import AMOUNT, REFERENCE, VERIFY, adapter, arm, initialize, order, received
from tests.adapters.unreachable import refusing_url, unanswering_url
from tests.simulator_processes import RunningPaystack


def test_an_unpaid_transaction_is_abandoned(api: PaystackApi) -> None:
    initialize(api)

    assert api.verify(REFERENCE) == Payment(REFERENCE, "abandoned", AMOUNT, AMOUNT)


@pytest.mark.parametrize(
    ("actions", "status"), [(["pay"], "success"), (["fail"], "failed"), (["pay", "reverse"], "reversed")]
)
def test_the_status_is_passed_on_from_paystack(
    api: PaystackApi, paystack: RunningPaystack, actions: list[str], status: str
) -> None:
    initialize(api)
    for action in actions:
        order(paystack, action)

    assert api.verify(REFERENCE) == Payment(REFERENCE, status, AMOUNT, AMOUNT)


def test_charged_and_requested_amounts_are_distinguished(api: PaystackApi, paystack: RunningPaystack) -> None:
    initialize(api)
    order(paystack, "pay", amount=510_150, currency="GHS")

    assert api.verify(REFERENCE) == Payment(REFERENCE, "success", Money(510_150, "GHS"), Money(500_000, "GHS"))


@pytest.mark.parametrize("status", [404, 400])
def test_an_unknown_reference_is_recognised_by_its_code(
    api: PaystackApi, paystack: RunningPaystack, status: int
) -> None:
    body = {"status": False, "message": "Transaction not found", "code": "transaction_not_found"}
    arm(paystack, VERIFY, "error_before", status=status, body=body)

    assert api.verify("01KNEVERSEEN-1") is None
    assert api.verify("01KNEVERSEEN-1") is None


def test_a_reference_is_sent_unchanged(api: PaystackApi, paystack: RunningPaystack) -> None:
    initialize(api, reference="A=B.C-1")

    assert api.verify("A=B.C-1") is not None
    assert api.verify("../../customer") is None


@pytest.mark.parametrize("status", [302, 401, 403, 404])
def test_any_other_refusal_is_not_an_unknown_reference_and_is_not_repeated(
    api: PaystackApi, paystack: RunningPaystack, status: int
) -> None:
    arm(paystack, VERIFY, "error_before", status=status, body={"status": False, "message": "Entity not found"})

    with pytest.raises(Unavailable) as problem:
        api.verify(REFERENCE)

    assert problem.value.code == "payment_provider_unavailable"
    assert len(received(paystack)) == 1


@pytest.mark.parametrize(
    ("amounts", "payment"),
    [
        ({"amount": "500000", "requested_amount": "500000"}, (AMOUNT, AMOUNT)),
        ({"amount": 500_000, "requested_amount": None}, (AMOUNT, None)),
        ({"amount": 500_000}, (AMOUNT, None)),
    ],
    ids=str,
)
def test_amounts_may_be_numbers_or_text_and_the_requested_one_may_be_missing(
    api: PaystackApi, paystack: RunningPaystack, amounts: dict[str, Any], payment: tuple[Money, Money | None]
) -> None:
    data = {"id": 4_099_260_516, "status": "success", "reference": REFERENCE, "currency": "NGN", **amounts}
    odd: dict[str, Any] = {"metadata": "", "log": None, "authorization": {}, "fees": None}
    body = {"status": True, "message": "Verification successful", "data": data | odd}
    arm(paystack, VERIFY, "error_before", status=200, body=body)

    assert api.verify(REFERENCE) == Payment(REFERENCE, "success", *payment)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "a lot"},
        {"amount": 5000.5},
        {"amount": True},
        {"amount": None},
        {"status": None},
        {"currency": None},
        {"reference": "01KANOTHER-1"},
    ],
    ids=str,
)
def test_a_senseless_answer_counts_as_no_answer(
    api: PaystackApi, paystack: RunningPaystack, changes: dict[str, Any]
) -> None:
    data = {"status": "success", "reference": REFERENCE, "amount": 500_000, "currency": "NGN"}
    body = {"status": True, "message": "Verification successful", "data": data | changes}
    arm(paystack, VERIFY, "error_before", status=200, body=body)

    with pytest.raises(Unavailable) as problem:
        api.verify(REFERENCE)

    assert problem.value.code == "payment_provider_unavailable"


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "error_before", "status": 500},
        {"mode": "error_before", "status": 429},
        {"mode": "drop_reply"},
    ],
    ids=str,
)
def test_a_temporary_failure_is_retried_at_most_twice(
    api: PaystackApi, paystack: RunningPaystack, fault: dict[str, Any]
) -> None:
    initialize(api)
    paystack.control("POST", "/__control/faults", {**VERIFY, **fault, "times": 2})
    assert api.verify(REFERENCE) == Payment(REFERENCE, "abandoned", AMOUNT, AMOUNT)

    paystack.control("POST", "/__control/faults", {**VERIFY, **fault, "times": 10})
    asked_before = len(received(paystack))
    with pytest.raises(Unavailable):
        api.verify(REFERENCE)

    assert len(received(paystack)) - asked_before == 3


def test_no_request_is_repeated_after_its_time_limit(paystack: RunningPaystack) -> None:
    arm(paystack, VERIFY, "error_before", times=10)

    with pytest.raises(Unavailable):
        adapter(paystack.url, retry_for_s=0).verify(REFERENCE)

    assert len(received(paystack)) == 1


def test_a_rate_limited_request_is_not_repeated(api: PaystackApi, paystack: RunningPaystack) -> None:
    arm(paystack, VERIFY, "error_before", status=429, headers={"Retry-After": "30"})

    with pytest.raises(Unavailable) as problem:
        api.verify(REFERENCE)

    assert problem.value.retry_after_s == 30
    assert len(received(paystack)) == 1


@pytest.mark.parametrize("unreachable", [refusing_url, unanswering_url])
def test_an_unreachable_paystack_is_unavailable(unreachable: Callable[[], AbstractContextManager[str]]) -> None:
    with unreachable() as url, pytest.raises(Unavailable) as problem:
        adapter(url).verify(REFERENCE)

    assert problem.value.code == "payment_provider_unavailable"
