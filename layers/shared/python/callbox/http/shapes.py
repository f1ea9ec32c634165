"""The contract's answers as types. Money in minor units beside a currency, times as ISO 8601 with `Z`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from callbox.domain.deposits import Deposit, DepositStatus
from callbox.domain.identity import Session, User
from callbox.domain.ledger import Entry, EntryKind, Wallet
from callbox.domain.messages import Message, first_code
from callbox.domain.money import Money
from callbox.domain.polling import next_poll_ms
from callbox.domain.templates import Template
from callbox.domain.verifications import Selection, Verification, VerificationState
from callbox.http.field_errors import AREA_CODE_FORM
from callbox.ports.catalogue import Service

if TYPE_CHECKING:  # with it comes all that orders numbers, which the routes that only read do not need
    from callbox.services.batches import DocumentedBatch

Id = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
"""Of our making: 26 characters that sort by time."""
Timestamp = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Number = Annotated[str, Meta(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164."""


class UserShape(Struct):
    id: Id
    email: str
    email_verified: bool
    created_at: Timestamp

    @classmethod
    def of(cls, user: User) -> "UserShape":
        return cls(user.user_id, user.email, user.email_verified, timestamp(user.created_at))


class DeviceShape(Struct):
    """One session as its customer sees it: `device` is what the browser called itself, `current` the one that asks."""

    id: str
    device: str
    created_at: str
    used_at: str
    expires_at: str
    current: bool

    @classmethod
    def of(cls, session: Session, *, current: bool) -> "DeviceShape":
        return cls(
            id=session.family_id,
            device=session.device,
            created_at=timestamp(session.created_at),
            used_at=timestamp(session.used_at),
            expires_at=timestamp(session.expires_at),
            current=current,
        )


class MailAsked(Struct):
    """The answer to a wish for a mail. It says nothing of whether there is anybody to send it to."""

    queued: bool = True


class WalletShape(Struct):
    balance_minor: int
    held_minor: int
    currency: str

    @classmethod
    def of(cls, wallet: Wallet, held: Money) -> "WalletShape":
        return cls(wallet.balance.minor, held.minor, wallet.balance.currency)


class EntryShape(Struct):
    id: str
    kind: EntryKind
    amount_minor: int
    balance_after_minor: int
    currency: str
    created_at: Timestamp
    deposit_id: Id | None
    verification_id: Id | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryShape":
        return cls(
            id=str(entry.n),
            kind=entry.kind,
            amount_minor=entry.amount.minor,
            balance_after_minor=entry.balance_after.minor,
            currency=entry.amount.currency,
            created_at=timestamp(entry.created_at),
            deposit_id=entry.deposit_id,
            verification_id=entry.verification_id,
        )


class DepositShape(Struct):
    id: Id
    reference: str
    status: DepositStatus
    amount_minor: int
    currency: str
    authorization_url: str | None
    created_at: Timestamp

    @classmethod
    def of(cls, deposit: Deposit) -> "DepositShape":
        return cls(
            id=deposit.deposit_id,
            reference=deposit.paid_reference or deposit.reference,
            status=deposit.status,
            amount_minor=deposit.amount.minor,
            currency=deposit.amount.currency,
            authorization_url=deposit.authorization_url,
            created_at=timestamp(deposit.created_at),
        )


class ServiceShape(Struct):
    name: str
    label: str
    country: str
    capability: str
    price_minor: int
    currency: str

    @classmethod
    def of(cls, service: Service, price: Money) -> "ServiceShape":
        return cls(service.name, service.label, service.country, service.capability, price.minor, price.currency)


class MessageShape(Struct):
    sender: str | None
    text: str
    code: str | None
    received_at: Timestamp

    @classmethod
    def of(cls, message: Message) -> "MessageShape":
        return cls(message.sender, message.text, message.code, timestamp(message.received_at))


