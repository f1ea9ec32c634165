"""One simulated world: the real services over simulated ports, from the first event to rest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any

from callbox.composition.services import Services
from callbox.domain.errors import CallboxError, Refused
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from tests import builders
from tests.fake_accounts import FakeUsers
from tests.fake_oversight import FakeDifferences, FakePayOuts, FakeSupplierBalances
from tests.fake_shop import FakeCatalogue, FakePricing
from tests.fake_stores import FakeTables
from tests.fake_world import FakeIds, FakeLog
from tests.money.at_rest import check_rest, is_to_be_reconciled
from tests.money.boundary import Line, Record
from tests.money.faults import NoFaults, Plan
from tests.money.flows import FLOWS
from tests.money.invariants import Auditor
from tests.money.lagging import Index, LaggingDeposits, LaggingVerifications, Watched
from tests.money.outside import Outside
from tests.money.payments import Outcome, SimulatedPaystack, lost_dispute
from tests.money.ports import SimulatedPorts
from tests.money.queueing import Delivery, SimulatedQueues
from tests.money.scheduler import START, Scheduler, Task, Violation
from tests.money.supplying import Behaviour, SimulatedSupplier
from tests.money.timers import RECONCILE_EVERY_S, Timers

PRICE = Money(45_000, "NGN")
PRICE_IN_AREA = Money(63_000, "NGN")
"""With an area code."""
ITS_AREA, ANOTHER_AREA = "202", "415"
"""The area code of every number that the supplier assigns, and one that it never has."""
"""The price of the one service with the settings of builders.pricing_settings."""
_MOST_RECONCILIATIONS = 8
_OPERATOR_S = 3_600.0
"""Until an operator has seen the alarm: in our template Lambda does not repeat a failed timer."""
_OPERATORS_DAYS = 30
_OPERATORS_TRIES = 4
_OPERATORS_PAUSE_S = 2_700.0
"""Until the account is released on every operator's clock after an interrupted run."""


def _nothing() -> float:
    return 0.0


@dataclass
class Circumstances:
    """The circumstances of a world. The defaults are a calm world in which everything happens in order."""

    plan: Plan = field(default_factory=NoFaults)
    rank: Callable[[], float] = _nothing
    latency_s: Callable[[], float] = lambda: 0.01
    index_lag_s: Callable[[], float] = _nothing
    most_index_lag_s: float = 0.0
    lateness_s: Callable[[], float] = _nothing
    copies: Callable[[], int] = lambda: 1
    idle: frozenset[str] = frozenset()
    webhook_copies: Callable[[], int] = lambda: 1
    skew_s: Callable[[str], float] = lambda _: 0.0
    most_skew_s: float = 0.0
    sweepers: int = 1
    behave: Callable[[str], Behaviour] = lambda _: Behaviour()
    number: Callable[[], str] | None = None
    paystack_outages: tuple[tuple[float, float], ...] = ()
    refund_takes_s: Callable[[int], float | None] = lambda _: 5.0
    unclear_openings: int = 0
    supplier_outages: tuple[tuple[float, float], ...] = ()


