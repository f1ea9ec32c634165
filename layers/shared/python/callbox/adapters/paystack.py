"""Paystack: open transactions, read their state, request refunds.

We decide by error codes, not by messages or statuses: Paystack has changed both for the same error. We send metadata
(the page to return to after a cancel) and never read it.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import msgspec

from callbox.adapters.answers import (
    MALFORMED,
    READ_TIMEOUT_S,
    Answer,
    NoAnswerError,
    NotSentError,
    UnexpectedAnswerError,
)
from callbox.domain.deposits import PayerTraits, Payment, Refusal
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.money import Money
from callbox.domain.payers import traits
from callbox.ports.paystack import DuplicateReference, PaymentRefused, Refund

if TYPE_CHECKING:
    from callbox.adapters.outbound import Outbound

_REFUSING = (400, 422)
"""Statuses of a request that Paystack will never accept. Source: https://paystack.com/docs/api/errors/"""
_REFUSALS: Mapping[str, Refusal] = {
    "invalid_email_address": "email",
    "invalid_amount": "amount",
}
_WRONG_KEY = "invalid_Key"
_TRANSFERS = ("bank_transfer", "dedicated_nuban")
_VERIFY_RETRIES = 2
_RETRY_AFTER_S = 2
_PER_PAGE = 100
_MAX_PAGES = 1_000
"""A hundred thousand payments in one list. With more in thirty days, this comparison no longer fits."""

T = TypeVar("T")


class _Error(msgspec.Struct):
    code: str | None = None
    message: str | None = None


class _Checkout(msgspec.Struct):
    authorization_url: str
    reference: str


class _Opened(msgspec.Struct):
    data: _Checkout


class _Authorization(msgspec.Struct):
    """Who paid. Of a card, `signature` is the same at each use: https://paystack.com/docs/payments/recurring-charges/

    What a transfer says of its sender is documented only by samples, so none of it is relied on.
    """

    signature: object = None
    bank: object = None
    account_name: object = None
    sender_bank: object = None
    sender_bank_account_number: object = None
    sender_name: object = None


class _Transaction(msgspec.Struct):
    reference: str
    status: str
    amount: int
    currency: str
    requested_amount: int | None = None
    id: int | None = None
    channel: object = None
    authorization: object = None


class _Verified(msgspec.Struct):
    data: _Transaction


class _Page(msgspec.Struct):
    data: list[object]


class _Numbered(msgspec.Struct):
    id: int


class _Refund(msgspec.Struct):
    """`transaction` is a number in lists and an object elsewhere."""

    id: int
    transaction: int | _Numbered
    amount: int
    currency: str
    status: str


