"""Refund requests to Paystack: sent once, for what is left; an unclear answer stays unclear."""

import pytest

from callbox.adapters.paystack import PaystackApi
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.money import Money
from tests.adapters.paystack.merchant import AMOUNT, REFERENCE, adapter, arm, initialize, order, received
from tests.adapters.unreachable import refusing_url
from tests.simulator_processes import RunningPaystack

REFUND = {"method": "POST", "path_prefix": "/refund"}


@pytest.fixture
def paid(api: PaystackApi, paystack: RunningPaystack) -> int:
    """Return the number of a transaction that was paid."""
    initialize(api)
    order(paystack, "pay", webhook=False)
    payment = api.verify(REFERENCE)
    assert payment is not None
    assert payment.transaction_id is not None
    return payment.transaction_id


def asked(paystack: RunningPaystack) -> int:
    return len([one for one in received(paystack) if (one["method"], one["path"]) == ("POST", "/refund")])


def test_a_refund_counts_as_promised_as_soon_as_it_is_requested(api: PaystackApi, paid: int) -> None:
    assert api.refunds_promised(paid) == 0

    api.refund(REFERENCE, Money(200_000, "NGN"))
    api.refund(REFERENCE, Money(50_000, "NGN"))

    assert api.refunds_promised(paid) == 250_000


def test_refunds_of_other_transactions_do_not_count(api: PaystackApi, paid: int) -> None:
    api.refund(REFERENCE, AMOUNT)

    assert api.refunds_promised(paid + 1_000) == 0


@pytest.mark.parametrize("amount", [AMOUNT + Money(1, "NGN"), Money(100, "USD")])
def test_a_refused_refund_did_not_happen(api: PaystackApi, paid: int, amount: Money) -> None:
    with pytest.raises(Unavailable):
        api.refund(REFERENCE, amount)

    assert api.refunds_promised(paid) == 0


@pytest.mark.parametrize("mode", ["error_after", "drop_reply"])
def test_an_unclear_answer_is_uncertain_and_the_request_is_not_repeated(
    api: PaystackApi, paystack: RunningPaystack, paid: int, mode: str
) -> None:
    arm(paystack, REFUND, mode)

    with pytest.raises(Uncertain):
        api.refund(REFERENCE, AMOUNT)

    assert asked(paystack) == 1
    assert api.refunds_promised(paid) == AMOUNT.minor


def test_an_unreachable_paystack_received_no_refund_request() -> None:
    with refusing_url() as url, pytest.raises(Unavailable):
        adapter(url).refund(REFERENCE, AMOUNT)
