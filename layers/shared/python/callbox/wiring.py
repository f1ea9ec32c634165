"""The composition root: which adapter stands behind which port, built once a process and only when it is used.

A function imports what its route needs and nothing else: that is why the adapters are imported where they are made.
"""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from callbox.config import config, queue_url
from callbox.domain.deposits import DepositBounds
from callbox.domain.identity import UserId
from callbox.domain.trust import Limits, TrustLevel
from callbox.ports.books import Books
from callbox.ports.clock import Clock
from callbox.ports.deposits import Deposits
from callbox.ports.ids import Ids
from callbox.ports.log import Log
from callbox.ports.messages import Messages
from callbox.ports.queues import Queues
from callbox.ports.request_keys import RequestKeys
from callbox.ports.users import Users
from callbox.ports.verifications import Verifications

if TYPE_CHECKING:
    from callbox.adapters.paystack import PaystackApi
    from callbox.adapters.secrets import SecretsManager
    from callbox.adapters.sqs import SqsQueues
    from callbox.adapters.textverified import TextVerifiedApi
    from callbox.domain.identity import UserId, VerificationId
    from callbox.domain.verifications import Verification
    from callbox.http.requests import Claims
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.services.accounts import AccountService
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.batches import BatchService
    from callbox.services.catalogue import CatalogueRefresh, CatalogueService
    from callbox.services.denied_services import DenyList
    from callbox.services.deposits import DepositService
    from callbox.services.fulfilment import FulfilmentService
    from callbox.services.mailing import MailService
    from callbox.services.retrying import RetryService
    from callbox.services.second_factor import SecondFactorService
    from callbox.services.sessions import SessionService
    from callbox.services.sweeping import Sweeper
    from callbox.services.templates import TemplateService
    from callbox.services.verifications import VerificationService
    from callbox.services.wallets import WalletService

ORDER_TIMEOUT_S = 30.0
"""How long one order may take. The supplier has been seen to need longer, and then to succeed: the same idempotency
key is sent again, so a shorter wait costs nothing and leaves time for a second try."""


# --- what functions ask for


@cache
def accounts() -> "AccountService":
    from callbox.adapters.passwords import Argon2Passwords
    from callbox.domain.attempts import attempt_rules
    from callbox.services.accounts import AccountService

    return AccountService(
        users=_users(),
        sessions=sessions(),
        passwords=Argon2Passwords(),
        mail_queue=_sqs(),
        mailed_tokens=_mailed_tokens(),
        limiter=_attempt_limiter(),
        second_factors=second_factors(),
        rules=attempt_rules(
            failures_per_account=config().sign_in_failures_per_account,
            failures_per_address=config().sign_in_failures_per_address,
            sign_ups_per_address=config().sign_ups_per_address,
            reset_mails_per_address=config().reset_mails_per_address,
        ),
        clock=_clock(),
        ids=_ids(),
        log=_log(),
    )


@cache
def second_factors() -> "SecondFactorService":
    from callbox.adapters.dynamodb.second_factors import DynamoSecondFactors
    from callbox.services.second_factor import SecondFactorService

    _use_tables()
    return SecondFactorService(factors=DynamoSecondFactors(), random=secrets.token_bytes, clock=_clock(), log=_log())


@cache
def sessions() -> "SessionService":
    from callbox.adapters.dynamodb.sessions import DynamoSessions
    from callbox.adapters.tokens import SignedAccessTokens, SigningKey
    from callbox.services.sessions import SessionService

    def signing_key() -> SigningKey:
        secret = _secrets().read(_secret_name("jwt_signing_key"))
        return SigningKey(kid=secret["kid"], private_key=secret["private_key_pem"])

    return SessionService(
        users=_users(),
        sessions=DynamoSessions(),
        mail_queue=_sqs(),
        tokens=SignedAccessTokens(signing_key),
        clock=_clock(),
        ids=_ids(),
        log=_log(),
    )


@cache
def mails() -> "MailService":
    from callbox.adapters.mail import SesMailer
    from callbox.services.mailing import MailService

    return MailService(
        users=_users(),
        tokens=_mailed_tokens(),
        mailer=SesMailer(config().mail_from),
        clock=_clock(),
        ids=_ids(),
        log=_log(),
        site_url=config().site_url,
    )


@cache
def wallets() -> "WalletService":
    from callbox.services.wallets import WalletService

    return WalletService(books=_books(), verifications=_verifications(), clock=_clock(), ids=_ids())


@cache
def deposits() -> "DepositService":
    from callbox.services.deposits import DepositService

    return DepositService(
        deposits=_deposits(),
        books=_books(),
        users=_users(),
        paystack=_paystack(),
        clock=_clock(),
        ids=_ids(),
        log=_log(),
        bounds=deposit_bounds(),
        limits=config().limits,
        return_url=f"{config().site_url}/wallet/return",
    )


