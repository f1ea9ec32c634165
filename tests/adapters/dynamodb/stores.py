"""All stores of one database, in memory or real, so that one suite can ask the same of both."""

from dataclasses import dataclass

from callbox.adapters.dynamodb.batches import DynamoBatches
from callbox.adapters.dynamodb.books import DynamoBooks
from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.mailed_tokens import DynamoMailedTokens
from callbox.adapters.dynamodb.messages import DynamoMessages
from callbox.adapters.dynamodb.oversight import (
    DynamoDifferences,
    DynamoOperatorLog,
    DynamoPayOuts,
    DynamoReceivables,
    DynamoSupplierBalances,
)
from callbox.adapters.dynamodb.request_keys import DynamoRequestKeys
from callbox.adapters.dynamodb.rulings import DynamoRulings
from callbox.adapters.dynamodb.second_factors import DynamoSecondFactors
from callbox.adapters.dynamodb.sessions import DynamoSessions
from callbox.adapters.dynamodb.settings import DynamoSettings
from callbox.adapters.dynamodb.supplier_tokens import DynamoSupplierTokens
from callbox.adapters.dynamodb.tallies import DynamoTallies
from callbox.adapters.dynamodb.templates import DynamoTemplates
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.adapters.dynamodb.verifications import DynamoVerifications
from callbox.attempts import Tallies
from callbox.mailing import MailedTokens
from callbox.oversight import (
    DepositScan,
    Differences,
    OperatorLog,
    PayOuts,
    Receivables,
    SupplierBalances,
    WalletScan,
)
from callbox.ports import (
    Batches,
    Books,
    Catalogue,
    Deposits,
    Messages,
    RequestKeys,
    Rulings,
    Sessions,
    Settings,
    SupplierTokens,
    Templates,
    Users,
    Verifications,
)
from callbox.second_factors import SecondFactors
from tests import fake_oversight, fake_rulings, fakes


@dataclass(frozen=True)
class Stores:
    books: Books
    deposits: Deposits
    verifications: Verifications
    batches: Batches
    messages: Messages
    keys: RequestKeys
    users: Users
    sessions: Sessions
    mailed_tokens: MailedTokens
    tallies: Tallies
    second_factors: SecondFactors
    catalogue: Catalogue
    settings: Settings
    rulings: Rulings
    templates: Templates
    supplier_tokens: SupplierTokens
    receivables: Receivables
    operator_log: OperatorLog
    pay_outs: PayOuts
    differences: Differences
    supplier_balances: SupplierBalances
    wallet_scan: WalletScan
    deposit_scan: DepositScan


def fake_stores() -> Stores:
    tables = fakes.FakeTables()
    books, deposits = fakes.FakeBooks(tables), fakes.FakeDeposits(tables)
    return Stores(
        books=books,
        deposits=deposits,
        verifications=fakes.FakeVerifications(tables),
        batches=fakes.FakeBatches(tables),
        messages=fakes.FakeMessages(tables),
        keys=fakes.FakeRequestKeys(tables),
        users=fakes.FakeUsers(tables),
        sessions=fakes.FakeSessions(tables),
        mailed_tokens=fakes.FakeMailedTokens(tables),
        tallies=fakes.FakeTallies(tables),
        second_factors=fakes.FakeSecondFactors(tables),
        catalogue=fakes.FakeCatalogue(tables),
        settings=fakes.FakeSettings(tables),
        rulings=fake_rulings.FakeRulings(tables),
        templates=fakes.FakeTemplates(tables),
        supplier_tokens=fakes.FakeSupplierTokens(tables),
        receivables=fake_oversight.FakeReceivables(tables),
        operator_log=fake_oversight.FakeOperatorLog(tables),
        pay_outs=fake_oversight.FakePayOuts(),
        differences=fake_oversight.FakeDifferences(),
        supplier_balances=fake_oversight.FakeSupplierBalances(),
        wallet_scan=books,
        deposit_scan=deposits,
    )


def dynamodb_stores() -> Stores:
    """Return the real ones, over whatever tables were last put to use."""
    books, deposits = DynamoBooks(), DynamoDeposits()
    return Stores(
        books=books,
        deposits=deposits,
        verifications=DynamoVerifications(),
        batches=DynamoBatches(),
        messages=DynamoMessages(),
        keys=DynamoRequestKeys(),
        users=DynamoUsers(),
        sessions=DynamoSessions(),
        mailed_tokens=DynamoMailedTokens(),
        tallies=DynamoTallies(),
        second_factors=DynamoSecondFactors(),
        catalogue=DynamoCatalogue(),
        settings=DynamoSettings(),
        rulings=DynamoRulings(),
        templates=DynamoTemplates(),
        supplier_tokens=DynamoSupplierTokens(),
        receivables=DynamoReceivables(),
        operator_log=DynamoOperatorLog(),
        pay_outs=DynamoPayOuts(),
        differences=DynamoDifferences(),
        supplier_balances=DynamoSupplierBalances(),
        wallet_scan=books,
        deposit_scan=deposits,
    )
