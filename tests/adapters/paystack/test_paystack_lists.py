"""Paystack's own lists of payments and refunds: complete, or an error."""

from datetime import UTC, datetime, timedelta

import pytest

from callbox.adapters.paystack import PaystackApi
from callbox.domain.deposits import Payment
from callbox.domain.errors import Unavailable
from callbox.domain.money import Money
from tests.adapters.paystack.merchant import AMOUNT, REFERENCE, arm, initialize, order, received
from tests.simulator_processes import RunningPaystack
from tests.waiting import wait_for

LIST = {"method": "GET", "path_prefix": "/transaction"}
REFUNDS = {"method": "GET", "path_prefix": "/refund"}
TODAY = timedelta(hours=1)
PAGE_SIZE = 100


def since() -> datetime:
    return datetime.now(UTC) - TODAY


def paid(api: PaystackApi, paystack: RunningPaystack, reference: str = REFERENCE) -> Payment:
    """Open a transaction, let it be paid, and return it."""
    initialize(api, reference=reference)
    paystack.control("POST", f"/__control/transactions/{reference}", {"action": "pay"})
    payment = api.verify(reference)
    assert payment is not None
    return payment


def refund(api: PaystackApi, paystack: RunningPaystack, payment: Payment, minor: int, **details: object) -> None:
    """Refund a part, and wait until Paystack has processed or failed it."""
    before = len(refunds_in_any_state(paystack))
    act = {"action": "refund", "amount": minor, **details}
    paystack.control("POST", f"/__control/transactions/{payment.reference}", act)
    wait_for(lambda: len(refunds_in_any_state(paystack)) > before or None)


def refunds_in_any_state(paystack: RunningPaystack) -> list[object]:
    """List the refunds whose final state has been announced."""
    found = paystack.control("GET", "/__control/transactions")["transactions"]
    told = [one for transaction in found for one in transaction["deliveries"]]
    return [one for one in told if one["event"].startswith("refund.") and one["event"] != "refund.pending"]


def test_successes_are_listed_with_charged_and_requested_amounts(api: PaystackApi, paystack: RunningPaystack) -> None:
    first = paid(api, paystack)
    initialize(api, reference="01KADEPOSIT-2")
    second = paid(api, paystack, "01KADEPOSIT-3")

    found = list(api.transactions("success", since=since()))

    assert found == [second, first] == [Payment(one, "success", AMOUNT, AMOUNT) for one in ("01KADEPOSIT-3", REFERENCE)]
    assert [one.transaction_id for one in found] == [second.transaction_id, first.transaction_id]


def test_a_list_of_many_pages_is_read_to_its_end(api: PaystackApi, paystack: RunningPaystack) -> None:
    references = [f"01KADEPOSIT-{number}" for number in range(1, 206)]
    for reference in references:
        initialize(api, reference=reference)
        paystack.control("POST", f"/__control/transactions/{reference}", {"action": "pay", "webhook": False})

    found = [one.reference for one in api.transactions("success", since=since())]

    assert found == references[::-1]
    asked = [one for one in received(paystack) if one["path"] == "/transaction"]
    assert len(asked) == 3


def test_a_payment_that_a_new_one_moves_to_the_next_page_is_listed_once(
    api: PaystackApi, paystack: RunningPaystack
) -> None:
    references = [f"01KADEPOSIT-{number}" for number in range(1, PAGE_SIZE + 1)]
    for reference in references:
        initialize(api, reference=reference)
        paystack.control("POST", f"/__control/transactions/{reference}", {"action": "pay", "webhook": False})

    found = api.transactions("success", since=since())
    first = next(found).reference
    paid(api, paystack, "01KMEANWHILE-1")

    assert [first, *(one.reference for one in found)] == references[::-1]


@pytest.mark.parametrize("is_promised", [False, True], ids=["carried out", "promised"])
def test_a_refund_that_a_new_one_moves_to_the_next_page_counts_once(
    api: PaystackApi, paystack: RunningPaystack, *, is_promised: bool
) -> None:
    of_twelve = {"transaction": 12, "amount": 500, "currency": "NGN", "status": "processed"}
    first_page = [of_twelve | {"id": number} for number in range(PAGE_SIZE, 0, -1)]
    for page in (first_page, first_page[-1:]):
        arm(paystack, REFUNDS, "error_before", status=200, body={"status": True, "data": page})

    refunded_minor = (
        api.refunds_promised(12) if is_promised else sum(one.amount.minor for one in api.refunds(transaction_id=12))
    )

    assert refunded_minor == 500 * PAGE_SIZE
    assert len([one for one in received(paystack) if one["path"] == "/refund"]) == 2


