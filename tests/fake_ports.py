"""A bundle of ports in memory, for `Services` without any real outside system."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from callbox.config import Config
from callbox.domain.denied_services import Category
from callbox.ports.access_tokens import AccessTokens
from callbox.ports.batches import Batches
from callbox.ports.books import Books
from callbox.ports.catalogue import Catalogue
from callbox.ports.clock import Clock
from callbox.ports.deposits import Deposits
from callbox.ports.differences import Differences
from callbox.ports.ids import Ids
from callbox.ports.log import Log
from callbox.ports.mail import Mailer, MailQueue
from callbox.ports.mailed_tokens import MailedTokens
from callbox.ports.messages import Messages
from callbox.ports.operator_log import OperatorLog
from callbox.ports.passwords import Passwords
from callbox.ports.pay_outs import PayOuts
from callbox.ports.paystack import Paystack, PaystackRecords, PaystackRefunds
from callbox.ports.pricing import Pricing
from callbox.ports.queues import Queues
from callbox.ports.receivables import Receivables
from callbox.ports.request_keys import RequestKeys
from callbox.ports.rulings import Rulings
from callbox.ports.scans import DepositScan, WalletScan
from callbox.ports.second_factors import RandomBytes, SecondFactors
from callbox.ports.sessions import Sessions
from callbox.ports.supplier import Supplier, SupplierRecords
from callbox.ports.supplier_balances import SupplierBalances
from callbox.ports.tallies import Tallies
from callbox.ports.templates import Templates
from callbox.ports.users import Users
from callbox.ports.verifications import Verifications
from callbox.ports.webhooks import PaystackWebhook, SupplierWebhook


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
    users: Users
    sessions: Sessions
    passwords: Passwords
    access_tokens: AccessTokens
    second_factors: SecondFactors
    tallies: Tallies
    mailed_tokens: MailedTokens
    mailer: Mailer
    templates: Templates
    books: Books
    deposits: Deposits
    request_keys: RequestKeys
    receivables: Receivables
    pay_outs: PayOuts
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
    pricing: Pricing
    rulings: Rulings
    supplier: Supplier
    supplier_records: SupplierRecords
    supplier_webhook: SupplierWebhook
    supplier_balances: SupplierBalances
    queues: Queues
    mail_queue: MailQueue
    operator_log: OperatorLog
    differences: Differences

    def __init__(self, **ports: Any) -> None:
        vars(self).update(ports)

    def but(self, **ports: Any) -> "FakePorts":
        """Return a copy of the bundle with these ports replaced."""
        return FakePorts(**(vars(self) | ports))