class World:
    """`run` runs every event and then checks the world at rest."""

    def __init__(self, circumstances: Circumstances, record: Record) -> None:
        self.circumstances = circumstances
        self.record = record
        scheduler = self.scheduler = Scheduler(circumstances.rank)
        self.log = FakeLog()
        self._number_count = 0
        self.paystack = SimulatedPaystack(
            scheduler,
            outages=circumstances.paystack_outages,
            refund_takes_s=circumstances.refund_takes_s,
            on_returned=self.notify_returned,
            unclear_openings=circumstances.unclear_openings,
        )
        self.supplier = SimulatedSupplier(
            scheduler,
            behave=circumstances.behave,
            numbers=circumstances.number or self._fresh_number,
            on_text=self._announce_text,
            on_rent=lambda: self._timers.keep_cancelling_orphans(),  # noqa: PLW0108 - they are made below
            outages=circumstances.supplier_outages,
        )
        self._deposit_index = Index[Any, Any](scheduler, circumstances.index_lag_s)
        self._verification_index = Index[Any, Any](scheduler, circumstances.index_lag_s)
        self.tables = FakeTables(
            wallets=Watched(self._on_wallet),
            deposits=Watched(self._on_deposit),
            verifications=Watched(self._on_verification),
        )
        self.auditor = Auditor(
            self.tables, self.paystack, self.supplier, self.log, scheduler, circumstances.most_skew_s
        )
        self.queues = SimulatedQueues(
            scheduler,
            lambda flow, args, ended: self.start(flow, *args, on_end=ended),
            visibility_s={name: flow.visibility_s for name, flow in FLOWS.items()},
            delivery=Delivery(circumstances.copies, circumstances.lateness_s, circumstances.idle),
        )
        self._timers = Timers(
            scheduler,
            self.tables,
            self.supplier,
            circumstances.most_skew_s,
            sweep=self._sweep,
            cancel_orphans=lambda: self.start("cancel_orphan_orders"),
            is_noted=lambda order_id: f"orphan_order:{order_id}" in self.outside.differences.stored,
        )
        self._line = Line(
            scheduler,
            circumstances.plan,
            record,
            latency_s=circumstances.latency_s,
            after_effect=self.auditor.check_step,
        )
        self.outside = Outside(
            scheduler=scheduler,
            tables=self.tables,
            deposits=LaggingDeposits(self.tables, self._deposit_index),
            verifications=LaggingVerifications(self.tables, self._verification_index),
            queues=self.queues,
            paystack=self.paystack,
            supplier=self.supplier,
            differences=FakeDifferences(),
            balances=FakeSupplierBalances(),
            pay_outs=FakePayOuts(),
            log=self.log,
            ids=FakeIds(),
        )
        self._started = 0
        self._stock()
        self.services = Services(SimulatedPorts(self.outside, self._line))

    # --- for scenarios

    def start(self, flow: str, *args: Any, on_end: Callable[[Task], None] | None = None, delay_s: float = 0.0) -> None:
        """Run a flow, now or later. An error outside the contract fails the run."""
        row = FLOWS[flow]

        def ended(task: Task) -> None:
            how = "crashed" if task.crashed else repr(task.error) if task.error else "done"
            self.record.note(self.scheduler.now_s, task.label, how)
            if task.error is not None and not isinstance(task.error, CallboxError):
                raise Violation(f"{task.label} broke: {task.error!r}") from task.error
            if on_end is not None:
                on_end(task)

        def work() -> Any:
            result = row.run(self.services, *args)
            self._line.end()
            return result

        def begin() -> None:
            self._started += 1
            self.scheduler.spawn(
                flow,
                f"#{self._started} {flow}",
                work,
                timeout_s=row.timeout_s,
                on_end=ended,
                skew_s=self.circumstances.skew_s(flow),
            )

        self.scheduler.after(delay_s, begin)

    def fund(self, user_id: UserId, amount: Money, *, key: str = "funding", card: str | None = None) -> str:
        """Fund a customer's wallet before the first event. Return the payment's reference."""
        self.auditor.sent_key(user_id, key)
        deposit, _ = self.services.deposits.create(user_id, amount_minor=amount.minor, key=key, request_hash="")
        self.paystack.pay(deposit.reference, Outcome(card=card))
        self.services.deposits.credit(deposit.reference)
        return deposit.reference

    def pass_unnoticed(self, *, hours: float) -> None:
        """Let time pass without timers, before the first event."""
        self.scheduler.skip(hours * 3_600)
        self._timers.forget()

    def notify_paid(self, reference: str) -> None:
        """Let Paystack announce a payment, with its repetitions."""
        self._notify(reference, reference)

    def notify_returned(self, reference: str) -> None:
        """Let Paystack announce a refund or a dispute."""
        self._notify(f"{reference} returned {self.paystack.returned_minor(reference)}", reference, True)

    def notify_dispute_lost(self, reference: str) -> None:
        """Let Paystack announce that a payer has won a dispute."""
        self._notify(lost_dispute(reference), reference, True, True)

    def reconcile(self, *args: Any, tries: int = _OPERATORS_TRIES, delay_s: float = 0.0) -> None:
        """Run the daily reconciliation; if it dies or is incomplete, operators repeat it until it is complete."""

        def ended(task: Task) -> None:
            is_complete = not task.crashed and task.error is None and not task.result.left_out
            if not is_complete and tries > 1:
                self.reconcile(_OPERATORS_DAYS, tries=tries - 1, delay_s=_OPERATOR_S)

        self.start("reconcile_books", *args, on_end=ended, delay_s=delay_s)

    def refund_account(self, user_id: UserId, *, delay_s: float = 0.0, tries: int = _OPERATORS_TRIES) -> None:
        """Let an operator pay out a frozen account, and repeat the command until it reports success."""

        def begin() -> None:
            mark = self.auditor.mark(user_id)
            self.start("refund", builders.a_user(user_id).email, on_end=partial(ended, mark))

        def ended(mark: int, task: Task) -> None:
            if not task.crashed and task.error is None:
                self.auditor.paid_out[user_id] = mark
            elif tries > 1 and (not isinstance(task.error, Refused) or task.error.code == "being_paid_out"):
                self.refund_account(user_id, delay_s=_OPERATORS_PAUSE_S, tries=tries - 1)

        self.scheduler.after(delay_s, begin)

    def run(self) -> None:
        """Run every event, then check that everything is settled and no money is lost."""
        self.scheduler.run()
        for _ in range(_MOST_RECONCILIATIONS):
            if not is_to_be_reconciled(self.outside):
                break
            now_s = self.scheduler.now_s
            self.reconcile(delay_s=ceil((now_s + 1.0) / RECONCILE_EVERY_S) * RECONCILE_EVERY_S - now_s)
            self.scheduler.run()
        check_rest(
            self.outside,
            self.auditor,
            most_skew_s=self.circumstances.most_skew_s,
            last_fault_s=self.record.last_fault_s,
        )

    # --- construction

    def _stock(self) -> None:
        for user_id in (builders.ADA, builders.BOB):
            FakeUsers(self.tables).add(builders.a_user(user_id))
        FakeCatalogue(self.tables).put([builders.a_service(refreshed_at=START)])
        FakePricing(self.tables).add_pricing(builders.pricing_settings(changed_at=START))

    def _fresh_number(self) -> str:
        self._number_count += 1
        return f"1{ITS_AREA}555{self._number_count:04d}"

    def _announce_text(self, order_id: str) -> None:
        for _ in range(self.circumstances.webhook_copies()):
            self.start("receive_textverified_event", order_id)

    def _notify(self, news: str, reference: str, *returned: bool) -> None:
        for _ in range(self.circumstances.webhook_copies()):
            self.paystack.send_webhook(
                news, lambda ended: self.start("receive_paystack_event", reference, *returned, on_end=ended)
            )

    def _sweep(self) -> None:
        for _ in range(self.circumstances.sweepers):
            self.start("sweep_open_work")

    def _on_wallet(self, key: Any, wallet: Any) -> None:
        self.auditor.touch_wallet(key)

    def _on_deposit(self, key: Any, deposit: Any) -> None:
        self._deposit_index.write(key, deposit)
        self.auditor.touch_deposit(key, deposit)
        self._timers.keep_sweeping()

    def _on_verification(self, key: Any, verification: Any) -> None:
        self._verification_index.write(key, verification)
        self.auditor.touch_verification(key, verification)
        self._timers.keep_sweeping()
