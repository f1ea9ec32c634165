"""TextVerified: order numbers, read their messages, cancel orders, read our account.

An order carries the verification's id as its idempotency key, so repeating it after an unclear answer orders nothing
twice. This module maps the supplier's refusal codes to ours.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeVar
from urllib.parse import quote

from callbox.adapters import textverified_wire as wire
from callbox.adapters.answers import (
    MALFORMED,
    READ_TIMEOUT_S,
    Answer,
    NoAnswerError,
    UnexpectedAnswerError,
)
from callbox.adapters.textverified_access import Credentials, TextVerifiedAccess, unavailable
from callbox.domain.code_extraction import extract_code
from callbox.domain.errors import Uncertain
from callbox.domain.messages import MAX_TEXT_CHARS, Message
from callbox.domain.orders import Outcome
from callbox.domain.verifications import Verification
from callbox.ports.clock import Clock
from callbox.ports.supplier import ListedOrder, Order, OrderExpired, OrderRefused
from callbox.ports.supplier_tokens import SupplierTokens

if TYPE_CHECKING:
    from callbox.adapters.outbound import Outbound

_MAX_ORDER_PAGES = 500  # a busy day; the supplier sets the page size
_MAX_POLLED_PAGES = 5  # the newest orders, which wait for codes; older ones are polled one by one
_MAX_SMS_PAGES = 10  # a number lives for minutes; later pages are not read
_CONFLICT_RETRY_S = 5  # an order with the same key is still being made
_CROWDED_RETRY_S = 30  # until another of the account's verifications ends

_REFUSALS = {
    "insufficientbalance": "supplier_out_of_credit",
    "unavailable": "no_numbers",
    "pricingfailure": "price_rose",
}
_OUTCOMES: dict[str, Outcome] = {
    "verificationpending": "open",
    "verificationcompleted": "delivered",
    "verificationreused": "delivered",
    "verificationreactivated": "delivered",
    "verificationcanceled": "cancelled",
    "verificationtimedout": "returned",
    "verificationreported": "returned",
    "verificationrefunded": "returned",
}
_AREA_CODE = re.compile("[2-9][0-9]{2}")
_CAPABILITIES = {"sms": "sms", "voice": "voice", "smsandvoicecombo": "smsAndVoiceCombo"}

Shape = TypeVar("Shape")
Page = TypeVar("Page", wire.OrderPage, wire.PolledPage)


@dataclass(frozen=True)
class Timeouts:
    """`order_s` is for orders, which can stall for more than half a minute and then succeed."""

    read_s: float = READ_TIMEOUT_S
    order_s: float = 60.0


class TextVerifiedApi:
    """The Supplier ports on API v2. Repeats a call only after a refused token."""

    def __init__(
        self,
        outbound: "Outbound",
        credentials: Callable[[], Credentials],
        tokens: SupplierTokens,
        clock: Clock,
        *,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._clock = clock
        self._timeouts = timeouts or Timeouts()
        self._access = TextVerifiedAccess(
            outbound,
            credentials,
            tokens,
            clock,
            auth_timeout_s=self._timeouts.read_s,
        )

    def order(self, verification: Verification) -> str:
        """Order a number and return the order's id. Calls with the same verification order one number.

        The supplier charges at most `max_cost_usd`. Raises OrderRefused or OrderExpired.
        """
        try:
            answer = self._access.call(
                "POST",
                "/verifications",
                read_timeout_s=self._timeouts.order_s,
                headers={"Idempotency-Key": verification.order_key},
                body=_order_body(verification),
            )
        except NoAnswerError as problem:
            raise _uncertain() from problem
        if answer.is_unclear:
            raise _uncertain() from UnexpectedAnswerError(answer)
        if answer.status not in (200, 201):
            _raise_refusal(answer)
        return _read_ordered_id(answer)

    def get(self, order_id: str) -> Order:
        answer = self._ask("GET", _path_of(order_id))
        details = _parse(answer, wire.Details)
        if details.id != order_id:
            raise unavailable() from UnexpectedAnswerError(answer, "about another verification")
        return Order(
            order_id=order_id,
            number=wire.e164(details.number),
            outcome=_outcome_of(details),
            ends_at=wire.in_utc(details.ends_at),
        )

    def outcomes(self, order_ids: Collection[str], *, since: datetime) -> Mapping[str, Outcome]:
        """Return the outcomes of these orders from the list of orders made since then.

        Reads another page only if it may save more requests than it costs. Stops when the newest orders contain none of
        these: then so many orders are made that these are many pages away.
        """
        found: dict[str, Outcome] = {}
        for read, page in enumerate(self._order_pages(wire.PolledPage), 1):
            items = wire.read_items(page.data, wire.PolledItem)
            found |= {item.id: _outcome_of(item) for item in items if item.id in order_ids}
            is_past = bool(items) and wire.in_utc(items[-1].created_at) < since
            if not found or is_past or read == _MAX_POLLED_PAGES or len(order_ids) - len(found) <= read:
                break
        return found

    def messages(self, order_id: str, *, most: int, known: Collection[str] = ()) -> Sequence[Message]:
        """Return at most the `most` oldest messages of an order whose ids are not `known`, oldest first."""
        texts = [sms for page in self._sms_pages(order_id) for sms in wire.read_texts(page.data)]
        now = self._clock.now()
        came = {sms.id: (wire.in_utc(sms.created_at or now), sms) for sms in texts if sms.id not in known}
        oldest_first = sorted(came.values(), key=lambda one: (one[0], one[1].id))
        return [_message(sms, at) for at, sms in oldest_first[:most]]

    def cancel(self, order_id: str) -> bool:
        """Cancel the order. Return False when the supplier says that it cannot be cancelled."""
        path = f"{_path_of(order_id)}/cancel"
        try:
            answer = self._access.call("POST", path, read_timeout_s=self._timeouts.read_s)
        except NoAnswerError as problem:
            raise _uncertain() from problem
        if answer.is_unclear:
            raise _uncertain() from UnexpectedAnswerError(answer)
        if answer.status not in (200, 400):
            raise unavailable() from UnexpectedAnswerError(answer)
        return answer.status == 200

    def orders(self, *, since: datetime) -> Iterator[ListedOrder]:
        """Yield the orders made since then, newest first, in the supplier's order.

        Each comes once, although a new order moves the last of a page onto the next one. Raises Unavailable beyond
        `_MAX_ORDER_PAGES`: part of a list would look like a difference.
        """
        seen = set[str]()
        for read, page in enumerate(self._order_pages(wire.OrderPage)):
            if read == _MAX_ORDER_PAGES:
                raise unavailable()
            for item in page.data:
                ordered_at = wire.in_utc(item.created_at)
                if ordered_at < since:
                    return
                if item.id not in seen:
                    seen.add(item.id)
                    yield ListedOrder(item.id, _outcome_of(item), ordered_at, item.total_cost)

    def balance_usd(self) -> Decimal:
        """Return our remaining credit. One credit is one dollar."""
        return _parse(self._ask("GET", "/account/me"), wire.Account).balance

    def services(self) -> Sequence[tuple[str, str, str]]:
        """Return (name, label, capability) of every service that can be ordered."""
        answer = self._ask("GET", "/services?numberType=mobile&reservationType=verification")
        if answer.status != 200:
            raise unavailable() from UnexpectedAnswerError(answer)
        try:
            items = wire.read_each(answer.body, wire.ServiceItem)
        except MALFORMED as problem:
            raise unavailable() from problem
        return [(item.name, item.description or item.name, _capability(item.capability)) for item in items]

    def cost_usd(self, *, name: str, capability: str) -> Decimal | None:
        """Return the price of a service without options, or None when it cannot be ordered. A credit is a dollar."""
        body = {
            "serviceName": name,
            "areaCode": False,
            "carrier": False,
            "numberType": "mobile",
            "capability": capability,
        }
        answer = self._ask("POST", "/pricing/verifications", body=body)
        if answer.status == 400:
            return None
        price = _parse(answer, wire.Price).price
        if not price.is_finite() or price < 0:
            raise unavailable() from UnexpectedAnswerError(answer, "without a price")
        return price

    def area_codes(self) -> Sequence[str]:
        """Return the area codes that an order can wish for, without the malformed ones."""
        answer = self._ask("GET", "/area-codes")
        if answer.status != 200:
            raise unavailable() from UnexpectedAnswerError(answer)
        try:
            items = wire.read_each(answer.body, wire.AreaCodeItem)
        except MALFORMED as problem:
            raise unavailable() from problem
        return [one.area_code for one in items if _AREA_CODE.fullmatch(one.area_code)]

    def available(self, *, name: str, capability: str) -> int | None:
        """Return how many numbers of a service there are, at most 9,000; None when the supplier does not say."""
        body = {"serviceName": name, "numberType": "mobile", "capability": capability}
        answer = self._ask("POST", "/inventory/verifications", body=body)
        if answer.status == 400:
            return None
        return max(0, _parse(answer, wire.Inventory).available)

    def _order_pages(self, shape: type[Page]) -> Iterator[Page]:
        """Yield the pages of the list of orders, newest first. Requests each page lazily."""
        next_href: str | None = None
        while True:
            page = _parse(self._ask("GET", f"/verifications{wire.page_query(next_href)}"), shape)
            yield page
            next_href = page.next_href
            if not next_href:
                return

    def _sms_pages(self, order_id: str) -> Iterator[wire.SmsPage]:
        next_href: str | None = None
        for _ in range(_MAX_SMS_PAGES):
            page = _parse(self._ask("GET", f"/sms?{wire.sms_query(order_id, next_href)}"), wire.SmsPage)
            yield page
            next_href = page.next_href
            if not next_href:
                return

    def _ask(self, method: str, path: str, *, body: object = None) -> Answer:
        """Send a request that changes nothing. Raises Unavailable without an answer."""
        try:
            return self._access.call(method, path, read_timeout_s=self._timeouts.read_s, body=body)
        except NoAnswerError as problem:
            raise unavailable() from problem


def _order_body(verification: Verification) -> dict[str, object]:
    selection = verification.selection
    return {
        "serviceName": selection.service,
        "capability": selection.capability,
        "areaCodeSelectOption": list(selection.area_codes) or None,
        "carrierSelectOption": list(selection.carriers) or None,
        "maxPrice": float(verification.max_cost_usd),  # JSON has only floats; this one prints like the decimal
    }


def _read_ordered_id(answer: Answer) -> str:
    """Return the id in the Location or else in the body. Without one, raise Uncertain: repeating the order tells."""
    order_id = wire.verification_id_in(answer.headers.get("Location"))
    if order_id is None:
        try:
            order_id = wire.verification_id_in(wire.read(answer.body, wire.Link).href)
        except MALFORMED as problem:
            raise _uncertain() from problem
    if order_id is None:
        raise _uncertain() from UnexpectedAnswerError(answer, "without a link")
    return order_id


def _raise_refusal(answer: Answer) -> NoReturn:
    try:
        error = wire.read(answer.body, wire.Error)
    except MALFORMED:
        error = wire.Error()
    cause = UnexpectedAnswerError(answer, f"{error.code}: {error.description}")
    code = (error.code or "").casefold()
    if answer.status == 409:
        raise unavailable(_CONFLICT_RETRY_S) from cause
    if answer.status != 400:
        raise unavailable() from cause
    if code == "toomanyunfinishedverifications":
        raise unavailable(_CROWDED_RETRY_S) from cause
    if code in _REFUSALS:
        raise OrderRefused(_REFUSALS[code]) from cause
    # the code for an expired purchase is not documented
    if b"expire" in answer.body.lower():
        raise OrderExpired from cause
    raise OrderRefused("supplier_refused") from cause


def _parse(answer: Answer, shape: type[Shape]) -> Shape:
    if answer.status != 200:
        raise unavailable() from UnexpectedAnswerError(answer)
    try:
        return wire.read(answer.body, shape)
    except MALFORMED as problem:
        raise unavailable() from problem


def _outcome_of(order: wire.Details | wire.OrderItem | wire.PolledItem) -> Outcome:
    return _OUTCOMES.get(order.state.casefold(), "open")


def _message(sms: wire.Sms, received_at: datetime) -> Message:
    text = sms.content or sms.parsed_code or ""
    return Message(
        id=sms.id,
        sender=sms.sender or None,
        text=text[:MAX_TEXT_CHARS],
        code=extract_code(text, parsed_code=sms.parsed_code),
        received_at=received_at,
    )


def _path_of(order_id: str) -> str:
    return f"/verifications/{quote(order_id, safe='')}"


def _capability(name: str) -> str:
    return _CAPABILITIES.get(name.casefold(), name)


def _uncertain() -> Uncertain:
    return Uncertain("The supplier of numbers gave no clear answer.")
