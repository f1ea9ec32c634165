"""Documents for tests, with sensible defaults: a test states only the fields that matter to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from callbox.config import Config, read
from callbox.domain import ledger
from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, Session, User, UserId, VerificationId
from callbox.domain.ledger import Wallet
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.pricing import PricingSettings
from callbox.domain.standing import NO_STANDING, Standing
from callbox.domain.templates import Template
from callbox.domain.verifications import Batch, Selection, Verification, requested
from callbox.ports.books import Books
from callbox.ports.catalogue import Service
from callbox.ports.deposits import Deposits
from callbox.ports.request_keys import RequestKey
from tests.operator_details import OPERATOR

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)
ADA = UserId("user-ada")
BOB = UserId("user-bob")
PRICE = Money(45_000, "NGN")


def naira(amount: int) -> Money:
    return Money(amount * 100, "NGN")


def a_user(user_id: UserId = ADA, **changes: Any) -> User:
    user = User(
        user_id=user_id,
        email=f"{user_id}@example.com",
        password_hash="hash:1:correct horse battery",
        accepted_terms="1",
        accepted_terms_at=NOW,
        created_at=NOW,
        email_verified=True,
    )
    return replace(user, **changes)


def a_session(family_id: str = "family-1", **changes: Any) -> Session:
    session = Session(
        family_id=family_id,
        user_id=ADA,
        lineage_hash="1" * 64,
        token_hash="a" * 64,
        created_at=NOW,
        used_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    return replace(session, **changes)


def a_deposit(deposit_id: str = "deposit-1", **changes: Any) -> Deposit:
    deposit = Deposit(
        deposit_id=DepositId(deposit_id),
        user_id=ADA,
        amount=naira(5_000),
        status="pending",
        created_at=NOW,
        due_at=NOW + timedelta(minutes=1),
    )
    return replace(deposit, **changes)


def a_selection(**changes: Any) -> Selection:
    return replace(Selection(service="whatsapp", country="US", capability="sms"), **changes)


def a_verification(verification_id: str = "verification-1", **changes: Any) -> Verification:
    """Return one without a number yet."""
    verification = requested(
        user_id=ADA,
        verification_id=VerificationId(verification_id),
        selection=a_selection(),
        price=PRICE,
        max_cost_usd=Decimal("0.25"),
        now=NOW,
    )
    return replace(verification, **changes)


def a_batch(*verification_ids: str, **changes: Any) -> Batch:
    batch = Batch(
        user_id=ADA,
        batch_id="batch-1",
        verification_ids=tuple(VerificationId(one) for one in verification_ids),
        created_at=NOW,
    )
    return replace(batch, **changes)


def a_template(template_id: str = "template-1", **changes: Any) -> Template:
    template = Template(
        user_id=ADA,
        template_id=template_id,
        name="My WhatsApp",
        selection=a_selection(),
        max_price=PRICE,
        updated_at=NOW,
    )
    return replace(template, **changes)


def a_message(message_id: str = "message-1", **changes: Any) -> Message:
    message = Message(
        id=message_id,
        sender="WhatsApp",
        text="Your code is 482913",
        code="482913",
        received_at=NOW,
    )
    return replace(message, **changes)


def a_service(name: str = "whatsapp", **changes: Any) -> Service:
    service = Service(
        country="US",
        name=name,
        capability="sms",
        label=name.capitalize(),
        cost_usd=Decimal("0.25"),
        refreshed_at=NOW,
    )
    return replace(service, **changes)


def pricing_settings(**changes: Any) -> PricingSettings:
    settings = PricingSettings(
        ngn_per_usd=Decimal("1500"),
        markup=Decimal("1.20"),
        floor_margin=naira(20),
        area_code_surcharge_usd=Decimal("0.10"),
        carrier_surcharge_usd=Decimal("0.10"),
        author="operator",
        changed_at=NOW,
    )
    return replace(settings, **changes)


def a_key(document_id: str, key: str | None = None, **changes: Any) -> RequestKey:
    """Return the idempotency key of the request that made a document."""
    made = RequestKey(user_id=ADA, key=key or f"key-of-{document_id}", request_hash="h" * 64, document_id=document_id)
    return replace(made, **changes)


def fund(
    books: Books,
    deposits: Deposits,
    amount: Money,
    *,
    user_id: UserId = ADA,
    deposit_id: str = "funding",
    standing: Standing = NO_STANDING,
) -> Wallet:
    """Put money into a wallet by crediting a deposit."""
    deposit = a_deposit(deposit_id, user_id=user_id, amount=amount)
    deposits.add(deposit, a_key(deposit_id, user_id=user_id))
    movement = ledger.deposit(books.wallet(user_id), amount, deposit_id=deposit.deposit_id, at=NOW)
    movement = ledger.standing_as(movement, standing)
    books.credit(movement, deposit, replace(deposit, status="credited", due_at=None, settled_at=NOW))
    return movement.after


def a_config(**changes: Any) -> Config:
    """Return a configuration with the defaults of every setting that is not named."""
    required = {
        "STAGE": "test",
        "TABLE_PREFIX": "callbox-test-",
        "SECRETS_PREFIX": "/callbox/test/",
        "SITE_URL": "https://callbox.example",
        "LIVE_URL": "wss://live.callbox.example/live",
        "MAIL_FROM": "no-reply@callbox.example",
        **OPERATOR,
        "PAYSTACK_URL": "https://paystack.example",
        "TEXTVERIFIED_URL": "https://textverified.example",
        "JWT_PUBLIC_KEYS": '{"a-key": "not read in memory"}',
    }
    return replace(read(required), **changes)