class VerificationShape(Struct):
    id: Id
    service: str
    country: str
    capability: str
    area_codes: list[str]
    carriers: list[str]
    state: VerificationState
    number: Number | None
    code: str | None
    messages: list[MessageShape]
    price_minor: int
    currency: str
    refunded: bool
    created_at: Timestamp
    ends_at: Timestamp | None
    cancellable: bool
    attempt: int
    retry_of: Id | None
    batch_id: Id | None
    next_poll_ms: int | None
    reason: str | None

    @classmethod
    def of(cls, verification: Verification, messages: Sequence[Message], *, now: datetime) -> "VerificationShape":
        return cls(
            id=verification.verification_id,
            service=verification.selection.service,
            country=verification.selection.country,
            capability=verification.selection.capability,
            area_codes=list(verification.selection.area_codes),
            carriers=list(verification.selection.carriers),
            state=verification.state,
            number=verification.number,
            code=first_code(messages),
            messages=[MessageShape.of(message) for message in messages],
            price_minor=verification.price.minor,
            currency=verification.price.currency,
            refunded=verification.is_refunded,
            created_at=timestamp(verification.created_at),
            ends_at=timestamp(verification.ends_at) if verification.ends_at else None,
            cancellable=verification.is_cancellable,
            attempt=verification.attempt,
            retry_of=verification.retry_of,
            batch_id=verification.batch_id,
            next_poll_ms=next_poll_ms(verification, now=now),
            reason=verification.reason,
        )


class BatchCounts(Struct):
    requesting: int
    waiting: int
    received: int
    cancelled: int
    expired: int
    failed: int


class BatchShape(Struct):
    id: Id
    quantity: int
    counts: BatchCounts
    verifications: list[VerificationShape]

    @classmethod
    def of(cls, batch: "DocumentedBatch", *, now: datetime) -> "BatchShape":
        shapes = [VerificationShape.of(one.verification, one.messages, now=now) for one in batch.members]
        states: list[str] = [shape.state for shape in shapes]
        counts = BatchCounts(*(states.count(state) for state in BatchCounts.__struct_fields__))
        return cls(id=batch.batch_id, quantity=len(shapes), counts=counts, verifications=shapes)


class BatchAnswer(Struct):
    batch: BatchShape


AreaCode = Annotated[str, Meta(pattern=AREA_CODE_FORM, max_length=3)]
"""North American Numbering Plan. The length, since `$` lets a line end pass."""
MAX_PRICE_MINOR = 10**12
"""Ten billion naira: no price, but a number that every store can hold."""


class SelectionBody(Struct, forbid_unknown_fields=True, kw_only=True):
    """The part of a request's body that says what a number is wanted for."""

    service: Annotated[str, Meta(min_length=1, max_length=100)]
    country: Literal["US"] = "US"
    capability: Literal["sms"] = "sms"
    area_codes: Annotated[list[AreaCode], Meta(max_length=10)] = []
    carriers: Annotated[list[Literal["vz", "tmo", "att"]], Meta(max_length=3)] = []

    def selection(self) -> Selection:
        return Selection(self.service, self.country, self.capability, tuple(self.area_codes), tuple(self.carriers))


class TemplateShape(Struct):
    id: str
    name: str
    service: str
    country: str
    capability: str
    area_codes: list[str]
    carriers: list[str]
    max_price_minor: int | None
    updated_at: Timestamp

    @classmethod
    def of(cls, template: Template) -> "TemplateShape":
        return cls(
            id=template.template_id,
            name=template.name,
            service=template.selection.service,
            country=template.selection.country,
            capability=template.selection.capability,
            area_codes=list(template.selection.area_codes),
            carriers=list(template.selection.carriers),
            max_price_minor=template.max_price.minor if template.max_price else None,
            updated_at=timestamp(template.updated_at),
        )


class EventTaken(Struct):
    """What a sender of webhooks learns: whether its event means work for us."""

    queued: bool


class DepositAnswer(Struct):
    deposit: DepositShape


class VerificationAnswer(Struct):
    verification: VerificationShape


def retry_after(shapes: Sequence[VerificationShape]) -> dict[str, str]:
    """Return the header that tells users of the API when to ask again; none when nothing more will happen."""
    polls = [shape.next_poll_ms for shape in shapes if shape.next_poll_ms is not None]
    return {"Retry-After": str(-(-min(polls) // 1000))} if polls else {}


def timestamp(moment: datetime) -> str:
    """Return `2026-11-23T09:00:00.123Z`: always milliseconds, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
