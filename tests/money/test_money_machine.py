"""Hypothesis chooses the next act of customers, outside parties, time and faults; I1-I9 hold after every step.

It searches differently from the seeds, and shrinks what it finds.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from tests.builders import ADA, BOB, a_user
from tests.money.boundary import Record
from tests.money.customers import Customer
from tests.money.faults import Boundary, Call, Fault
from tests.money.payments import Outcome
from tests.money.supplying import Behaviour, Text
from tests.money.world import PRICE, Circumstances, World

pytestmark = pytest.mark.no_cover  # coverage doubles its time, and the services' tests cover the same code
CUSTOMERS = st.sampled_from((ADA, BOB))
BEHAVIOURS = st.sampled_from(
    (
        Behaviour(window_s=60.0, texts=(Text(5.0),)),
        Behaviour(window_s=20.0),
        Behaviour(window_s=20.0, texts=(Text(4.0, has_code=False),)),
        Behaviour(window_s=20.0, texts=(Text(4.0),), state_lag_s=5.0, sends_webhooks=False),
        Behaviour(window_s=20.0, texts=(Text(10.0),), texts_after_return=True),
        Behaviour(window_s=20.0, cancels_from_s=None, settles_s=None),
        Behaviour(refusal="no_numbers", refusals=1),
        Behaviour(window_s=20.0, breaks_after_accepting=True, texts=(Text(5.0),)),
        Behaviour(number_after_s=None, window_s=30.0),
    )
)
OUTCOMES = st.sampled_from(
    (
        Outcome(),
        Outcome(status="failed"),
        Outcome(paid=Money(100, "NGN")),
        Outcome(paid=Money(PRICE.minor, "USD"), requested=Money(PRICE.minor, "USD")),
    )
)


class CommandedFaults:
    """Strikes chosen calls, counted from the moment of the choice."""

    def __init__(self) -> None:
        self._coming: dict[int, Fault] = {}
        self._next = 0

    def strike(self, fault: Fault, *, after_calls: int) -> None:
        self._coming[self._next + after_calls] = fault

    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None:
        self._next = number + 1
        fault = self._coming.pop(number, None)
        return fault if fault in call.faults else None


class MoneyMachine(RuleBasedStateMachine):
    """One world; its rules are the possible events."""

    opened = Bundle("opened")
    bought = Bundle("bought")

    def __init__(self) -> None:
        super().__init__()
        self.plan = CommandedFaults()
        self.behaviour = Behaviour(window_s=60.0, texts=(Text(5.0),))
        circumstances = Circumstances(plan=self.plan, behave=lambda _: self.behaviour, sweepers=2)
        self.world = World(circumstances, Record())
        self.customers = {user_id: Customer(self.world, user_id) for user_id in (ADA, BOB)}
        amount = Money(3 * PRICE.minor, "NGN")
        self.payments = {user_id: self.world.fund(user_id, amount) for user_id in (ADA, BOB)}

    @rule(target=opened, user_id=CUSTOMERS)
    def top_up(self, user_id: UserId) -> object:
        found: list[Deposit] = []
        self.customers[user_id].deposit(Money(PRICE.minor, "NGN"), then=found.append)
        self._pass(1.0)
        return multiple(*found)

    @rule(deposit=consumes(opened), outcome=OUTCOMES, webhook=st.booleans())
    def pay(self, deposit: Deposit, outcome: Outcome, webhook: bool) -> None:
        self.customers[deposit.user_id].pay_later(deposit, outcome, delay_s=0.0, webhook=webhook)
        self._pass(0.01)

    @rule(deposit=opened)
    def ask_about(self, deposit: Deposit) -> None:
        self.customers[deposit.user_id].verify_later(deposit, delay_s=0.0)

    @rule(target=bought, user_id=CUSTOMERS, behaviour=BEHAVIOURS, times=st.integers(1, 2))
    def buy(self, user_id: UserId, behaviour: Behaviour, times: int) -> object:
        self.behaviour = behaviour
        found: list[Verification] = []
        customer = self.customers[user_id]
        key = f"key-{self.world.scheduler.now_s}"
        for _ in range(times):
            customer.buy(PRICE, key=key, then=found.append)
        self._pass(0.5)
        return multiple(*found)

    @rule(verification=bought)
    def cancel(self, verification: Verification) -> None:
        self.customers[verification.user_id].cancel_later(verification, delay_s=0.0)

    @rule(target=bought, verification=bought)
    def retry(self, verification: Verification) -> object:
        found: list[Verification] = []
        self.customers[verification.user_id].retry_later(verification, delay_s=0.0, then=found.append)
        self._pass(0.5)
        return multiple(*found)

    @rule(user_id=CUSTOMERS, minor=st.sampled_from((1, PRICE.minor, 3 * PRICE.minor)))
    def refund(self, user_id: UserId, minor: int) -> None:
        if self.world.paystack.refund(self.payments[user_id], minor):
            self.world.notify_returned(self.payments[user_id])

    @rule(user_id=CUSTOMERS)
    def charge_back(self, user_id: UserId) -> None:
        if self.world.paystack.charge_back(self.payments[user_id]):
            self.world.notify_returned(self.payments[user_id])

    @rule(user_id=CUSTOMERS, act=st.sampled_from(("freeze", "unfreeze")))
    def operate(self, user_id: UserId, act: str) -> None:
        self.world.start(act, a_user(user_id).email)

    @rule(user_id=CUSTOMERS)
    def pay_out(self, user_id: UserId) -> None:
        self.world.refund_account(user_id)

    @rule()
    def reconcile(self) -> None:
        self.world.reconcile()

    @rule(fault=st.sampled_from(Fault), after_calls=st.integers(0, 12))
    def strike(self, fault: Fault, after_calls: int) -> None:
        self.plan.strike(fault, after_calls=after_calls)

    @rule(seconds=st.sampled_from((0.02, 0.5, 3.0, 15.0, 61.0, 300.0)))
    def wait(self, seconds: float) -> None:
        self._pass(seconds)

    @invariant()
    def the_books_are_right(self) -> None:
        for user_id in (ADA, BOB):
            self.world.auditor.touch_wallet(user_id)
        self.world.auditor.check_step()

    def teardown(self) -> None:
        self.world.run()

    def _pass(self, seconds: float) -> None:
        self.world.scheduler.run(until_s=self.world.scheduler.now_s + seconds)


TestMoneyMachine = MoneyMachine.TestCase
TestMoneyMachine.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    derandomize=True,
)
