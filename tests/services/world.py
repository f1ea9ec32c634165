"""One Callbox in memory: every service on fake ports, queues that work themselves off, and a way to come in between."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from callbox.domain.attempts import attempt_rules
from callbox.domain.deposits import Deposit, DepositBounds
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.ledger import Entry
from callbox.domain.money import Money
from callbox.domain.polling import PollMode
from callbox.domain.trust import LEVELS, Limits, TrustLevel
from callbox.domain.verifications import Selection, Verification
from callbox.services.accounts import AccountService
from callbox.services.attempt_limiter import AttemptLimiter
from callbox.services.batches import BatchService
from callbox.services.catalogue import CatalogueService
from callbox.services.deposits import DepositService
from callbox.services.fulfilment import FulfilmentService
from callbox.services.mailing import MailService
from callbox.services.retrying import RetryService
from callbox.services.second_factor import SecondFactorService
from callbox.services.sessions import SessionService
from callbox.services.sweeping import Sweeper, Swept
from callbox.services.templates import TemplateService
from callbox.services.verifications import VerificationService
from callbox.services.wallets import WalletService
from tests.builders import ADA, NOW, a_selection, a_service, a_user, fund, pricing_settings
from tests.fake_rulings import FakeRulings, deny_list
from tests.fakes import (
    FakeAccessTokens,
    FakeBatches,
    FakeCatalogue,
    FakeClock,
    FakeIds,
    FakeLog,
    FakeMailedTokens,
    FakeMailer,
    FakeMessages,
    FakePasswords,
    FakePricing,
    FakeRequestKeys,
    FakeSecondFactors,
    FakeTables,
    FakeTallies,
    FakeTemplates,
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
"""Of every level, unless a test changes one."""
HOME = "203.0.113.7"
"""The network address that customers come from."""


class World:
    """Ada, with an empty wallet, and all that Callbox is made of. WhatsApp costs her ₦450."""

    def __init__(self) -> None:
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
        self.settings = FakePricing(self.tables)
        self.store_of_batches = FakeBatches(self.tables)
        self.keys = FakeRequestKeys(self.tables)
        self.rulings = FakeRulings(self.tables)
        self.denied = deny_list(self.clock, self.rulings)
        self.mailed_tokens = FakeMailedTokens(self.tables)
        self.mailer = FakeMailer()

    def _build_services(self) -> None:
        common: dict[str, Any] = {"clock": self.clock, "log": self.log}
        self.session_service = SessionService(
            users=self.users,
            sessions=self.sessions,
            tokens=FakeAccessTokens(),
            mail_queue=self.queues,
            ids=self.ids,
            **common,
        )
        self.limiter = AttemptLimiter(tallies=FakeTallies(self.tables), **common)
        self.second_factors = SecondFactorService(
            factors=FakeSecondFactors(self.tables), random=secrets.token_bytes, **common
        )
        self.mails = MailService(
            users=self.users,
            tokens=self.mailed_tokens,
            mailer=self.mailer,
            ids=self.ids,
            site_url="https://callbox.example",
            **common,
        )
        self.accounts = AccountService(
            users=self.users,
            sessions=self.session_service,
            passwords=self.passwords,
            mail_queue=self.queues,
            mailed_tokens=self.mailed_tokens,
            limiter=self.limiter,
            second_factors=self.second_factors,
            rules=attempt_rules(
                failures_per_account=5, failures_per_address=20, sign_ups_per_address=60, reset_mails_per_address=10
            ),
            ids=self.ids,
            **common,
        )
        self.deposits = DepositService(
            deposits=self.store_of_deposits,
            books=self.books,
            users=self.users,
            paystack=self.paystack,
            ids=self.ids,
            bounds=DepositBounds(Money(10_000, "NGN"), Money(10_000_000, "NGN")),
            limits=self.limits,
            return_url="https://callbox.example/wallet",
            **common,
        )
        self.catalogue = CatalogueService(
            catalogue=self.store_of_services, settings=self.settings, denied=self.denied, clock=self.clock
        )
        self.verifications = VerificationService(
            verifications=self.store_of_verifications,
            messages=self.messages,
            batches=self.store_of_batches,
            books=self.books,
            keys=self.keys,
            catalogue=self.catalogue,
            queues=self.queues,
            ids=self.ids,
            users=self.users,
            require_verified_email=True,
            limits=self.limits,
            **common,
        )
        self.wallets = WalletService(
            books=self.books, verifications=self.store_of_verifications, clock=self.clock, ids=self.ids
        )
        self.fulfilment = self.fulfilment_by("batch")
        self.retries = RetryService(verifications=self.verifications, fulfilment=self.fulfilment, keys=self.keys)
        self.batches = BatchService(
            batches=self.store_of_batches,
            verifications=self.verifications,
            fulfilment=self.fulfilment,
            clock=self.clock,
        )
        self.templates = TemplateService(templates=FakeTemplates(self.tables), clock=self.clock)
        self.sweeper = Sweeper(deposits=self.deposits, fulfilment=self.fulfilment, **common)

    def fulfilment_by(self, mode: PollMode) -> FulfilmentService:
        """Return this world's fulfilment with another way to ask the supplier."""
        return FulfilmentService(
            verifications=self.store_of_verifications,
            messages=self.messages,
            books=self.books,
            supplier=self.supplier,
            queues=self.queues,
            denied=self.denied,
            limits=self.limits,
            pause=self._pause,
            clock=self.clock,
            log=self.log,
            poll_mode=mode,
        )

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.advance(seconds)

    # --- what the outside does

    def meanwhile(self, point: str, action: Callable[[], object]) -> None:
        self.interruptions.plan(point, action)

    def work(self) -> None:
        """Do what the queues have due now, as their functions would; what fails is delivered again later."""
        for job in self.queues.take_due():
            try:
                self._do(job)
            except (Unavailable, Uncertain):
                self.queues.waiting.append((self.clock.now() + REDELIVERED_AFTER, job))

    def _do(self, job: Job) -> None:
        match job:
            case RequestNumber(user_id, verification_id):
                self.fulfilment.request_number(user_id, verification_id)
            case FetchCode(user_id, verification_id, chain):
                self.fulfilment.fetch_code(user_id, verification_id, chain=chain)
            case FetchCodeOf(order_id):
                self.fulfilment.fetch_code_of(order_id)
            case SendMail(kind, recipient):
                self.mails.send(kind, recipient)
            case SettleDeposit(reference):
                self.deposits.credit(reference)

    def live(self, duration: timedelta | float) -> None:
        """Let time pass with the queues at work, each job at its own time; the sweeper rests."""
        until = self.clock.now() + (duration if isinstance(duration, timedelta) else timedelta(seconds=duration))
        self.work()
        while (next_at := min((at for at, _ in self.queues.waiting), default=until)) < until:
            self.clock.advance(max(next_at - self.clock.now(), timedelta(0)))
            self.work()
        self.clock.advance(until - self.clock.now())
        self.work()

    def sweep(self) -> Swept:
        return self.sweeper.run(deadline=self.clock.now() + timedelta(seconds=50))

    # --- what a customer does

    def fund(self, amount: Money, user_id: UserId = ADA) -> None:
        fund(self.books, self.store_of_deposits, amount, user_id=user_id, deposit_id=self.ids.new_id(NOW))

    def buy(self, key: str = "", selection: Selection | None = None, max_price_minor: int = 1_000_000) -> Verification:
        verification, _ = self.verifications.create(
            ADA,
            selection or a_selection(),
            max_price_minor=max_price_minor,
            key=key or self.ids.new_secret(),
            request_hash="body",
        )
        return verification

    def buy_with_number(self) -> Verification:
        """Buy one whose number has come, for a code that has not."""
        verification = self.buy()
        self.work()
        return self.verification(verification)

    def top_up(self, amount_minor: int = 500_000, key: str = "key", request_hash: str = "body") -> Deposit:
        deposit, _ = self.deposits.create(ADA, amount_minor=amount_minor, key=key, request_hash=request_hash)
        return deposit

    # --- what is stored

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
    """Return one of a verification's times that must be known by now."""
    found: datetime | None = getattr(verification, moment)
    assert found is not None
    return found


def an_id(text: str) -> VerificationId:
    return VerificationId(text)
