"""One seed, one schedule: customers, outside parties, delays, duplicates, clocks and faults are drawn from it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from random import Random

from callbox.domain.deposits import Deposit
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from tests.builders import ADA, BOB, a_user
from tests.money.boundary import Record
from tests.money.customers import Customer
from tests.money.faults import Fault, FaultsBesides, RandomFaults
from tests.money.payments import Outcome
from tests.money.supplying import EXPIRED, Behaviour, Text
from tests.money.world import ANOTHER_AREA, ITS_AREA, PRICE, PRICE_IN_AREA, Circumstances, World

_REFUSALS = ("supplier_out_of_credit", "no_numbers", "price_rose", "supplier_refused", EXPIRED)
_CONSUMERS = ("settle_deposit", "request_number", "fetch_code", "fetch_code_of")
_MOST_COPIES = 5
_MOST_EXTRA_COPIES = 12
"""Each duplicated poll continues polling, so duplicates have a budget: the test is of two at once, not a hundred."""
_AN_HOUR_S = 3_600.0


def run_seed(seed: int, record: Record, chosen: Mapping[int, Fault]) -> World:
    """Run the schedule of a seed to rest and check it; `chosen` faults strike as well, by call. Raises Violation."""
    random = Random(seed)
    circumstances = _circumstances(random)
    world = World(replace(circumstances, plan=FaultsBesides(circumstances.plan, chosen)), record)
    for user_id in (ADA, BOB)[: random.choice((1, 1, 2))]:
        _Life(world, Customer(world, user_id), random).begin()
    if random.random() < 0.05:
        world.reconcile(delay_s=random.random() * 900.0)
    world.run()
    return world


def _circumstances(random: Random) -> Circumstances:
    most_skew_s = random.choice((0.0, 0.0, 5.0, 300.0))
    copies = _doubles(random, random.choice((0.0, 0.0, 0.05, 0.2)))
    numbers = random.choice((1, 2, 10_000))
    haste = random.choice((0.01, 0.2, 2.0))
    lag_s = random.choice((0.0, 0.5, 5.0, 90.0))
    tardiness_s = random.choice((0.0, 0.1, 3.0, 30.0))
    return Circumstances(
        plan=RandomFaults(
            random, rate=random.choice((0.0, 0.01, 0.03, 0.1, 0.3)), budget=random.choice((1, 2, 3, 5, 10, 25))
        ),
        rank=random.random,
        latency_s=lambda: 0.0 if random.random() < 0.4 else random.random() * haste,
        index_lag_s=lambda: random.random() * lag_s,
        most_index_lag_s=lag_s,
        lateness_s=lambda: random.random() * tardiness_s,
        copies=copies,
        idle=frozenset({random.choice(_CONSUMERS)}) if random.random() < 0.04 else frozenset(),
        webhook_copies=lambda: random.choice((0, 1, 1, 1, 2, 3)),
        skew_s=lambda _: (2 * random.random() - 1) * most_skew_s,
        most_skew_s=most_skew_s,
        sweepers=random.choice((1, 1, 2)),
        behave=lambda _: _behaviour(random),
        number=lambda: f"1{ITS_AREA}555{random.randrange(numbers):04d}",
        paystack_outages=_outages(random),
        supplier_outages=_outages(random),
        refund_takes_s=lambda _: random.choice((0.0, 1.0, 30.0, 3_600.0, None)),
    )


def _doubles(random: Random, share: float) -> Callable[[], int]:
    left = _MOST_EXTRA_COPIES

    def copies() -> int:
        nonlocal left
        if left <= 0 or random.random() >= share:
            return 1
        extra = min(left, random.randrange(1, _MOST_COPIES))
        left -= extra
        return 1 + extra

    return copies


def _outages(random: Random) -> tuple[tuple[float, float], ...]:
    if random.random() < 0.85:
        return ()
    begin_s = random.random() * 600.0
    return ((begin_s, begin_s + random.choice((5.0, 60.0, 400.0))),)


def _behaviour(random: Random) -> Behaviour:
    """Return the supplier's behaviour for one order: mostly correct, otherwise an observed misbehaviour."""
    window_s = random.choice((20.0, 20.0, 40.0, 40.0, 120.0, 120.0, 900.0))
    texts = tuple(
        Text(
            after_s=random.random() * window_s * 1.2,
            has_code=random.random() < 0.8,
            is_denied=random.random() < 0.03,
        )
        for _ in range(random.choice((0, 1, 1, 2)))
    )
    return Behaviour(
        refusal=random.choice(_REFUSALS) if random.random() < 0.15 else None,
        refusals=random.choice((1, 9)),
        order_takes_s=random.choice((0.1, 0.5, 2.0, 20.0, 29.9, 35.0)) if random.random() < 0.3 else 0.2,
        breaks_after_accepting=random.random() < 0.1,
        number_after_s=random.choice((3.0, 30.0, None)) if random.random() < 0.15 else 0.0,
        window_s=window_s,
        texts=texts,
        texts_after_return=random.random() < 0.3,
        completes_alone_s=random.random() * window_s if random.random() < 0.05 else None,
        state_lag_s=random.choice((0.0, 0.0, 1.0, 6.0)),
        settles_s=random.choice((0.0, 5.0, 45.0, None)) if random.random() < 0.3 else 5.0,
        cancels_from_s=random.choice((0.0, 10.0, None)) if random.random() < 0.3 else 0.0,
        answers_cancels=random.random() >= 0.03,
        sends_webhooks=random.random() < 0.7,
    )


