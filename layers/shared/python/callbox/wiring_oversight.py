"""The composition root of the watch over the money: returns, freezes, orphans, the audit, the reconciliation.

Apart from callbox.wiring, whose parts it uses, because customers' requests load none of it.
"""

from functools import cache
from typing import TYPE_CHECKING

from callbox import wiring

if TYPE_CHECKING:
    from callbox.services.auditing import Audit
    from callbox.services.freezing import FreezeService
    from callbox.services.noting import Notes
    from callbox.services.orphans import OrphanService
    from callbox.services.reconciliation import Reconciliation
    from callbox.services.returning import ReturnService


@cache
def returns() -> "ReturnService":
    from callbox.services.returning import ReturnService

    return ReturnService(
        deposits=wiring._deposits(),
        books=wiring._books(),
        paystack=wiring._paystack(),
        clock=wiring._clock(),
        log=wiring._log(),
    )


@cache
def freezes() -> "FreezeService":
    from callbox.adapters.dynamodb.oversight import DynamoReceivables
    from callbox.services.freezing import FreezeService

    return FreezeService(
        books=wiring._books(),
        users=wiring._users(),
        receivables=DynamoReceivables(),
        clock=wiring._clock(),
        ids=wiring._ids(),
        log=wiring._log(),
    )


@cache
def orphans() -> "OrphanService":
    from callbox.services.orphans import OrphanService

    return OrphanService(
        supplier=wiring._supplier(),
        verifications=wiring._verifications(),
        clock=wiring._clock(),
        log=wiring._log(),
    )


@cache
def notes() -> "Notes":
    from callbox.adapters.dynamodb.oversight import DynamoDifferences
    from callbox.services.noting import Notes

    wiring._use_tables()
    return Notes(differences=DynamoDifferences(), clock=wiring._clock(), log=wiring._log())


@cache
def audit() -> "Audit":
    from callbox.adapters.dynamodb.books import DynamoBooks
    from callbox.adapters.dynamodb.deposits import DynamoDeposits
    from callbox.adapters.dynamodb.oversight import DynamoReceivables
    from callbox.services.auditing import Audit

    wiring._use_tables()
    books, deposits = DynamoBooks(), DynamoDeposits()
    return Audit(
        books=books,
        wallets=books,
        deposits=deposits,
        all_deposits=deposits,
        verifications=wiring._verifications(),
        receivables=DynamoReceivables(),
        clock=wiring._clock(),
    )


@cache
def reconciliation() -> "Reconciliation":
    from callbox.adapters.dynamodb.deposits import DynamoDeposits
    from callbox.adapters.dynamodb.oversight import DynamoSupplierBalances
    from callbox.services.comparing_orders import OrderComparison
    from callbox.services.comparing_payments import PaymentComparison
    from callbox.services.reconciliation import Reconciliation
    from callbox.services.supplier_account import SupplierAccountService

    return Reconciliation(
        payments=PaymentComparison(
            paystack=wiring._paystack(),
            deposits=wiring._deposits(),
            crediting=wiring.deposits(),
            returns=returns(),
            clock=wiring._clock(),
        ),
        all_deposits=DynamoDeposits(),
        orphans=orphans(),
        account=SupplierAccountService(
            supplier=wiring._supplier(),
            balances=DynamoSupplierBalances(),
            orders=OrderComparison(verifications=wiring._verifications()),
            clock=wiring._clock(),
        ),
        audit=audit(),
        notes=notes(),
        clock=wiring._clock(),
        log=wiring._log(),
    )