def test_only_transactions_opened_since_then_are_listed(api: PaystackApi, paystack: RunningPaystack) -> None:
    paid(api, paystack)

    assert list(api.transactions("success", since=datetime.now(UTC) + TODAY)) == []


def test_reversed_transactions_are_listed_separately(api: PaystackApi, paystack: RunningPaystack) -> None:
    paid(api, paystack)
    order(paystack, "reverse")

    assert list(api.transactions("success", since=since())) == []
    assert [one.status for one in api.transactions("reversed", since=since())] == ["reversed"]


def test_a_transaction_is_found_by_its_number(api: PaystackApi, paystack: RunningPaystack) -> None:
    payment = paid(api, paystack)
    assert payment.transaction_id is not None

    assert api.transaction(payment.transaction_id) == payment
    assert api.transaction(payment.transaction_id + 1) is None


def test_only_processed_refunds_of_a_transaction_count(api: PaystackApi, paystack: RunningPaystack) -> None:
    payment, other = paid(api, paystack), paid(api, paystack, "01KADEPOSIT-2")
    refund(api, paystack, payment, 10_000)
    refund(api, paystack, payment, 20_000)
    refund(api, paystack, payment, 30_000, outcome="failed")
    refund(api, paystack, payment, 40_000, outcome="needs-attention")
    refund(api, paystack, other, 50_000)

    found = list(api.refunds(transaction_id=payment.transaction_id))

    assert [one.amount for one in found] == [Money(20_000, "NGN"), Money(10_000, "NGN")]
    assert {one.transaction_id for one in found} == {payment.transaction_id}


def test_all_refunds_since_then_are_listed(api: PaystackApi, paystack: RunningPaystack) -> None:
    payment, other = paid(api, paystack), paid(api, paystack, "01KADEPOSIT-2")
    refund(api, paystack, payment, 10_000)
    refund(api, paystack, other, 50_000)

    assert [one.transaction_id for one in api.refunds(since=since())] == [other.transaction_id, payment.transaction_id]
    assert list(api.refunds(since=datetime.now(UTC) + TODAY)) == []


def test_a_refund_whose_transaction_is_an_object_counts_as_well(api: PaystackApi, paystack: RunningPaystack) -> None:
    listed = {"id": 7, "transaction": {"id": 12}, "amount": "500", "currency": "NGN", "status": "processed"}
    arm(paystack, REFUNDS, "error_before", status=200, body={"status": True, "data": [listed]})

    assert [(one.transaction_id, one.amount) for one in api.refunds()] == [(12, Money(500, "NGN"))]


@pytest.mark.parametrize("call", [LIST, REFUNDS], ids=["transactions", "refunds"])
@pytest.mark.parametrize(
    "body",
    [{"status": True}, {"data": {}}, {"data": [17]}, {"data": [{"id": 1}]}],
    ids=["none", "object", "number", "bare"],
)
def test_an_unreadable_list_is_not_an_empty_list(
    api: PaystackApi, paystack: RunningPaystack, call: dict[str, str], body: object
) -> None:
    arm(paystack, call, "error_before", status=200, body=body)

    with pytest.raises(Unavailable):
        list(api.refunds() if call is REFUNDS else api.transactions("success", since=since()))


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_a_refused_list_is_not_an_empty_list(api: PaystackApi, paystack: RunningPaystack, status: int) -> None:
    arm(paystack, LIST, "error_before", status=status, times=6)

    with pytest.raises(Unavailable):
        list(api.transactions("success", since=since()))
    with pytest.raises(Unavailable):
        api.transaction(1)


def test_an_answer_about_another_transaction_is_an_error(api: PaystackApi, paystack: RunningPaystack) -> None:
    about = {"id": 8, "reference": "R-1", "status": "success", "amount": 1, "currency": "NGN"}
    arm(paystack, LIST, "error_before", status=200, body={"status": True, "data": about})

    with pytest.raises(Unavailable):
        api.transaction(7)