class _Life:
    """What one customer does in an hour: tops up, buys, waits, cancels, retries, taps twice."""

    def __init__(self, world: World, customer: Customer, random: Random) -> None:
        self._world = world
        self._customer = customer
        self._random = random

    def begin(self) -> None:
        random = self._random
        if random.random() < 0.8:
            amount = Money(PRICE.minor * random.choice((1, 2, 3)), "NGN")
            self._maybe_returns(self._world.fund(self._customer.user_id, amount), amount)
        if random.random() < 0.05:
            email, at_s = a_user(self._customer.user_id).email, self._soon_s()
            self._world.start("freeze", email, delay_s=at_s)
            if random.random() < 0.5:
                self._world.start("unfreeze", email, delay_s=at_s + self._soon_s())
            for _ in range(random.choice((0, 1, 1, 2))):
                at_s += self._soon_s()
                self._world.refund_account(self._customer.user_id, delay_s=at_s)
        self._maybe(0.03, lambda: self._world.refund_account(self._customer.user_id, delay_s=self._soon_s()))
        if random.random() < 0.1:
            for _ in range(random.choice((1, 2, 3))):
                minor = random.choice((None, PRICE.minor - 1, PRICE.minor, 2 * PRICE.minor))
                self._customer.limit_spending(minor, delay_s=self._soon_s())
        for _ in range(random.choice((0, 0, 1, 2))):
            self._deposit()
        self._maybe(0.01, lambda: self._world.notify_paid("01KJVKTCGR00000000000000ZZ-1"))  # not our payment
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            self._world.scheduler.after(self._soon_s(), self._purchase)

    def _soon_s(self) -> float:
        """Return a delay: often zero, so that events collide."""
        random = self._random
        return random.choice((0.0, random.random() * 0.5, random.random() * 30.0, random.random() * 300.0))

    def _deposit(self) -> None:
        amount = Money(self._random.choice((1, 2, 5)) * PRICE.minor, "NGN")
        key = f"deposit-{self._random.randrange(3)}-{amount.minor}"
        for _ in range(self._random.choice((1, 1, 2))):
            self._customer.deposit(amount, key=key, then=self._at_checkout)

    def _at_checkout(self, deposit: Deposit) -> None:
        random = self._random
        if random.random() < 0.02:
            return  # never paid, and checked for four days
        delay_s = random.choice((1.0, 60.0 * random.random(), 600.0 * random.random()))
        if random.random() < 0.03:
            delay_s = random.choice((97, 200)) * _AN_HOUR_S  # paid long after the deposit has failed
        for outcome in _outcomes(random, deposit.amount):
            self._customer.pay_later(deposit, outcome, delay_s=delay_s, webhook=True)
            paid_s, delay_s = delay_s, delay_s + self._soon_s()
        reference = (deposit.authorization_url or "/").rpartition("/")[2]
        if reference:
            self._maybe_returns(reference, deposit.amount, after_s=paid_s)
        self._maybe(0.05, lambda: self._customer.cancel_deposit_later(deposit, delay_s=self._soon_s()))
        if random.random() < 0.5:
            self._customer.verify_later(deposit, delay_s=max(0.0, delay_s + random.random() * 2.0 - 1.0))

    def _maybe_returns(self, reference: str, amount: Money, *, after_s: float = 0.0) -> None:
        """Return a payment, in part or in full, by a refund or a chargeback, which may be undone."""
        random, paystack = self._random, self._world.paystack
        while random.random() < 0.1:
            after_s += self._soon_s()
            minor = random.choice((amount.minor, amount.minor // 2, PRICE.minor, 1))
            happen: Callable[[], object] = random.choice(
                (
                    partial(paystack.refund, reference, minor),
                    partial(paystack.refund, reference, minor),
                    partial(paystack.charge_back, reference),
                    partial(paystack.restore, reference),
                    lambda: None,  # a dispute is opened
                    partial(self._lose_dispute, reference),
                )
            )
            self._world.scheduler.after(after_s, partial(self._return, reference, happen))

    def _return(self, reference: str, happen: Callable[[], object]) -> None:
        if reference in self._world.paystack.paid_at_s:
            happen()
            self._world.notify_returned(reference)

    def _lose_dispute(self, reference: str) -> None:
        """Let a payer win a dispute; both the result and any return are announced."""
        if self._world.paystack.lose_dispute(reference):
            self._world.notify_dispute_lost(reference)

    def _purchase(self) -> None:
        random, customer = self._random, self._customer
        kind = random.random()
        if kind < 0.15:
            customer.buy_batch(
                PRICE,
                quantity=random.choice((2, 3)),
                then=lambda batch: self._maybe(0.5, lambda: customer.cancel_batch_later(batch, delay_s=self._soon_s())),
            )
            return
        key = f"purchase-{random.randrange(1_000)}"
        wished = random.choice(("",) * 6 + (ITS_AREA, ANOTHER_AREA))
        key = f"{key}{wished}"
        for _ in range(random.choice((1, 1, 2))):
            customer.buy(PRICE_IN_AREA if wished else PRICE, key=key, wished=wished, then=self._with_number)

    def _with_number(self, verification: Verification) -> None:
        random, customer = self._random, self._customer
        for _ in range(random.choice((0, 1, 1, 2))):
            self._maybe(0.5, lambda: customer.cancel_later(verification, delay_s=self._soon_s()))
        key = f"again-{random.randrange(1_000)}"
        for _ in range(random.choice((1, 1, 2))):
            self._maybe(
                0.3,
                lambda: customer.retry_later(
                    verification,
                    delay_s=self._soon_s(),
                    key=random.choice((key, f"{key}-other")),
                    then=self._with_number,
                ),
            )

    def _maybe(self, chance: float, action: Callable[[], None]) -> None:
        if self._random.random() < chance:
            action()


def _outcomes(random: Random, asked: Money) -> list[Outcome]:
    """Return the events at a checkout, in order; a success is the last."""
    paid = Money(asked.minor + random.choice((0, 0, 1_500)), "NGN")
    right = Outcome(paid=paid, requested=asked, card="of the family")
    wrong = random.choice(
        (
            Outcome(paid=Money(asked.minor - 1, "NGN"), requested=asked),
            Outcome(paid=Money(asked.minor * 2, "NGN")),
            Outcome(paid=Money(100, "NGN")),
            Outcome(paid=Money(asked.minor, "USD"), requested=Money(asked.minor, "USD")),
        )
    )
    last = right if random.random() < 0.8 else wrong
    before = random.choice(((), (), ("failed",), ("abandoned", "failed"), ("ongoing",), ("reversed",)))
    return [*(Outcome(status=status) for status in before), last]
