"""Production's bundle of ports: DynamoDB, SQS, SES, Parameter Store, Paystack and TextVerified.

Creating a port sends nothing. One bundle serves a whole process.
"""

from __future__ import annotations

import random
import secrets
import time
from functools import cached_property
from typing import TYPE_CHECKING

from callbox.composition.loader import adapters, domain, on_first_use
from callbox.config import config, live_connections_url, may_send, may_tell_pages, queue_url, site_bucket
from callbox.telemetry import JsonLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callbox.config import Config
    from callbox.domain.denied_services import Category
    from callbox.domain.known_services import KnownService
    from callbox.ports.live import Live
    from callbox.ports.log import Log
    from callbox.ports.push import PushQueue
    from callbox.ports.second_factors import RandomBytes

ORDER_TIMEOUT_S = 30.0
"""Timeout of one order. The supplier sometimes takes longer and then succeeds. We then send the same idempotency key
again, so a short timeout costs nothing and leaves time for a second try."""


class AwsPorts:
    """See `bundle` for the ports. By default, `log` writes to standard output, where Lambda collects it."""

    def __init__(self, *, log: Log | None = None) -> None:
        self.log: Log = log or JsonLog()
        self._tables_are_in_use = False

    @cached_property
    def settings(self) -> Config:
        return config()

    # --- the machine

    @cached_property
    def clock(self) -> adapters.clock.SystemClock:
        return adapters.clock.SystemClock()

    @cached_property
    def ids(self) -> adapters.ids.RandomIds:
        return adapters.ids.RandomIds()

    @property
    def random_bytes(self) -> RandomBytes:
        return secrets.token_bytes

    @staticmethod
    def pause(seconds: float) -> None:
        time.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - jitter  # nosec B311

    @staticmethod
    def wait(seconds: float) -> None:
        time.sleep(seconds)

    @staticmethod
    def denied_categories() -> Sequence[Category]:
        return domain.denied_list.CATEGORIES

    @staticmethod
    def known_services() -> Mapping[str, KnownService]:
        return adapters.service_aliases.read_service_aliases()

    # --- accounts

    @cached_property
    def users(self) -> adapters.dynamodb.users.DynamoUsers:
        self._use_tables()
        return adapters.dynamodb.users.DynamoUsers()

    @cached_property
    def sessions(self) -> adapters.dynamodb.sessions.DynamoSessions:
        self._use_tables()
        return adapters.dynamodb.sessions.DynamoSessions()

    @cached_property
    def passwords(self) -> adapters.passwords.Argon2Passwords:
        return on_first_use(lambda: adapters.passwords.Argon2Passwords())  # noqa: PLW0108 - loads argon2

    @cached_property
    def access_tokens(self) -> adapters.tokens.SignedAccessTokens:
        return adapters.tokens.SignedAccessTokens(self.settings.jwt_public_keys, self._signing_key)

    @cached_property
    def second_factors(self) -> adapters.dynamodb.second_factors.DynamoSecondFactors:
        self._use_tables()
        return adapters.dynamodb.second_factors.DynamoSecondFactors()

    @cached_property
    def tallies(self) -> adapters.dynamodb.tallies.DynamoTallies:
        self._use_tables()
        return adapters.dynamodb.tallies.DynamoTallies()

    @cached_property
    def devices(self) -> adapters.dynamodb.devices.DynamoDevices:
        self._use_tables()
        return adapters.dynamodb.devices.DynamoDevices()

    @cached_property
    def account_log(self) -> adapters.dynamodb.account_log.DynamoAccountLog:
        self._use_tables()
        return adapters.dynamodb.account_log.DynamoAccountLog()

    @cached_property
    def challenges(self) -> adapters.dynamodb.challenges.DynamoChallenges:
        self._use_tables()
        return adapters.dynamodb.challenges.DynamoChallenges()

    @cached_property
    def mailboxes(self) -> adapters.dynamodb.mailboxes.DynamoMailboxes:
        self._use_tables()
        return adapters.dynamodb.mailboxes.DynamoMailboxes()

    @cached_property
    def email_changes(self) -> adapters.dynamodb.email_changes.DynamoEmailChanges:
        self._use_tables()
        return adapters.dynamodb.email_changes.DynamoEmailChanges()

    @cached_property
    def mailed_tokens(self) -> adapters.dynamodb.mailed_tokens.DynamoMailedTokens:
        self._use_tables()
        return adapters.dynamodb.mailed_tokens.DynamoMailedTokens()

    @cached_property
    def mailer(self) -> adapters.mail.SesMailer:
        return adapters.mail.SesMailer(self.settings.mail_from)

    @cached_property
    def templates(self) -> adapters.dynamodb.templates.DynamoTemplates:
        self._use_tables()
        return adapters.dynamodb.templates.DynamoTemplates()

    @cached_property
    def personal_data(self) -> adapters.dynamodb.closures.DynamoPersonalData:
        self._use_tables()
        return adapters.dynamodb.closures.DynamoPersonalData()

    @cached_property
    def push_subscriptions(self) -> adapters.dynamodb.push_subscriptions.DynamoPushSubscriptions:
        self._use_tables()
        return adapters.dynamodb.push_subscriptions.DynamoPushSubscriptions()

    @cached_property
    def push_service(self) -> adapters.web_push.VapidPushService:
        return adapters.web_push.VapidPushService(
            self._outbound(""), self._push_key, self.clock, subject=f"mailto:{self.settings.support_email}"
        )

    # --- money

    @cached_property
    def closures(self) -> adapters.dynamodb.closures.DynamoClosures:
        self._use_tables()
        return adapters.dynamodb.closures.DynamoClosures()

    @cached_property
    def books(self) -> adapters.dynamodb.books.DynamoBooks:
        self._use_tables()
        return adapters.dynamodb.books.DynamoBooks()

    @cached_property
    def deposits(self) -> adapters.dynamodb.deposits.DynamoDeposits:
        self._use_tables()
        return adapters.dynamodb.deposits.DynamoDeposits()

    @cached_property
    def request_keys(self) -> adapters.dynamodb.request_keys.DynamoRequestKeys:
        self._use_tables()
        return adapters.dynamodb.request_keys.DynamoRequestKeys()

    @cached_property
    def receivables(self) -> adapters.dynamodb.oversight.DynamoReceivables:
        self._use_tables()
        return adapters.dynamodb.oversight.DynamoReceivables()

    @cached_property
    def pay_outs(self) -> adapters.dynamodb.oversight.DynamoPayOuts:
        self._use_tables()
        return adapters.dynamodb.oversight.DynamoPayOuts()

    @cached_property
    def payers(self) -> adapters.dynamodb.payers.DynamoPayers:
        self._use_tables()
        return adapters.dynamodb.payers.DynamoPayers()

    @cached_property
    def fingerprints(self) -> adapters.fingerprints.KeyedFingerprints:
        return adapters.fingerprints.KeyedFingerprints(
            lambda: self._secrets.read_field(self._secret_name("payers"), "hmac_key")
        )

    @property
    def wallet_scan(self) -> adapters.dynamodb.books.DynamoBooks:
        return self.books

    @property
    def deposit_scan(self) -> adapters.dynamodb.deposits.DynamoDeposits:
        return self.deposits

    @cached_property
    def paystack(self) -> adapters.paystack.PaystackApi:
        return adapters.paystack.PaystackApi(self._outbound(self.settings.paystack_url), self._paystack_key)

    @property
    def paystack_records(self) -> adapters.paystack.PaystackApi:
        return self.paystack

    @property
    def paystack_refunds(self) -> adapters.paystack.PaystackApi:
        return self.paystack

    @cached_property
    def paystack_webhook(self) -> adapters.paystack_events.SignedPaystackWebhook:
        return adapters.paystack_events.SignedPaystackWebhook(self._paystack_key)

    # --- verifications

    @cached_property
    def verifications(self) -> adapters.dynamodb.verifications.DynamoVerifications:
        self._use_tables()
        return adapters.dynamodb.verifications.DynamoVerifications()

    @cached_property
    def batches(self) -> adapters.dynamodb.batches.DynamoBatches:
        self._use_tables()
        return adapters.dynamodb.batches.DynamoBatches()

    @cached_property
    def messages(self) -> adapters.dynamodb.messages.DynamoMessages:
        self._use_tables()
        return adapters.dynamodb.messages.DynamoMessages()

    @cached_property
    def catalogue(self) -> adapters.dynamodb.catalogue.DynamoCatalogue:
        self._use_tables()
        return adapters.dynamodb.catalogue.DynamoCatalogue()

    @cached_property
    def area_codes(self) -> adapters.dynamodb.area_codes.DynamoAreaCodes:
        self._use_tables()
        return adapters.dynamodb.area_codes.DynamoAreaCodes()

    @cached_property
    def stock(self) -> adapters.dynamodb.stock.DynamoStockCounts:
        self._use_tables()
        return adapters.dynamodb.stock.DynamoStockCounts()

    @cached_property
    def site_files(self) -> adapters.site_bucket.SiteBucket:
        return adapters.site_bucket.SiteBucket(site_bucket())

    @cached_property
    def pricing(self) -> adapters.dynamodb.pricing.DynamoPricing:
        self._use_tables()
        return adapters.dynamodb.pricing.DynamoPricing()

    @cached_property
    def rulings(self) -> adapters.dynamodb.rulings.DynamoRulings:
        self._use_tables()
        return adapters.dynamodb.rulings.DynamoRulings()

    @cached_property
    def supplier(self) -> adapters.textverified.TextVerifiedApi:
        self._use_tables()
        return adapters.textverified.TextVerifiedApi(
            self._outbound(self.settings.textverified_url),
            self._textverified_credentials,
            adapters.dynamodb.supplier_tokens.DynamoSupplierTokens(),
            self.clock,
            timeouts=adapters.textverified.Timeouts(order_s=ORDER_TIMEOUT_S),
        )

    @property
    def supplier_records(self) -> adapters.textverified.TextVerifiedApi:
        return self.supplier

    @cached_property
    def supplier_webhook(self) -> adapters.textverified_events.SignedTextVerifiedWebhook:
        return adapters.textverified_events.SignedTextVerifiedWebhook(
            lambda: self._secrets.read_field(self._secret_name("textverified"), "webhook_secret")
        )

    @cached_property
    def webhook_records(self) -> adapters.dynamodb.webhook_records.DynamoWebhookRecords:
        self._use_tables()
        return adapters.dynamodb.webhook_records.DynamoWebhookRecords()

    @cached_property
    def supplier_balances(self) -> adapters.dynamodb.oversight.DynamoSupplierBalances:
        self._use_tables()
        return adapters.dynamodb.oversight.DynamoSupplierBalances()

    # --- work for later, and what customers' pages and operators see

    @property
    def live(self) -> Live | None:
        return self.live_connections if self.settings.live and may_tell_pages() else None

    @cached_property
    def live_connections(self) -> adapters.live.GatewayLive:
        self._use_tables()
        return adapters.live.GatewayLive(
            adapters.dynamodb.live_connections.DynamoLiveConnections(),
            adapters.sockets.Sockets(live_connections_url()),
            self.clock,
        )

    @cached_property
    def queues(self) -> adapters.sqs.SqsQueues:
        return adapters.sqs.SqsQueues(queue_url, lanes=self.settings.number_lanes)

    @property
    def mail_queue(self) -> adapters.sqs.SqsQueues:
        return self.queues

    @property
    def push_queue(self) -> PushQueue | None:
        return self.queues if self.settings.push_public_key and may_send("PUSHES_QUEUE_URL") else None

    @cached_property
    def operator_log(self) -> adapters.dynamodb.oversight.DynamoOperatorLog:
        self._use_tables()
        return adapters.dynamodb.oversight.DynamoOperatorLog()

    @cached_property
    def differences(self) -> adapters.dynamodb.oversight.DynamoDifferences:
        self._use_tables()
        return adapters.dynamodb.oversight.DynamoDifferences()

    # --- what several ports share

    def _use_tables(self) -> None:
        """Point all stores at the stage's tables, and create the process's only DynamoDB client."""
        if not self._tables_are_in_use:
            adapters.dynamodb.connection.use_tables(self.settings.table_prefix, books_prefix=self.settings.books_prefix)
            self._tables_are_in_use = True

    @staticmethod
    def _outbound(base_url: str) -> adapters.outbound.Outbound:
        """Return the client for a supplier. The first call loads `requests`, which takes 0.1 s."""
        return on_first_use(lambda: adapters.outbound.Outbound(base_url))

    @cached_property
    def _secrets(self) -> adapters.secrets.ParameterStore:
        return adapters.secrets.ParameterStore()

    def _secret_name(self, name: str) -> str:
        return f"{self.settings.secrets_prefix}{name}"

    def _signing_key(self) -> adapters.tokens.SigningKey:
        secret = self._secrets.read(self._secret_name("jwt_signing_key"))
        return adapters.tokens.SigningKey(kid=secret["kid"], private_key=secret["private_key_pem"])

    def _push_key(self) -> adapters.web_push.VapidKey:
        secret = self._secrets.read(self._secret_name("push_signing_key"))
        return adapters.web_push.VapidKey(public_key=secret["public_key"], private_key_pem=secret["private_key_pem"])

    def _paystack_key(self) -> str:
        return self._secrets.read_field(self._secret_name("paystack"), "secret_key")

    def _textverified_credentials(self) -> adapters.textverified_access.Credentials:
        secret = self._secrets.read(self._secret_name("textverified"))
        return adapters.textverified_access.Credentials(username=secret["username"], api_key=secret["api_key"])