class PaystackApi:
    """The Paystack ports. `secret_key` is called for each request, so that the key can be rotated.

    No request is repeated after `retry_for_s`. With the timeouts, one call of `verify` ends within 12 s.
    """

    def __init__(
        self,
        outbound: "Outbound",
        secret_key: Callable[[], str],
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        retry_pause_s: float = 0.3,
        retry_for_s: float = 4.0,
    ) -> None:
        self._secret_key = secret_key
        self._outbound = outbound
        self._read_timeout_s = read_timeout_s
        self._retry_pause_s = retry_pause_s
        self._retry_for_s = retry_for_s

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        """Open a transaction and return the URL of its checkout page. Never retried.

        A customer who cancels returns to the same URL as one who pays, with the reference in it, and `cancelled=1`.
        Source of the fields: https://paystack.com/docs/api/transaction/
        """
        body = {
            "email": email,
            "amount": amount.minor,
            "currency": amount.currency,
            "reference": reference,
            "callback_url": callback_url,
            "metadata": {"cancel_action": _cancelled(callback_url, reference)},
        }
        try:
            answer = self._call("POST", "/transaction/initialize", body=body)
        except NotSentError as problem:
            raise _unavailable() from problem
        except NoAnswerError as problem:
            raise _uncertain() from problem
        if answer.is_unclear:
            raise _uncertain() from UnexpectedAnswerError(answer)
        if answer.status in (200, 201):
            return _read_checkout(answer, reference)
        error = _read_error(answer)
        if error.code == "duplicate_reference":
            raise DuplicateReference(reference) from _described(answer, error)
        if answer.status in _REFUSING and error.code != _WRONG_KEY:
            raise PaymentRefused(_REFUSALS.get(error.code or "", "payment")) from _described(answer, error)
        # a wrong key is our mistake and ends when we correct it; until then no customer can pay
        raise _unavailable(answer.retry_after_s) from _described(answer, error)

    def verify(self, reference: str) -> Payment | None:
        """Return the state of a transaction, or None when Paystack does not know it."""
        answer = self._ask(f"/transaction/verify/{quote(reference, safe='')}")
        if answer.status == 200:
            return _read_payment(answer, reference)
        error = _read_error(answer)
        if error.code == "transaction_not_found":
            return None
        raise _unavailable() from _described(answer, error)

    def transaction(self, transaction_id: int) -> Payment | None:
        """Return a transaction by Paystack's number, or None."""
        answer = self._ask(f"/transaction/{transaction_id}")
        if answer.status == 200:
            payment = _payment(_parse(answer, _Verified).data)
            if payment.transaction_id != transaction_id:
                raise _unavailable() from UnexpectedAnswerError(answer, "about another transaction")
            return payment
        error = _read_error(answer)
        if error.code == "transaction_not_found":
            return None
        raise _unavailable() from _described(answer, error)

    def transactions(self, status: Literal["success", "reversed"], *, since: datetime) -> Iterator[Payment]:
        """Yield the transactions opened since then that have this status now, newest first, each once."""
        query = {"status": status, "from": _time(since)}
        for found in self._list("/transaction", query, _Transaction, lambda one: one.reference):
            if found.status == status:
                yield _payment(found)

    def refunds(self, *, since: datetime | None = None, transaction_id: int | None = None) -> Iterator[Refund]:
        """Yield completed refunds, each once: those requested since then, or those of one transaction.

        Both Paystack and we filter by transaction, so another transaction's refund never counts.
        """
        query = {} if since is None else {"from": _time(since)}
        query |= {} if transaction_id is None else {"transaction": str(transaction_id)}
        for found in self._list("/refund", query, _Refund, lambda one: one.id):
            of = found.transaction if isinstance(found.transaction, int) else found.transaction.id
            if found.status == "processed" and transaction_id in (None, of):
                yield Refund(found.id, of, Money(found.amount, found.currency))

    def refunds_promised(self, transaction_id: int) -> int:
        """Return the sum of a transaction's refunds, completed or pending, in minor units."""
        asked = self._list("/refund", {"transaction": str(transaction_id)}, _Refund, lambda one: one.id)
        return sum(
            one.amount
            for one in asked
            if one.status != "failed"
            and transaction_id == (one.transaction if isinstance(one.transaction, int) else one.transaction.id)
        )

    def refund(self, reference: str, amount: Money) -> None:
        """Request a refund of this amount to the payer. Never retried.

        Raises Unavailable when Paystack refuses or was not reached, Uncertain when it may have accepted it.
        """
        body = {"transaction": reference, "amount": amount.minor, "currency": amount.currency}
        try:
            answer = self._call("POST", "/refund", body=body)
        except NotSentError as problem:
            raise _unavailable() from problem
        except NoAnswerError as problem:
            raise _uncertain() from problem
        if answer.is_unclear:
            raise _uncertain() from UnexpectedAnswerError(answer)
        if answer.status not in (200, 201):
            raise _unavailable(answer.retry_after_s) from _described(answer, _read_error(answer))

    def _list(self, path: str, query: Mapping[str, str], item: type[T], identity: Callable[[T], object]) -> Iterator[T]:
        """Yield the items of all pages, each once: a new item moves the last of a page onto the next one.

        Raises Unavailable beyond `_MAX_PAGES`: part of a list would look like a difference.
        """
        seen = set[object]()
        for number in range(1, _MAX_PAGES + 1):
            asked = urlencode({**query, "perPage": _PER_PAGE, "page": number})
            answer = self._ask(f"{path}?{asked}")
            if answer.status != 200:
                raise _unavailable() from _described(answer, _read_error(answer))
            page = _parse(answer, _Page)
            for raw in page.data:
                try:
                    found = msgspec.convert(raw, item, strict=False)
                except MALFORMED as problem:
                    raise _unavailable() from problem
                if identity(found) not in seen:
                    seen.add(identity(found))
                    yield found
            if len(page.data) < _PER_PAGE:
                return
        raise _unavailable()

    def _ask(self, path: str) -> Answer:
        """GET a path, with retries if the failure may pass soon."""
        last_retry_at_s = time.monotonic() + self._retry_for_s
        for _ in range(_VERIFY_RETRIES):
            try:
                return self._get(path)
            except Unavailable as problem:
                if time.monotonic() > last_retry_at_s or problem.retry_after_s > _RETRY_AFTER_S:
                    raise
            time.sleep(self._retry_pause_s * random.uniform(0.5, 1.5))  # noqa: S311 - jitter  # nosec B311
        return self._get(path)

    def _get(self, path: str) -> Answer:
        """Return a final answer. Raises Unavailable for one that a retry may change."""
        try:
            answer = self._call("GET", path)
        except (NotSentError, NoAnswerError) as problem:
            raise _unavailable() from problem
        if answer.is_unclear or answer.status == 429:
            raise _unavailable(answer.retry_after_s) from UnexpectedAnswerError(answer)
        return answer

    def _call(self, method: str, path: str, *, body: object = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._secret_key()}"}
        return self._outbound.call(method, path, read_timeout_s=self._read_timeout_s, headers=headers, body=body)


