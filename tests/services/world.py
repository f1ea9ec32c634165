"""Callbox in memory: every service on fake ports, queues that run their own jobs, and hooks for interruptions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from callbox.composition.services import Services
from callbox.domain import standing
from callbox.domain.denied_list import CATEGORIES
from callbox.domain.deposits import Deposit
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.ledger import Entry
from callbox.domain.money import Money
from callbox.domain.polling import PollMode
from callbox.domain.standing import TrustRule
from callbox.domain.trust import LEVELS, Limits, TrustLevel
from callbox.domain.verifications import Selection, Verification
from callbox.services.fulfilment import FulfilmentService
from callbox.services.sweeping import Swept
from tests.builders import ADA, NOW, a_config, a_selection, a_service, a_user, fund, pricing_settings
from tests.fake_closures import FakeClosures, FakePersonalData
from tests.fake_live import FakePages
from tests.fake_live_connections import FakeLiveConnections
from tests.fake_oversight import FakeOperatorLog, FakeReceivables
from tests.fake_payers import FakeFingerprints, FakePayers
from tests.fake_ports import FakePorts
from tests.fake_push import FakePushQueue, FakePushSubscriptions
from tests.fake_rulings import FakeRulings
from tests.fakes import (
    FakeAccessTokens,
    FakeAccountLog,
    FakeAreaCodes,
    FakeBatches,
    FakeCatalogue,
    FakeChallenges,
    FakeClock,
    FakeDevices,
    FakeIds,
    FakeLog,
    FakeMailboxes,
    FakeMailedTokens,
    FakeMailer,
    FakeMessages,
    FakePasswords,
    FakePricing,
    FakeRequestKeys,
    FakeSecondFactors,
    FakeStockCounts,
    FakeTables,
    FakeTallies,
    FakeTemplates,
    FakeWebhookRecords,
    FetchCode,
    FetchCodeOf,
    Job,
    RequestNumber,
    SendMail,
    SettleDeposit,
)
from tests.services.races import (
    Interruptions,
    RacedBooks,
    RacedDeposits,
    RacedEmailChanges,
    RacedPaystack,
    RacedSessions,
    RacedSupplier,
    RacedUsers,
    RacedVerifications,
    UnreliableQueues,
)

REDELIVERED_AFTER = timedelta(seconds=30)
OPEN_LIMIT = 12
LIMITS = Limits(OPEN_LIMIT, 120, 500, 200, 60, 10, 10_000_000)
"""The limits of every level, unless a test changes one."""
HOME = "203.0.113.7"
"""The network address that customers come from."""


class World:
    """Ada with an empty wallet, and every service of Callbox. WhatsApp costs her ₦450."""

    def __init__(self, **settings: Any) -> None:
        self.settings_changed = settings
        self.tables = FakeTables()
        self.clock = FakeClock(NOW)
        self.log = FakeLog()
        self.ids = FakeIds()
        self.queues = UnreliableQueues(self.clock)
        self.passwords = FakePasswords()
        self.interruptions = Interruptions()
        self.supplier = RacedSupplier(self.clock, self.interruptions)
        self.paystack = RacedPaystack(self.interruptions)
        self.pauses: list[float] = []
        self.pages = FakePages()
        self.connections = FakeLiveConnections()
        self.limits: dict[TrustLevel, Limits] = dict.fromkeys(LEVELS, LIMITS)
        self._build_stores()
        self._build_services()
        self.users.add(a_user(ADA))
        self.store_of_services.put([a_service("whatsapp"), a_service("tinder", cost_usd=Decimal("0.50"))])
        self.settings.add_pricing(pricing_settings())

    def _build_stores(self) -> None:
        self.users = RacedUsers(self.tables, self.interruptions)
        self.sessions = RacedSessions(self.tables, self.interruptions)
        self.books = RacedBooks(self.tables, self.interruptions)
        self.store_of_deposits = RacedDeposits(self.tables, self.interruptions)
        self.store_of_verifications = RacedVerifications(self.tables, self.interruptions)
        self.messages = FakeMessages(self.tables)
        self.store_of_services = FakeCatalogue(self.tables)
        self.area_codes = FakeAreaCodes(self.tables)
        self.stock = FakeStockCounts(self.tables)
        self.settings = FakePricing(self.tables)
        self.store_of_batches = FakeBatches(self.tables)
        self.keys = FakeRequestKeys(self.tables)
        self.payers = FakePayers(self.tables)
        self.rulings = FakeRulings(self.tables)
        self.webhook_records = FakeWebhookRecords(self.tables)
        self.mailed_tokens = FakeMailedTokens(self.tables)
        self.mailer = FakeMailer()
        self.pushes = FakePushQueue()

    def _build_services(self) -> None:
        self.ports = self._ports()
        self.services = Services(self.ports)
        self.session_service = self.services.sessions
        self.limiter = self.services.attempt_limiter
        self.second_factors = self.services.second_factors
        self.mails = self.services.mails
        self.accounts = self.services.accounts
        self.deposits = self.services.deposits
        self.denied = self.services.denied
        self.catalogue = self.services.catalogue
        self.verifications = self.services.verifications
        self.wallets = self.services.wallets
        self.ordering = self.services.ordering
        self.fulfilment = self.services.fulfilment
        self.retries = self.services.retries
        self.batches = self.services.batches
        self.batch_cancels = self.services.batch_cancels
        self.templates = self.services.templates
        self.terms = self.services.terms
        self.sweeper = self.services.sweeper

    def _ports(self) -> FakePorts:
        return FakePorts(
            settings=a_config(
                limits=self.limits,
                deposit_min=Money(10_000, "NGN"),
                deposit_max=Money(10_000_000, "NGN"),
                **{"funded_from": Money(1, "NGN"), **self.settings_changed},
            ),
            clock=self.clock,
            ids=self.ids,
            log=self.log,
            pause=self._pause,
            wait=self._pause,
            denied_categories=lambda: CATEGORIES,
            users=self.users,
            sessions=self.sessions,
            passwords=self.passwords,
            access_tokens=FakeAccessTokens(),
            second_factors=FakeSecondFactors(self.tables),
            tallies=FakeTallies(self.tables),
            account_log=FakeAccountLog(self.tables),
            devices=FakeDevices(self.tables),
            challenges=FakeChallenges(self.tables),
            mailboxes=FakeMailboxes(self.tables),
            email_changes=RacedEmailChanges(self.tables, self.interruptions),
            mailed_tokens=self.mailed_tokens,
            mailer=self.mailer,
            templates=FakeTemplates(self.tables),
            personal_data=FakePersonalData(self.tables),
            push_subscriptions=FakePushSubscriptions(self.tables),
            push_queue=self.pushes,
            closures=FakeClosures(self.tables),
            books=self.books,
            deposits=self.store_of_deposits,
            request_keys=self.keys,
            receivables=FakeReceivables(self.tables),
            payers=self.payers,
            fingerprints=FakeFingerprints(),
            paystack=self.paystack,
            verifications=self.store_of_verifications,
            batches=self.store_of_batches,
            messages=self.messages,
            catalogue=self.store_of_services,
            area_codes=self.area_codes,
            stock=self.stock,
            pricing=self.settings,
            rulings=self.rulings,
            supplier=self.supplier,
            live=self.pages,
            live_connections=self.connections,
            webhook_records=self.webhook_records,
            queues=self.queues,
            mail_queue=self.queues,
            operator_log=FakeOperatorLog(self.tables),
        )

    def but(self, **ports: Any) -> Services:
        """Return this world's use cases with some ports replaced."""
        return Services(self.ports.but(**ports))

    def fulfilment_by(self, mode: PollMode) -> FulfilmentService:
        """Return this world's fulfilment with another poll mode."""
        return self.but(settings=replace(self.ports.settings, poll_mode=mode)).fulfilment

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.advance(seconds)

    # --- the outside

    def meanwhile(self, point: str, action: Callable[[], object]) -> None:
        self.interruptions.plan(point, action)

    def work(self) -> None:
        """Run the jobs that are due now, as their functions would; failed jobs are delivered again later."""
        for job in self.queues.take_due():
            try:
                self._do(job)
            except (Unavailable, Uncertain):
                self.queues.waiting.append((self.clock.now() + REDELIVERED_AFTER, job))

    def _do(self, job: Job) -> None:
        match job:
            case RequestNumber(user_id, verification_id):
                self.ordering.request_number(user_id, verification_id)
            case FetchCode(user_id, verification_id, chain, poll_number):
                self.fulfilment.fetch_code(user_id, verification_id, chain=chain, poll_number=poll_number)
            case FetchCodeOf(order_id, hinted_at):
                self.fulfilment.fetch_code_of(order_id, hinted_at=hinted_at)
            case SendMail(kind, recipient):
                self.mails.send(kind, recipient)
            case SettleDeposit(reference):
                self.deposits.credit(reference)

    def live(self, duration: timedelta | float) -> None:
        """Let time pass while the queues run each job at its own time; the sweeper does not run."""
        until = self.clock.now() + (duration if isinstance(duration, timedelta) else timedelta(seconds=duration))
        self.work()
        while (next_at := min((at for at, _ in self.queues.waiting), default=until)) < until:
            self.clock.advance(max(next_at - self.clock.now(), timedelta(0)))
            self.work()
        self.clock.advance(until - self.clock.now())
        self.work()

    def sweep(self) -> Swept:
        return self.sweeper.run(deadline=self.clock.now() + timedelta(seconds=50))

    # --- the customer

    def fund(self, amount: Money, user_id: UserId = ADA) -> None:
        """Credit a bank transfer, which counts at once."""
        before = self.books.wallet(user_id).standing
        paid = standing.paid(before, amount.minor, channel="bank_transfer", at=NOW, rule=TrustRule())
        fund(
            self.books,
            self.store_of_deposits,
            amount,
            user_id=user_id,
            deposit_id=self.ids.new_id(NOW),
            standing=paid,
        )

    def buy(self, key: str = "", selection: Selection | None = None, max_price_minor: int = 1_000_000) -> Verification:
        bought = self.verifications.create(
            ADA,
            selection or a_selection(),
            max_price_minor=max_price_minor,
            key=key or self.ids.new_secret(),
            request_hash="body",
        )
        return bought.verifications[0]

    def buy_with_number(self) -> Verification:
        """Buy a verification whose number has arrived and whose code has not."""
        verification = self.buy()
        self.work()
        return self.verification(verification)

    def top_up(self, amount_minor: int = 500_000, key: str = "key", request_hash: str = "body") -> Deposit:
        deposit, _ = self.deposits.create(ADA, amount_minor=amount_minor, key=key, request_hash=request_hash)
        return deposit

    # --- stored documents

    def verification(self, verification: Verification) -> Verification:
        stored = self.store_of_verifications.get(verification.user_id, verification.verification_id)
        assert stored is not None
        return stored

    def deposit(self, deposit_id: DepositId) -> Deposit:
        stored = self.store_of_deposits.get(deposit_id)
        assert stored is not None
        return stored

    def order_of(self, verification: Verification) -> str:
        return self.supplier.by_key[verification.order_key]

    @property
    def balance_minor(self) -> int:
        return self.books.wallet(ADA).balance.minor

    def entries(self, kind: str | None = None) -> list[Entry]:
        return [entry for entry in self.tables.entries[ADA] if kind in (None, entry.kind)]

    def refunds_of(self, verification: Verification) -> int:
        return sum(
            entry.verification_id == verification.verification_id and entry.amount == verification.price
            for entry in self.entries("refund")
        )

    def alarms(self) -> list[str]:
        return [event for event, _ in self.log.alarms]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(verification: Verification, moment: str) -> datetime:
    """Return a time of a verification, which must be set."""
    found: datetime | None = getattr(verification, moment)
    assert found is not None
    return found


def an_id(text: str) -> VerificationId:
    return VerificationId(text)