def count_payment_question(user_id: UserId) -> None:
    """Count that a customer is about to have us ask Paystack. Raises Refused `rate_limited`."""
    from callbox.domain.attempts import Counted, payment_questions

    _attempt_limiter().count(Counted(payment_questions(config().payment_questions_per_account), user_id))


@cache
def catalogue() -> "CatalogueService":
    from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
    from callbox.adapters.dynamodb.pricing import DynamoPricing
    from callbox.services.catalogue import CatalogueService

    _use_tables()
    return CatalogueService(catalogue=DynamoCatalogue(), settings=DynamoPricing(), denied=denied(), clock=_clock())


@cache
def denied() -> "DenyList":
    from callbox.adapters.denied_services import read_categories
    from callbox.adapters.dynamodb.rulings import DynamoRulings
    from callbox.services.denied_services import DenyList

    _use_tables()
    return DenyList(read_categories=read_categories, rulings=DynamoRulings(), clock=_clock())


@cache
def catalogue_refresh() -> "CatalogueRefresh":
    from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
    from callbox.services.catalogue import CatalogueRefresh

    _use_tables()
    return CatalogueRefresh(
        catalogue=DynamoCatalogue(),
        supplier=_supplier(),
        denied=denied(),
        clock=_clock(),
        log=_log(),
        pause=lambda: time.sleep(1 / config().catalogue_requests_per_s),
    )


@cache
def verifications() -> "VerificationService":
    from callbox.adapters.dynamodb.batches import DynamoBatches
    from callbox.services.verifications import VerificationService

    return VerificationService(
        verifications=_verifications(),
        messages=_messages(),
        batches=DynamoBatches(),
        books=_books(),
        keys=_keys(),
        catalogue=catalogue(),
        queues=queues(),
        clock=_clock(),
        ids=_ids(),
        log=_log(),
        users=_users(),
        require_verified_email=config().require_verified_email,
        limits=config().limits,
    )


@cache
def fulfilment() -> "FulfilmentService":
    from callbox.services.fulfilment import FulfilmentService

    return FulfilmentService(
        verifications=_verifications(),
        messages=_messages(),
        books=_books(),
        supplier=_supplier(),
        queues=queues(),
        denied=denied(),
        limits=config().limits,
        clock=_clock(),
        log=_log(),
        pause=lambda seconds: time.sleep(seconds * random.uniform(0.5, 1.5)),
        poll_mode=config().poll_mode,
    )


@cache
def batches() -> "BatchService":
    from callbox.adapters.dynamodb.batches import DynamoBatches
    from callbox.services.batches import BatchService

    return BatchService(
        batches=DynamoBatches(), verifications=verifications(), fulfilment=_FulfilmentLater(), clock=_clock()
    )


class _FulfilmentLater:
    """The fulfilment, made when something is cancelled."""

    def cancel(self, user_id: "UserId", verification_id: "VerificationId") -> "Verification":
        return fulfilment().cancel(user_id, verification_id)


@cache
def retries() -> "RetryService":
    from callbox.services.retrying import RetryService

    return RetryService(verifications=verifications(), fulfilment=fulfilment(), keys=_keys())


@cache
def templates() -> "TemplateService":
    from callbox.adapters.dynamodb.templates import DynamoTemplates
    from callbox.services.templates import TemplateService

    _use_tables()
    return TemplateService(templates=DynamoTemplates(), clock=_clock())


@cache
def sweeper() -> "Sweeper":
    from callbox.services.sweeping import Sweeper

    return Sweeper(deposits=deposits(), fulfilment=fulfilment(), clock=_clock(), log=_log())


def queues() -> Queues:
    return _sqs()


@cache
def _sqs() -> "SqsQueues":
    from callbox.adapters.sqs import SqsQueues

    return SqsQueues(queue_url, lanes=config().number_lanes)


@dataclass(frozen=True)
class AccessTokens:
    """Verifies access tokens by the public keys of the environment, at the time it is."""

    verify: "Callable[[str], Claims]"


@cache
def access_tokens() -> AccessTokens:
    from callbox.adapters.tokens import AccessTokenVerifier

    verifier = AccessTokenVerifier(config().jwt_public_keys)
    return AccessTokens(lambda token: verifier.verify(token, now()))


@dataclass(frozen=True)
class WebhookEvent:
    """A webhook's body, judged: whether its sender signed it, and whom it is about (None: nothing to do).

    `is_return` says that money may have gone back to its payer, `is_open_dispute` that it will unless somebody answers,
    `is_lost_dispute` that its payer won. `unreadable_kind` is that of an event to act on that does not say about whom.
    """

    is_authentic: bool
    subject: str | None = None
    is_return: bool = False
    is_open_dispute: bool = False
    is_lost_dispute: bool = False
    unreadable_kind: str | None = None