def _read_checkout(answer: Answer, reference: str) -> str:
    try:
        checkout = msgspec.json.decode(answer.body, type=_Opened).data
    except MALFORMED as problem:
        raise _uncertain() from problem
    is_address = urlsplit(checkout.authorization_url).scheme in ("https", "http")
    if checkout.reference != reference or not is_address:
        raise _uncertain() from UnexpectedAnswerError(answer, "without our reference or an address")
    return checkout.authorization_url


def _read_payment(answer: Answer, reference: str) -> Payment:
    transaction = _parse(answer, _Verified).data
    if transaction.reference != reference:
        raise _unavailable() from UnexpectedAnswerError(answer, "about another reference")
    return _payment(transaction)


def _parse(answer: Answer, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.body, type=shape, strict=False)  # numbers may come as strings
    except MALFORMED as problem:
        raise _unavailable() from problem


def _payment(transaction: _Transaction) -> Payment:
    requested = transaction.requested_amount
    return Payment(
        reference=transaction.reference,
        status=transaction.status,
        amount=Money(transaction.amount, transaction.currency),
        requested_amount=None if requested is None else Money(requested, transaction.currency),
        transaction_id=transaction.id,
        channel=transaction.channel if isinstance(transaction.channel, str) and transaction.channel else None,
        payer=_payer(transaction),
    )


def _payer(transaction: _Transaction) -> PayerTraits | None:
    """Return what identifies the payer, or None. A payment never fails for what this part of an answer looks like."""
    try:
        told = msgspec.convert(transaction.authorization, _Authorization)
    except msgspec.ValidationError:
        return None
    if transaction.channel == "card":
        return traits("card", _text(told.signature))
    if transaction.channel in _TRANSFERS:
        bank, name = _text(told.sender_bank) or _text(told.bank), _text(told.sender_name) or _text(told.account_name)
        return traits("transfer", bank, _text(told.sender_bank_account_number), name)
    return None


def _text(told: object) -> str | None:
    return told if isinstance(told, str) else None


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _read_error(answer: Answer) -> _Error:
    try:
        return msgspec.json.decode(answer.body, type=_Error)
    except MALFORMED:
        return _Error()


def _described(answer: Answer, error: _Error) -> UnexpectedAnswerError:
    return UnexpectedAnswerError(answer, f"{error.code}: {error.message}")


def _cancelled(address: str, reference: str) -> str:
    """Return the URL to which Paystack sends a customer after a payment, with a note that this one was cancelled."""
    parts = urlsplit(address)
    beside = [("trxref", reference), ("reference", reference), ("cancelled", "1")]
    query = urlencode([*parse_qsl(parts.query), *beside])
    return urlunsplit(parts._replace(query=query))


def _unavailable(retry_after_s: int | None = None) -> Unavailable:
    return Unavailable(
        "The payment provider is not answering. Try again in a moment.",
        retry_after_s=retry_after_s or _RETRY_AFTER_S,
        code="payment_provider_unavailable",
    )


def _uncertain() -> Uncertain:
    return Uncertain("The payment provider gave no clear answer.")
