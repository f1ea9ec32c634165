"""The bundle of all ports that the use cases need, one attribute per port.

A bundle creates a port on first access, so that a function pays only for what it uses. Production uses `AwsPorts`; the
service tests and the money simulator have their own bundles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


class Ports(Protocol):
    """Each attribute is the port of that name."""

    @property
    def settings(self) -> Config: ...

    # the machine
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def log(self) -> Log: ...
    @property
    def random_bytes(self) -> RandomBytes: ...
    @property
    def pause(self) -> Callable[[float], None]:
        """Wait about this many seconds before a retry."""

    @property
    def wait(self) -> Callable[[float], None]:
        """Wait exactly this many seconds, to stay below a rate limit."""

    @property
    def denied_categories(self) -> Callable[[], Sequence[Category]]:
        """Read the reviewed list of denied services."""

    @property
    def known_services(self) -> Callable[[], Mapping[str, KnownService]]:
        """Read the reviewed list of services' aliases and kinds."""

    # accounts
    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def passwords(self) -> Passwords: ...
    @property
    def access_tokens(self) -> AccessTokens: ...
    @property
    def second_factors(self) -> SecondFactors: ...
    @property
    def tallies(self) -> Tallies: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def account_log(self) -> AccountLog: ...
    @property
    def challenges(self) -> Challenges: ...
    @property
    def mailboxes(self) -> Mailboxes: ...
    @property
    def email_changes(self) -> EmailChanges: ...
    @property
    def mailed_tokens(self) -> MailedTokens: ...
    @property
    def mailer(self) -> Mailer: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def personal_data(self) -> PersonalData: ...
    @property
    def push_subscriptions(self) -> PushSubscriptions: ...
    @property
    def push_service(self) -> PushService: ...

    # money
    @property
    def books(self) -> Books: ...
    @property
    def closures(self) -> Closures: ...
    @property
    def deposits(self) -> Deposits: ...
    @property
    def request_keys(self) -> RequestKeys: ...
    @property
    def receivables(self) -> Receivables: ...
    @property
    def pay_outs(self) -> PayOuts: ...
    @property
    def payers(self) -> Payers: ...
    @property
    def fingerprints(self) -> Fingerprints: ...
    @property
    def wallet_scan(self) -> WalletScan: ...
    @property
    def deposit_scan(self) -> DepositScan: ...
    @property
    def paystack(self) -> Paystack: ...
    @property
    def paystack_records(self) -> PaystackRecords: ...
    @property
    def paystack_refunds(self) -> PaystackRefunds: ...
    @property
    def paystack_webhook(self) -> PaystackWebhook: ...

    # verifications
    @property
    def verifications(self) -> Verifications: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def area_codes(self) -> AreaCodes: ...
    @property
    def stock(self) -> StockCounts: ...
    @property
    def site_files(self) -> SiteFiles: ...
    @property
    def pricing(self) -> Pricing: ...
    @property
    def rulings(self) -> Rulings: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def supplier_records(self) -> SupplierRecords: ...
    @property
    def supplier_webhook(self) -> SupplierWebhook: ...
    @property
    def webhook_records(self) -> WebhookRecords: ...
    @property
    def supplier_balances(self) -> SupplierBalances: ...

    # work for later, and what customers' pages and operators see
    @property
    def live(self) -> Live | None:
        """None where no page is told: `LIVE` is off, or the function changes nothing that pages show."""

    @property
    def live_connections(self) -> LiveConnections: ...
    @property
    def queues(self) -> Queues: ...
    @property
    def mail_queue(self) -> MailQueue: ...
    @property
    def push_queue(self) -> PushQueue | None:
        """None where no device is told: there is no key, or the function stores no news."""

    @property
    def operator_log(self) -> OperatorLog: ...
    @property
    def differences(self) -> Differences: ...
