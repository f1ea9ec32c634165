"""The supplier, simulated: its behaviour for an order is fixed when the order is made."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import inf

from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.messages import Message
from callbox.domain.orders import OWED_NOTHING, Outcome
from callbox.domain.verifications import Verification
from callbox.ports.supplier import ListedOrder, Order, OrderExpired, OrderRefused
from tests.money.scheduler import Scheduler, moment, seconds_of

ORDER_TIMEOUT_S = 30.0
"""How long our side waits for the answer to an order; as in the composition."""
EXPIRED = "order_expired"
_COST_USD = Decimal("0.25")
_CREDIT_USD = Decimal(100)


@dataclass(frozen=True)
class Text:
    """A text that arrives `after_s` after the number was assigned. Without `has_code` it has no certain code.

    `is_denied`: it comes from a service for which no numbers are rented.
    """

    after_s: float
    has_code: bool = True
    is_denied: bool = False


@dataclass(frozen=True)
class Behaviour:
    """What the supplier does with one order.

    `refusal`: the first `refusals` attempts are refused for this reason, after `refusal_takes_s`.
    `order_takes_s`: more than 30 means that we stop waiting, but the number is rented all the same; so does
    `breaks_after_accepting`, at once. `settles_s`: how long after the end an unused number is counted as timed out;
    None means never. `state_lag_s`: how long an order still reads `open` after its text came, and can be cancelled.
    `cancels_from_s`: None means that it refuses always. `answers_cancels`: without it, a request to cancel this order
    is never answered, nor carried out.
    """

    refusal: str | None = None
    refusals: int = 0
    refusal_takes_s: float = 0.0
    order_takes_s: float = 0.5
    breaks_after_accepting: bool = False
    number_after_s: float | None = 0.0
    window_s: float = 900.0
    texts: tuple[Text, ...] = ()
    texts_after_return: bool = False
    completes_alone_s: float | None = None
    state_lag_s: float = 0.0
    settles_s: float | None = 5.0
    cancels_from_s: float | None = 0.0
    answers_cancels: bool = True
    sends_webhooks: bool = True

    @property
    def may_be_cancelled(self) -> bool:
        return self.cancels_from_s is not None and self.answers_cancels


@dataclass
class Rented:
    """An order as the supplier keeps it."""

    order_id: str
    key: str
    behaviour: Behaviour
    ordered_s: float
    number: str
    ready_s: float
    returned_s: float | None = None
    refused_cancels: int = 0
    returned_by: str = ""
    """The flow that cancelled it."""

    @property
    def ends_s(self) -> float:
        return self.ordered_s + self.behaviour.window_s

    @property
    def gone_s(self) -> float:
        """When the order ended without a code: by a cancel or a timeout. Infinite if it has not."""
        if self.returned_s is not None:
            return self.returned_s
        if self.behaviour.settles_s is None:
            return inf
        timed_out_s = self.ends_s + self.behaviour.settles_s
        return inf if self._completed_s <= timed_out_s else timed_out_s

    @property
    def _completed_s(self) -> float:
        """When the order counts as delivered, unless it ends before."""
        firsts = [self.behaviour.completes_alone_s] if self.behaviour.completes_alone_s is not None else []
        if self.behaviour.number_after_s is not None:
            firsts += [text.after_s + self.behaviour.state_lag_s for text in self.behaviour.texts]
        return self.ready_s + min(firsts, default=inf)

    def texts(self, now_s: float) -> list[tuple[float, Text]]:
        """Return the texts that have arrived by then, with their times."""
        if self.behaviour.number_after_s is None:
            return []
        until_s = now_s if self.behaviour.texts_after_return else min(now_s, self.gone_s)
        arrived = [(self.ready_s + text.after_s, text) for text in self.behaviour.texts]
        return [(at_s, text) for at_s, text in arrived if at_s <= until_s]

    def outcome(self, now_s: float) -> Outcome:
        """Return the outcome of the order. We are billed for `delivered`."""
        if self.gone_s <= now_s:
            return "returned" if self.returned_s is None else "cancelled"
        return "delivered" if self._completed_s <= now_s else "open"

    def code_came_by(self, at_s: float) -> bool:
        return self.code_came_s <= at_s

    @property
    def code_came_s(self) -> float:
        return min((at_s for at_s, text in self.texts(inf) if text.has_code and not text.is_denied), default=inf)


@dataclass
class SimulatedSupplier:
    """The ports to the supplier: its numbers, and its own records.

    `behave` chooses an order's behaviour when its key is first seen; `on_rent` is called for each new order.
    """

    scheduler: Scheduler
    behave: Callable[[str], Behaviour]
    numbers: Callable[[], str]
    on_text: Callable[[str], None]
    on_rent: Callable[[], None]
    outages: tuple[tuple[float, float], ...] = ()
    rented: dict[str, Rented] = field(default_factory=dict)
    by_key: dict[str, Rented] = field(default_factory=dict)
    _behaviours: dict[str, Behaviour] = field(default_factory=dict)
    _refused: dict[str, int] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)

    def order(self, verification: Verification) -> str:
        self._answer_or_not()
        key = verification.order_key
        if key in self._busy:
            raise Unavailable("an order with this key is under way")
        behaviour = self._behaviours.setdefault(key, self.behave(key))
        rented = self.by_key.get(key)
        if rented is not None:
            return rented.order_id
        if behaviour.refusal is not None and self._refused.get(key, 0) < behaviour.refusals:
            self._refused[key] = self._refused.get(key, 0) + 1
            self.scheduler.sleep(behaviour.refusal_takes_s)
            raise OrderExpired if behaviour.refusal == EXPIRED else OrderRefused(behaviour.refusal)
        rented = self._rent(key, behaviour)
        self._busy.add(key)
        try:
            self.scheduler.sleep(min(behaviour.order_takes_s, ORDER_TIMEOUT_S))
        finally:
            self._busy.discard(key)
        if behaviour.order_takes_s > ORDER_TIMEOUT_S or behaviour.breaks_after_accepting:
            raise Uncertain("no clear answer")
        return rented.order_id

    def get(self, order_id: str) -> Order:
        self._answer_or_not()
        rented, now_s = self.rented[order_id], self.scheduler.now_s
        has_number = rented.behaviour.number_after_s is not None and now_s >= rented.ready_s
        return Order(order_id, rented.number if has_number else None, rented.outcome(now_s), moment(rented.ends_s))

    def outcomes(self, order_ids: Collection[str], *, since: datetime) -> Mapping[str, Outcome]:
        self._answer_or_not()
        return {one: self.rented[one].outcome(self.scheduler.now_s) for one in order_ids}

    def messages(self, order_id: str, *, most: int, known: Collection[str] = ()) -> Sequence[Message]:
        self._answer_or_not()
        return [message for message in self._all_messages(order_id) if message.id not in known][:most]

    def _all_messages(self, order_id: str) -> list[Message]:
        return [
            Message(
                id=f"{order_id}-text-{k}",
                sender="Coinbase" if text.is_denied else "Example",
                text="482913 is your code" if text.has_code else "Welcome",
                code="482913" if text.has_code else None,
                received_at=moment(at_s),
            )
            for k, (at_s, text) in enumerate(self.rented[order_id].texts(self.scheduler.now_s))
        ]

    def cancel(self, order_id: str) -> bool:
        self._answer_or_not()
        rented, now_s = self.rented[order_id], self.scheduler.now_s
        if not rented.behaviour.answers_cancels:
            rented.refused_cancels += 1
            raise Unavailable("an unclear answer to the cancel of this order")
        allowed_s = rented.behaviour.cancels_from_s
        if allowed_s is None or now_s < rented.ordered_s + allowed_s or rented.outcome(now_s) != "open":
            rented.refused_cancels += 1
            return False
        rented.returned_s = now_s
        rented.returned_by = self.scheduler.current.flow if self.scheduler.current else ""
        return True

    def orders(self, *, since: datetime) -> Iterator[ListedOrder]:
        self._answer_or_not()
        now_s = self.scheduler.now_s
        listed = [
            ListedOrder(one.order_id, one.outcome(now_s), moment(one.ordered_s), _COST_USD)
            for one in reversed(self.rented.values())
            if one.ordered_s >= seconds_of(since)
        ]
        return iter(listed)

    def balance_usd(self) -> Decimal:
        self._answer_or_not()
        kept = sum(one.outcome(self.scheduler.now_s) not in OWED_NOTHING for one in self.rented.values())
        return _CREDIT_USD - kept * _COST_USD

    def _rent(self, key: str, behaviour: Behaviour) -> Rented:
        now_s = self.scheduler.now_s
        rented = Rented(
            order_id=f"order-{len(self.rented) + 1}",
            key=key,
            behaviour=behaviour,
            ordered_s=now_s,
            number=self.numbers(),
            ready_s=now_s + (behaviour.number_after_s or 0.0),
        )
        self.rented[rented.order_id] = self.by_key[key] = rented
        self.on_rent()
        if behaviour.sends_webhooks and behaviour.number_after_s is not None:
            for text in behaviour.texts:
                self.scheduler.after(
                    rented.ready_s + text.after_s - now_s, lambda: self._announce(rented, self.scheduler.now_s)
                )
        return rented

    def _announce(self, rented: Rented, at_s: float) -> None:
        if any(came_s >= at_s for came_s, _ in rented.texts(at_s)):
            self.on_text(rented.order_id)

    def _answer_or_not(self) -> None:
        if any(begin <= self.scheduler.now_s < end for begin, end in self.outages):
            raise Unavailable("the supplier is down")
