"""A bundle of ports in memory, for `Services` without any real outside system."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from callbox.adapters.service_aliases import read_service_aliases
from callbox.config import Config
from callbox.domain.denied_services import Category
from callbox.domain.known_services import KnownService
from callbox.ports.access_tokens import AccessTokens
from callbox.ports.account_log import AccountLog
from callbox.ports.area_codes import AreaCodes
from callbox.ports.batches import Batches
from callbox.ports.books import Books
from callbox.ports.catalogue import Catalogue
from callbox.ports.challenges import Challenges
from callbox.ports.clock import Clock
from callbox.ports.closures import Closures, PersonalData
from callbox.ports.deposits import Deposits
from callbox.ports.devices import Devices
from callbox.ports.differences import Differences
from callbox.ports.email_changes import EmailChanges
from callbox.ports.ids import Ids
from callbox.ports.live import Live, LiveConnections
from callbox.ports.log import Log
from callbox.ports.mail import Mailer, MailQueue
from callbox.ports.mailboxes import Mailboxes
from callbox.ports.mailed_tokens import MailedTokens
from callbox.ports.messages import Messages
from callbox.ports.operator_log import OperatorLog
from callbox.ports.passwords import Passwords
from callbox.ports.pay_outs import PayOuts
from callbox.ports.payers import Fingerprints, Payers
from callbox.ports.paystack import Paystack, PaystackRecords, PaystackRefunds
from callbox.ports.pricing import Pricing
from callbox.ports.push import PushQueue, PushService, PushSubscriptions
from callbox.ports.queues import Queues
from callbox.ports.receivables import Receivables
from callbox.ports.request_keys import RequestKeys
from callbox.ports.rulings import Rulings
from callbox.ports.scans import DepositScan, WalletScan
from callbox.ports.second_factors import RandomBytes, SecondFactors
from callbox.ports.sessions import Sessions
from callbox.ports.site_files import SiteFiles
from callbox.ports.stock import StockCounts
from callbox.ports.supplier import Supplier, SupplierRecords
from callbox.ports.supplier_balances import SupplierBalances
from callbox.ports.tallies import Tallies
from callbox.ports.templates import Templates
from callbox.ports.users import Users
from callbox.ports.verifications import Verifications
from callbox.ports.webhook_records import WebhookRecords
from callbox.ports.webhooks import PaystackWebhook, SupplierWebhook
from tests.fake_live_connections import NoLiveConnections


class FakePorts:
    """Holds the given ports by name. A use case that needs another port raises AttributeError."""

    settings: Config
    clock: Clock
    ids: Ids
    log: Log
    random_bytes: RandomBytes = staticmethod(secrets.token_bytes)
    pause: Callable[[float], None]
    wait: Callable[[float], None]
    denied_categories: Callable[[], Sequence[Category]]
    known_services: Callable[[], Mapping[str, KnownService]] = staticmethod(read_service_aliases)
    users: Users
    sessions: Sessions
    passwords: Passwords
    access_tokens: AccessTokens
    second_factors: SecondFactors
    tallies: Tallies
    account_log: AccountLog
    devices: Devices
    challenges: Challenges
    mailboxes: Mailboxes
    email_changes: EmailChanges
    mailed_tokens: MailedTokens
    mailer: Mailer
    templates: Templates
    personal_data: PersonalData
    push_subscriptions: PushSubscriptions
    push_service: PushService
    books: Books
    closures: Closures
    deposits: Deposits
    request_keys: RequestKeys
    receivables: Receivables
    pay_outs: PayOuts
    payers: Payers
    fingerprints: Fingerprints
    wallet_scan: WalletScan
    deposit_scan: DepositScan
    paystack: Paystack
    paystack_records: PaystackRecords
    paystack_refunds: PaystackRefunds
    paystack_webhook: PaystackWebhook
    verifications: Verifications
    batches: Batches
    messages: Messages
    catalogue: Catalogue
    area_codes: AreaCodes
    stock: StockCounts
    site_files: SiteFiles
    pricing: Pricing
    rulings: Rulings
    supplier: Supplier
    supplier_records: SupplierRecords
    supplier_webhook: SupplierWebhook
    webhook_records: WebhookRecords
    supplier_balances: SupplierBalances
    live: Live | None = None
    live_connections: LiveConnections = NoLiveConnections()
    queues: Queues
    mail_queue: MailQueue
    push_queue: PushQueue | None = None
    operator_log: OperatorLog
    differences: Differences

    def __init__(self, **ports: Any) -> None:
        vars(self).update(ports)

    def but(self, **ports: Any) -> "FakePorts":
        """Return a copy of the bundle with these ports replaced."""
        return FakePorts(**(vars(self) | ports))