def paystack_event(raw_body: bytes, signature: str | None) -> WebhookEvent:
    """Judge a webhook of Paystack; its subject is the payment's reference."""
    from callbox.adapters import paystack_events

    if not paystack_events.signature_is_valid(raw_body, signature, _secret("paystack", "secret_key")):
        return WebhookEvent(is_authentic=False)
    try:
        found = paystack_events.announced(raw_body)
    except paystack_events.UnreadableEventError as problem:
        return WebhookEvent(is_authentic=True, unreadable_kind=problem.kind)
    if found is None:
        return WebhookEvent(is_authentic=True)
    return WebhookEvent(
        True,
        found.reference,
        is_return=found.is_return,
        is_open_dispute=found.is_open_dispute,
        is_lost_dispute=found.is_lost_dispute,
    )


def textverified_event(raw_body: bytes, signature: str | None) -> WebhookEvent:
    """Judge a webhook of TextVerified; its subject is the id of the order."""
    from callbox.adapters import textverified

    if not textverified.signature_is_valid(raw_body, signature, _secret("textverified", "webhook_secret")):
        return WebhookEvent(is_authentic=False)
    return WebhookEvent(is_authentic=True, subject=textverified.event_order_id(raw_body))


def deposit_bounds() -> DepositBounds:
    return DepositBounds(config().deposit_min, config().deposit_max)


def trust(user_id: UserId) -> tuple[TrustLevel, Limits]:
    """Return how well a customer is known, and what that allows."""
    level = _books().wallet(user_id).level
    return level, config().limits[level]


def site_url() -> str:
    return config().site_url


def now() -> datetime:
    return _clock().now()


# --- what they are made of


@cache
def _use_tables() -> None:
    from callbox.adapters.dynamodb.connection import use_tables

    use_tables(config().table_prefix)


def _books() -> Books:
    from callbox.adapters.dynamodb.books import DynamoBooks

    _use_tables()
    return DynamoBooks()


def _users() -> Users:
    from callbox.adapters.dynamodb.users import DynamoUsers

    _use_tables()
    return DynamoUsers()


def _attempt_limiter() -> "AttemptLimiter":
    from callbox.adapters.dynamodb.tallies import DynamoTallies
    from callbox.services.attempt_limiter import AttemptLimiter

    _use_tables()
    return AttemptLimiter(tallies=DynamoTallies(), clock=_clock(), log=_log())


def _mailed_tokens() -> "MailedTokens":
    from callbox.adapters.dynamodb.mailed_tokens import DynamoMailedTokens

    _use_tables()
    return DynamoMailedTokens()


def _deposits() -> Deposits:
    from callbox.adapters.dynamodb.deposits import DynamoDeposits

    _use_tables()
    return DynamoDeposits()


def _verifications() -> Verifications:
    from callbox.adapters.dynamodb.verifications import DynamoVerifications

    _use_tables()
    return DynamoVerifications()


def _keys() -> RequestKeys:
    from callbox.adapters.dynamodb.request_keys import DynamoRequestKeys

    _use_tables()
    return DynamoRequestKeys()


def _messages() -> Messages:
    from callbox.adapters.dynamodb.messages import DynamoMessages

    _use_tables()
    return DynamoMessages()


@cache
def _paystack() -> "PaystackApi":
    from callbox.adapters.paystack import PaystackApi

    return PaystackApi(lambda: _secret("paystack", "secret_key"), base_url=config().paystack_url)


@cache
def _supplier() -> "TextVerifiedApi":
    from callbox.adapters.dynamodb.supplier_tokens import DynamoSupplierTokens
    from callbox.adapters.textverified import TextVerifiedApi, Timeouts
    from callbox.adapters.textverified_access import Credentials

    def credentials() -> Credentials:
        secret = _secrets().read(_secret_name("textverified"))
        return Credentials(username=secret["username"], api_key=secret["api_key"])

    _use_tables()
    return TextVerifiedApi(
        credentials,
        DynamoSupplierTokens(),
        _clock(),
        base_url=config().textverified_url,
        timeouts=Timeouts(order_s=ORDER_TIMEOUT_S),
    )


@cache
def _secrets() -> "SecretsManager":
    from callbox.adapters.secrets import SecretsManager

    return SecretsManager()


def _secret(name: str, field: str) -> str:
    return _secrets().read_field(_secret_name(name), field)


def _secret_name(name: str) -> str:
    return f"{config().secrets_prefix}{name}"


@cache
def _clock() -> Clock:
    from callbox.adapters.clock import SystemClock

    return SystemClock()


@cache
def _ids() -> Ids:
    from callbox.adapters.ids import RandomIds

    return RandomIds()


@cache
def _log() -> Log:
    from callbox.telemetry import JsonLog

    return JsonLog()
