"""The real services over ports that stop at the line, composed as callbox.wiring composes them."""

from callbox.domain.denied_services import Category
from callbox.domain.deposits import DepositBounds
from callbox.domain.money import Money
from callbox.domain.trust import LEVELS, Limits
from callbox.services.auditing import Audit
from callbox.services.batches import BatchService
from callbox.services.catalogue import CatalogueService
from callbox.services.comparing_orders import OrderComparison
from callbox.services.comparing_payments import PaymentComparison
from callbox.services.denied_services import DenyList
from callbox.services.deposits import DepositService
from callbox.services.freezing import FreezeService
from callbox.services.fulfilment import FulfilmentService
from callbox.services.noting import Notes
from callbox.services.orphans import OrphanService
from callbox.services.reconciliation import Reconciliation
from callbox.services.repaying import RepayService
from callbox.services.retrying import RetryService
from callbox.services.returning import ReturnService
from callbox.services.supplier_account import SupplierAccountService
from callbox.services.sweeping import Sweeper
from callbox.services.verifications import VerificationService
from tests.fake_accounts import FakeUsers
from tests.fake_oversight import FakeOperatorLog, FakeReceivables
from tests.fake_rulings import FakeRulings
from tests.fake_shop import FakeCatalogue, FakePricing
from tests.fake_stores import (
    FakeBatches,
    FakeBooks,
    FakeMessages,
    FakeRequestKeys,
)
from tests.money.boundary import Line
from tests.money.flows import Services
from tests.money.outside import Outside
from tests.money.payments import RefundDesk
from tests.money.scheduler import SimulatedClock

_PLENTY = 10**15
_LIMITS = {level: Limits(10, _PLENTY, _PLENTY, _PLENTY, _PLENTY, 10, _PLENTY) for level in LEVELS}
"""Only the limit of open numbers is in the way: the others would end a long simulation's purchases."""
_DENIED = (Category("crypto", "exchanges", names=("Coinbase",)),)
"""One entry of the reviewed list: to read all of it anew for each world would take longer than the world does."""
_BOUNDS = DepositBounds(Money(10_000, "NGN"), Money(100_000_000, "NGN"))


def wire(outside: Outside, line: Line) -> Services:
    """Compose the services. Each call that leaves them crosses `line`."""
    tables, port, log, ids = outside.tables, line.port, outside.log, outside.ids
    clock = SimulatedClock(outside.scheduler)
    books, deposits = port("books", FakeBooks(tables)), port("deposits", outside.deposits)
    verifications, messages = port("verifications", outside.verifications), port("messages", FakeMessages(tables))
    batches, keys = port("batches", FakeBatches(tables)), port("keys", FakeRequestKeys(tables))
    users, receivables = port("users", FakeUsers(tables)), port("receivables", FakeReceivables(tables))
    queues = port("queues", outside.queues)
    paystack, supplier = port("paystack", outside.paystack), port("supplier", outside.supplier)
    denied = DenyList(read_categories=lambda: _DENIED, rulings=port("rulings", FakeRulings(tables)), clock=clock)
    deposit_service = DepositService(
        deposits=deposits,
        books=books,
        users=users,
        paystack=paystack,
        clock=clock,
        ids=ids,
        log=log,
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
            settings=port("settings", FakePricing(tables)),
            denied=denied,
            clock=clock,
        ),
        queues=queues,
        clock=clock,
        ids=ids,
        log=log,
        users=users,
        require_verified_email=True,
        limits=_LIMITS,
    )
    fulfilment = FulfilmentService(
        verifications=verifications,
        messages=messages,
        books=books,
        supplier=supplier,
        queues=queues,
        denied=denied,
        limits=_LIMITS,
        clock=clock,
        log=log,
        pause=outside.scheduler.sleep,
    )
    returns = ReturnService(deposits=deposits, books=books, paystack=paystack, clock=clock, log=log)
    freezes = FreezeService(books=books, users=users, receivables=receivables, clock=clock, ids=ids, log=log)
    orphans = OrphanService(supplier=supplier, verifications=verifications, clock=clock, log=log)
    notes = Notes(differences=port("differences", outside.differences), clock=clock, log=log)
    return Services(
        deposits=deposit_service,
        verifications=verification_service,
        fulfilment=fulfilment,
        retries=RetryService(verifications=verification_service, fulfilment=fulfilment, keys=keys),
        batches=BatchService(batches=batches, verifications=verification_service, fulfilment=fulfilment, clock=clock),
        sweeper=Sweeper(deposits=deposit_service, fulfilment=fulfilment, clock=clock, log=log),
        returns=returns,
        freezes=freezes,
        repaying=RepayService(
            accounts=freezes,
            books=books,
            deposits=deposits,
            pay_outs=port("pay_outs", outside.pay_outs),
            paystack=port("paystack", RefundDesk(outside.paystack)),
            log=port("operator_log", FakeOperatorLog(tables)),
            clock=clock,
            ids=ids,
        ),
        orphans=orphans,
        notes=notes,
        reconciliation=Reconciliation(
            payments=PaymentComparison(
                paystack=paystack, deposits=deposits, crediting=deposit_service, returns=returns, clock=clock
            ),
            all_deposits=deposits,
            orphans=orphans,
            account=SupplierAccountService(
                supplier=supplier,
                balances=port("balances", outside.balances),
                orders=OrderComparison(verifications=verifications),
                clock=clock,
            ),
            audit=Audit(
                books=books,
                wallets=books,
                deposits=deposits,
                all_deposits=deposits,
                verifications=verifications,
                receivables=receivables,
                clock=clock,
            ),
            notes=notes,
            clock=clock,
            log=log,
        ),
        queues=queues,
        clock=clock,
    )
