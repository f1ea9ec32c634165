"""One simulated world: the real services over simulated ports, from the first event to rest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from callbox.domain.deposits import DepositBounds
from callbox.domain.errors import CallboxError
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.trust import LEVELS, Limits
from callbox.services.batches import BatchService
from callbox.services.catalogue import CatalogueService
from callbox.services.deposits import DepositService
from callbox.services.fulfilment import FulfilmentService
from callbox.services.retrying import RetryService
from callbox.services.sweeping import Sweeper
from callbox.services.verifications import VerificationService
from tests import builders
from tests.fake_accounts import FakeUsers
from tests.fake_rulings import deny_list
from tests.fake_shop import FakeCatalogue, FakeSettings
from tests.fake_stores import (
    FakeBatches,
    FakeBooks,
    FakeMessages,
    FakeRequestKeys,
    FakeTables,
)
from tests.fake_world import FakeEvents, FakeIds
from tests.money.boundary import Line, Record
from tests.money.faults import NoFaults, Plan
from tests.money.flows import FLOWS, Services
from tests.money.invariants import Auditor
from tests.money.lagging import Index, LaggingDeposits, LaggingVerifications, Watched
from tests.money.payments import Outcome, SimulatedPaystack
from tests.money.queueing import Delivery, SimulatedQueues
from tests.money.scheduler import START, Scheduler, SimulatedClock, Task, Violation, seconds_of
from tests.money.supplying import Behaviour, SimulatedSupplier

PRICE = Money(45_000, "NGN")
"""What the one service costs with the settings of builders.pricing_settings."""
_PLENTY = 10**15
_LIMITS = {level: Limits(10, _PLENTY, _PLENTY, _PLENTY, _PLENTY, 10, _PLENTY) for level in LEVELS}
"""Only the limit of open numbers is in the way: the others would end a long simulation's purchases."""
_TICK_S = 60.0
_BOUNDS = DepositBounds(Money(10_000, "NGN"), Money(100_000_000, "NGN"))


def _nothing() -> float:
    return 0.0


@dataclass
class Circumstances:
    """How the world treats us. The defaults are a calm one in which everything happens in order."""

    plan: Plan = field(default_factory=NoFaults)
    rank: Callable[[], float] = _nothing
    latency_s: Callable[[], float] = lambda: 0.01
    index_lag_s: Callable[[], float] = _nothing
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
    supplier_outages: tuple[tuple[float, float], ...] = ()


