"""Opening a transaction: done, certainly not done, or perhaps done; the adapter never repeats it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from callbox.adapters.paystack import PaystackApi
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.money import Money
from callbox.ports.paystack import DuplicateReference, PaymentRefused
from tests.adapters.paystack.merchant import (
    CALLBACK_URL,
    IMPATIENT_S,
    INITIALIZE,
    REFERENCE,
    adapter,
    arm,
    initialize,
    received,
    said_by,
    transactions,
)
from tests.adapters.unreachable import refusing_url, unanswering_url
from tests.simulator_processes import RunningPaystack
from tests.waiting import PATIENCE_S, wait_for


def test_a_transaction_is_opened_as_requested_with_its_checkout_page(
    api: PaystackApi, paystack: RunningPaystack
) -> None:
    checkout_url = initialize(api)

    assert requests.get(checkout_url, timeout=PATIENCE_S).status_code == 200
    (opened,) = transactions(paystack)
    asked = opened["reference"], opened["requested_amount"], opened["currency"], opened["customer"]["email"]
    assert asked == (REFERENCE, 500_000, "NGN", "ada@example.com")
    assert opened["callback_url"] == CALLBACK_URL


def test_a_cancel_returns_to_the_site_with_the_reference_as_a_payment_does_and_says_that_it_was_one(
    api: PaystackApi, paystack: RunningPaystack
) -> None:
    initialize(api)

    back_to = urlsplit(transactions(paystack)[0]["metadata"]["cancel_action"])
    assert f"{back_to.scheme}://{back_to.netloc}{back_to.path}" == "https://callbox.example/wallet/return"
    assert parse_qs(back_to.query) == {
        "from": ["paystack"],
        "trxref": [REFERENCE],
        "reference": [REFERENCE],
        "cancelled": ["1"],
    }


def test_a_slow_answer_is_waited_for(api: PaystackApi, paystack: RunningPaystack) -> None:
    arm(paystack, INITIALIZE, "slow", delay_ms=100)

    assert initialize(api).startswith(paystack.url)


def test_a_known_reference_is_a_duplicate(api: PaystackApi) -> None:
    initialize(api)

    with pytest.raises(DuplicateReference):
        initialize(api)


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_duplicate_is_recognised_by_its_code_with_any_status(
    api: PaystackApi, paystack: RunningPaystack, status: int
) -> None:
    body = {"status": False, "message": "Something new", "code": "duplicate_reference"}
    arm(paystack, INITIALIZE, "error_before", status=status, body=body)

    with pytest.raises(DuplicateReference):
        initialize(api)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"email": ""}, "payment"),
        ({"email": "ada"}, "email"),
        ({"email": "ada@printer.local"}, "email"),
        ({"amount": Money(1, "NGN")}, "amount"),
        ({"amount": Money(500_000, "XYZ")}, "payment"),
        ({"reference": "not/allowed"}, "payment"),
    ],
    ids=str,
)
def test_what_paystack_will_never_take_is_named_and_opens_nothing(
    api: PaystackApi, paystack: RunningPaystack, changes: dict[str, Any], what: str
) -> None:
    with pytest.raises(PaymentRefused) as refusal:
        initialize(api, **changes)

    assert refusal.value.what == what
    assert "400" in said_by(refusal.value)
    assert transactions(paystack) == []


def test_a_refused_key_is_unavailable_and_logs_the_reason_without_the_key(paystack: RunningPaystack) -> None:
    with pytest.raises(Unavailable) as problem:
        initialize(adapter(paystack.url, "sk_live_of_another_shop"))

    assert problem.value.code == "payment_provider_unavailable"
    assert "invalid_Key" in said_by(problem.value)
    assert "sk_live" not in said_by(problem.value)


@pytest.mark.parametrize("status", [302, 403, 404, 405, 415, 429])
def test_a_clear_refusal_opened_nothing(api: PaystackApi, paystack: RunningPaystack, status: int) -> None:
    arm(paystack, INITIALIZE, "error_before", status=status, headers={"Location": "/elsewhere"})

    with pytest.raises(Unavailable):
        initialize(api)

    assert len(received(paystack)) == 1


@pytest.mark.parametrize(
    ("header", "retry_after_s"),
    [({"Retry-After": "17"}, 17), ({"Retry-After": "99999"}, 300), ({"Retry-After": "soon"}, 2), ({}, 2)],
    ids=str,
)
def test_a_rate_limit_passes_on_when_to_retry(
    api: PaystackApi, paystack: RunningPaystack, header: dict[str, str], retry_after_s: int
) -> None:
    arm(paystack, INITIALIZE, "error_before", status=429, headers=header)

    with pytest.raises(Unavailable) as problem:
        initialize(api)

    assert problem.value.retry_after_s == retry_after_s


@pytest.mark.parametrize("unreachable", [refusing_url, unanswering_url])
def test_an_unreachable_paystack_has_done_nothing(unreachable: Callable[[], AbstractContextManager[str]]) -> None:
    with unreachable() as url, pytest.raises(Unavailable) as problem:
        initialize(adapter(url))

    assert problem.value.code == "payment_provider_unavailable"


def test_an_unknown_host_has_done_nothing() -> None:
    with pytest.raises(Unavailable):
        initialize(adapter("http://paystack.invalid"))


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "error_after", "status": 500},
        {"mode": "error_after", "status": 503},
        {"mode": "error_after", "status": 408},
        {"mode": "error_after", "status": 200, "body": {"status": True, "message": "ok", "data": {}}},
        {"mode": "error_after", "status": 200, "body": "no object"},
        {"mode": "error_after", "status": 200},
        {"mode": "drop_reply"},
        {"mode": "error_after", "status": 200, "delay_ms": 1000 * IMPATIENT_S * 2},
    ],
    ids=str,
)
def test_an_unclear_answer_is_uncertain_and_is_not_sent_again(
    impatient: PaystackApi, paystack: RunningPaystack, fault: dict[str, Any]
) -> None:
    paystack.control("POST", "/__control/faults", {**INITIALIZE, **fault})

    with pytest.raises(Uncertain):
        initialize(impatient)

    assert len(wait_for(lambda: received(paystack))) == 1


def test_a_silent_paystack_is_uncertain_too(impatient: PaystackApi, paystack: RunningPaystack) -> None:
    arm(paystack, INITIALIZE, "timeout")

    with pytest.raises(Uncertain):
        initialize(impatient)


def test_a_transaction_whose_answer_was_lost_is_found_by_verify(api: PaystackApi, paystack: RunningPaystack) -> None:
    arm(paystack, INITIALIZE, "drop_reply")
    with pytest.raises(Uncertain):
        initialize(api)

    found = api.verify(REFERENCE)

    assert found is not None
    assert found.status == "abandoned"
    with pytest.raises(DuplicateReference):
        initialize(api)


@pytest.mark.parametrize(
    "data",
    [
        {"authorization_url": "https://checkout.example/x", "access_code": "x", "reference": "another"},
        {"authorization_url": "javascript:alert(1)", "access_code": "x", "reference": REFERENCE},
        {"authorization_url": None, "access_code": "x", "reference": REFERENCE},
    ],
    ids=str,
)
def test_an_answer_to_another_request_is_uncertain(
    api: PaystackApi, paystack: RunningPaystack, data: dict[str, Any]
) -> None:
    body = {"status": True, "message": "Authorization URL created", "data": data}
    arm(paystack, INITIALIZE, "error_before", status=200, body=body)

    with pytest.raises(Uncertain):
        initialize(api)
