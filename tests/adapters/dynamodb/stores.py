"""All stores of one database, in memory or real, so that one suite can test both."""

from dataclasses import dataclass

from callbox.adapters.dynamodb.account_log import DynamoAccountLog
from callbox.adapters.dynamodb.area_codes import DynamoAreaCodes
from callbox.adapters.dynamodb.batches import DynamoBatches
from callbox.adapters.dynamodb.books import DynamoBooks
from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from callbox.adapters.dynamodb.challenges import DynamoChallenges
from callbox.adapters.dynamodb.closures import DynamoClosures, DynamoPersonalData
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.devices import DynamoDevices
from callbox.adapters.dynamodb.email_changes import DynamoEmailChanges
from callbox.adapters.dynamodb.live_connections import DynamoLiveConnections
from callbox.adapters.dynamodb.mailboxes import DynamoMailboxes
from callbox.adapters.dynamodb.mailed_tokens import DynamoMailedTokens
from callbox.adapters.dynamodb.messages import DynamoMessages
from callbox.adapters.dynamodb.oversight import (
    DynamoDifferences,
    DynamoOperatorLog,
    DynamoPayOuts,
    DynamoReceivables,
    DynamoSupplierBalances,
)
from callbox.adapters.dynamodb.payers import DynamoPayers
from callbox.adapters.dynamodb.pricing import DynamoPricing
from callbox.adapters.dynamodb.push_subscriptions import DynamoPushSubscriptions
from callbox.adapters.dynamodb.request_keys import DynamoRequestKeys
from callbox.adapters.dynamodb.rulings import DynamoRulings
from callbox.adapters.dynamodb.second_factors import DynamoSecondFactors
from callbox.adapters.dynamodb.sessions import DynamoSessions
from callbox.adapters.dynamodb.stock import DynamoStockCounts
from callbox.adapters.dynamodb.supplier_tokens import DynamoSupplierTokens
from callbox.adapters.dynamodb.tallies import DynamoTallies
from callbox.adapters.dynamodb.templates import DynamoTemplates
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.adapters.dynamodb.verifications import DynamoVerifications
from callbox.adapters.dynamodb.webhook_records import DynamoWebhookRecords
from callbox.ports.account_log import AccountLog
from callbox.ports.area_codes import AreaCodes
from callbox.ports.batches import Batches
from callbox.ports.books import Books
from callbox.ports.catalogue import Catalogue
from callbox.ports.challenges import Challenges
from callbox.ports.closures import Closures, PersonalData
from callbox.ports.deposits import Deposits
from callbox.ports.devices import Devices
from callbox.ports.differences import Differences
from callbox.ports.email_changes import EmailChanges
from callbox.ports.mailboxes import Mailboxes
from callbox.ports.mailed_tokens import MailedTokens
from callbox.ports.messages import Messages
from callbox.ports.operator_log import OperatorLog
from callbox.ports.pay_outs import PayOuts
from callbox.ports.payers import Payers
from callbox.ports.pricing import Pricing
from callbox.ports.push import PushSubscriptions
from callbox.ports.receivables import Receivables
from callbox.ports.request_keys import RequestKeys
from callbox.ports.rulings import Rulings
from callbox.ports.scans import DepositScan, WalletScan
from callbox.ports.second_factors import SecondFactors
from callbox.ports.sessions import Sessions
from callbox.ports.stock import StockCounts
from callbox.ports.supplier_balances import SupplierBalances
from callbox.ports.supplier_tokens import SupplierTokens
from callbox.ports.tallies import Tallies
from callbox.ports.templates import Templates
from callbox.ports.users import Users
from callbox.ports.verifications import Verifications
from callbox.ports.webhook_records import WebhookRecords
from tests import fake_closures, fake_oversight, fake_payers, fake_push, fake_rulings, fakes
from tests.fake_live_connections import FakeLiveRows


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
    account_log: AccountLog
    devices: Devices
    live_connections: DynamoLiveConnections | FakeLiveRows
    challenges: Challenges
    mailboxes: Mailboxes
    email_changes: EmailChanges
    mailed_tokens: MailedTokens
    tallies: Tallies
    second_factors: SecondFactors
    area_codes: AreaCodes
    stock: StockCounts
    catalogue: Catalogue
    settings: Pricing
    rulings: Rulings
    templates: Templates
    push_subscriptions: PushSubscriptions
    closures: Closures
    personal_data: PersonalData
    supplier_tokens: SupplierTokens
    webhook_records: WebhookRecords
    receivables: Receivables
    operator_log: OperatorLog
    pay_outs: PayOuts
    payers: Payers
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
        account_log=fakes.FakeAccountLog(tables),
        devices=fakes.FakeDevices(tables),
        live_connections=FakeLiveRows(),
        challenges=fakes.FakeChallenges(tables),
        mailboxes=fakes.FakeMailboxes(tables),
        email_changes=fakes.FakeEmailChanges(tables),
        mailed_tokens=fakes.FakeMailedTokens(tables),
        tallies=fakes.FakeTallies(tables),
        second_factors=fakes.FakeSecondFactors(tables),
        area_codes=fakes.FakeAreaCodes(tables),
        stock=fakes.FakeStockCounts(tables),
        catalogue=fakes.FakeCatalogue(tables),
        settings=fakes.FakePricing(tables),
        rulings=fake_rulings.FakeRulings(tables),
        templates=fakes.FakeTemplates(tables),
        push_subscriptions=fake_push.FakePushSubscriptions(tables),
        closures=fake_closures.FakeClosures(tables),
        personal_data=fake_closures.FakePersonalData(tables),
        supplier_tokens=fakes.FakeSupplierTokens(tables),
        webhook_records=fakes.FakeWebhookRecords(tables),
        receivables=fake_oversight.FakeReceivables(tables),
        operator_log=fake_oversight.FakeOperatorLog(tables),
        pay_outs=fake_oversight.FakePayOuts(),
        payers=fake_payers.FakePayers(tables),
        differences=fake_oversight.FakeDifferences(),
        supplier_balances=fake_oversight.FakeSupplierBalances(),
        wallet_scan=books,
        deposit_scan=deposits,
    )


def dynamodb_stores() -> Stores:
    """Return the real stores, over the tables that are in use."""
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
        account_log=DynamoAccountLog(),
        devices=DynamoDevices(),
        live_connections=DynamoLiveConnections(),
        challenges=DynamoChallenges(),
        mailboxes=DynamoMailboxes(),
        email_changes=DynamoEmailChanges(),
        mailed_tokens=DynamoMailedTokens(),
        tallies=DynamoTallies(),
        second_factors=DynamoSecondFactors(),
        area_codes=DynamoAreaCodes(),
        stock=DynamoStockCounts(),
        catalogue=DynamoCatalogue(),
        settings=DynamoPricing(),
        rulings=DynamoRulings(),
        templates=DynamoTemplates(),
        push_subscriptions=DynamoPushSubscriptions(),
        closures=DynamoClosures(),
        personal_data=DynamoPersonalData(),
        supplier_tokens=DynamoSupplierTokens(),
        webhook_records=DynamoWebhookRecords(),
        receivables=DynamoReceivables(),
        operator_log=DynamoOperatorLog(),
        pay_outs=DynamoPayOuts(),
        payers=DynamoPayers(),
        differences=DynamoDifferences(),
        supplier_balances=DynamoSupplierBalances(),
        wallet_scan=books,
        deposit_scan=deposits,
    )