class World:
    """`run` lets it live until nothing is left to happen, and then judges it."""

    def __init__(self, circumstances: Circumstances, record: Record) -> None:
        self.circumstances = circumstances
        self.record = record
        self.scheduler = Scheduler(circumstances.rank)
        self.ids = FakeIds()
        self.events = FakeEvents()
        self._number_count = 0
        self.paystack = SimulatedPaystack(self.scheduler, outages=circumstances.paystack_outages)
        self.supplier = SimulatedSupplier(
            self.scheduler,
            behave=circumstances.behave,
            numbers=circumstances.number or self._fresh_number,
            on_text=self._announce_text,
            outages=circumstances.supplier_outages,
        )
        self._deposit_index = Index[Any, Any](self.scheduler, circumstances.index_lag_s)
        self._verification_index = Index[Any, Any](self.scheduler, circumstances.index_lag_s)
        self.tables = FakeTables(
            wallets=Watched(self._on_wallet),
            deposits=Watched(self._on_deposit),
            verifications=Watched(self._on_verification),
        )
        self.auditor = Auditor(self.tables, self.paystack, self.supplier, self.events, self.scheduler)
        self.queues = SimulatedQueues(
            self.scheduler,
            lambda flow, args, ended: self.start(flow, *args, on_end=ended),
            visibility_s={name: flow.visibility_s for name, flow in FLOWS.items()},
            delivery=Delivery(circumstances.copies, circumstances.lateness_s, circumstances.idle),
        )
        self._line = Line(
            self.scheduler,
            circumstances.plan,
            record,
            latency_s=circumstances.latency_s,
            after_effect=self.auditor.check_step,
        )
        self._minutes: set[int] = set()
        self._started = 0
        self._stock()
        self.services = self._wire()

    # --- what scenarios do

    def start(self, flow: str, *args: Any, on_end: Callable[[Task], None] | None = None, delay_s: float = 0.0) -> None:
        """Run a flow, now or later. An error that is not part of the contract breaks the world."""
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

    def fund(self, user_id: UserId, amount: Money) -> None:
        """Give a customer a wallet with money in it, before anything happens."""
        key = f"funding of {user_id}"
        self.auditor.sent_key(user_id, key)
        deposit, _ = self.services.deposits.create(user_id, amount_minor=amount.minor, key=key, request_hash="")
        self.paystack.pay(deposit.reference, Outcome())
        self.services.deposits.credit(deposit.reference)

    def pass_unnoticed(self, *, hours: float) -> None:
        """Let time pass in which no timer goes off, before anything else happens."""
        self.scheduler.skip(hours * 3_600)
        self._minutes.clear()
        self._keep_ticking()

    def notify_paid(self, reference: str) -> None:
        """Let Paystack tell us of a payment, as often as it does."""
        for _ in range(self.circumstances.webhook_copies()):
            self.paystack.send_webhook(
                reference, lambda about, ended: self.start("receive_paystack_event", about, on_end=ended)
            )

    def run(self) -> None:
        """Let everything happen, then check that all is settled and nothing is lost."""
        self.scheduler.run()
        self.auditor.check_rest(dead={message.args[0] for message in self.queues.dead})
        broken = [facts for event, facts in self.events.alarms if event == "sweep_broken"]
        if broken:
            raise Violation(f"the sweeper broke: {broken}")

    # --- how it is made

    def _stock(self) -> None:
        for user_id in (builders.ADA, builders.BOB):
            FakeUsers(self.tables).add(builders.a_user(user_id))
        FakeCatalogue(self.tables).put([builders.a_service(refreshed_at=START)])
        FakeSettings(self.tables).add_pricing(builders.pricing_settings(changed_at=START))

    def _wire(self) -> Services:
        """Compose the services as wiring does."""
        tables, port = self.tables, self._line.port
        clock, ids, events = SimulatedClock(self.scheduler), self.ids, self.events
        deposits = port("deposits", LaggingDeposits(tables, self._deposit_index))
        verifications = port("verifications", LaggingVerifications(tables, self._verification_index))
        books, keys = port("books", FakeBooks(tables)), port("keys", FakeRequestKeys(tables))
        batches, messages = port("batches", FakeBatches(tables)), port("messages", FakeMessages(tables))
        queues = port("queues", self.queues)
        deposit_service = DepositService(
            deposits=deposits,
            books=books,
            users=port("users", FakeUsers(tables)),
            paystack=port("paystack", self.paystack),
            clock=clock,
            ids=ids,
            events=events,
            bounds=_BOUNDS,
            limits=_LIMITS,
            return_url="https://callbox.example/wallet/return",
        )
        verification_service = VerificationService(
            verifications=verifications,
            messages=messages,
            batches=batches,
            books=books,
            keys=keys,
            catalogue=CatalogueService(
                catalogue=port("catalogue", FakeCatalogue(tables)),
                settings=port("settings", FakeSettings(tables)),
                denied=deny_list(clock),
                clock=clock,
            ),
            queues=queues,
            clock=clock,
            ids=ids,
            events=events,
            users=port("users", FakeUsers(tables)),
            require_verified_email=True,
            limits=_LIMITS,
        )
        fulfilment = FulfilmentService(
            verifications=verifications,
            messages=messages,
            books=books,
            supplier=port("supplier", self.supplier),
            queues=queues,
            denied=deny_list(clock),
            limits=_LIMITS,
            clock=clock,
            events=events,
            pause=self.scheduler.sleep,
        )
        return Services(
            deposits=deposit_service,
            verifications=verification_service,
            fulfilment=fulfilment,
            retries=RetryService(verifications=verification_service, fulfilment=fulfilment, keys=keys),
            batches=BatchService(
                batches=batches, verifications=verification_service, fulfilment=fulfilment, clock=clock
            ),
            sweeper=Sweeper(deposits=deposit_service, fulfilment=fulfilment, clock=clock, events=events),
            queues=queues,
            clock=clock,
        )

    def _fresh_number(self) -> str:
        self._number_count += 1
        return f"1202555{self._number_count:04d}"

    def _announce_text(self, supplier_id: str) -> None:
        for _ in range(self.circumstances.webhook_copies()):
            self.start("receive_textverified_event", supplier_id)

    def _on_wallet(self, key: Any, wallet: Any) -> None:
        self.auditor.touch_wallet(key)

    def _on_deposit(self, key: Any, deposit: Any) -> None:
        self._deposit_index.write(key, deposit)
        self.auditor.touch_deposit(key, deposit)
        self._keep_ticking()

    def _on_verification(self, key: Any, verification: Any) -> None:
        self._verification_index.write(key, verification)
        self.auditor.touch_verification(key, verification)
        self._keep_ticking()

    # --- the sweeper's timer

    def _keep_ticking(self) -> None:
        """Let the timer go off in the next minute in which something is due. Minutes without work are left out."""
        due = self._due()
        if not due:
            return
        now_s = self.scheduler.now_s
        first_s = max(now_s + 1.0, seconds_of(min(due)) - self.circumstances.most_skew_s)
        minute = ceil(first_s / _TICK_S)
        if minute not in self._minutes:
            self._minutes.add(minute)
            self.scheduler.after(minute * _TICK_S - now_s, lambda: self._tick(minute))

    def _tick(self, minute: int) -> None:
        self._minutes.discard(minute)
        if not self._due():
            return
        for _ in range(self.circumstances.sweepers):
            self.start("sweep_open_work")
        # whatever this run leaves behind is taken up by the next one
        self.scheduler.after(0.5, self._keep_ticking)

    def _due(self) -> list[datetime]:
        due = [one.due_at for one in self.tables.deposits.values() if one.due_at]
        return due + [one.due_at for one in self.tables.verifications.values() if one.due_at]
