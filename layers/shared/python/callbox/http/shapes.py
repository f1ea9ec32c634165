"""The contract's answers as types. Money in minor units beside a currency, times as ISO 8601 with `Z`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from callbox.domain.account_log import AccountEntry, Actor
from callbox.domain.deposits import Deposit, DepositStatus, Progress
from callbox.domain.identity import Session, User
from callbox.domain.known_services import Kind, KnownService
from callbox.domain.ledger import Entry, EntryKind, WalletNow
from callbox.domain.messages import Message, first_code, with_codes
from callbox.domain.polling import next_poll_ms
from callbox.domain.pricing import Prices
from callbox.domain.stock import Stock, StockNow
from callbox.domain.templates import Template
from callbox.domain.verifications import Selection, Verification, VerificationState, texts_until
from callbox.http.field_errors import AREA_CODE_FORM, REFERENCE_FORM
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
    """One session as its customer sees it: `device` is what the browser called itself, `current` the one that asks.

    `place` is where it signed in, such as "Lagos, Nigeria": a guess from the network, empty when unknown.
    `known`: failures to sign in elsewhere do not stop this device; ending its session makes it unknown.
    """

    id: str
    device: str
    place: str
    created_at: str
    used_at: str
    expires_at: str
    current: bool
    known: bool

    @classmethod
    def of(cls, session: Session, *, current: bool, known: bool) -> "DeviceShape":
        return cls(
            id=session.family_id,
            device=session.device,
            place=session.place,
            created_at=timestamp(session.created_at),
            used_at=timestamp(session.used_at),
            expires_at=timestamp(session.expires_at),
            current=current,
            known=known,
        )


class ActorShape(Struct):
    """`id` is the session's; null for others."""

    kind: Actor
    id: str | None


class AccountEntryShape(Struct):
    """One line of the account log. `address` is null for a request that did not come through the site.

    Clients must take values of `what` that they do not know: the list grows.
    """

    id: Id
    at: Timestamp
    what: str
    by: ActorShape
    address: str | None
    subject_id: str | None
    changed: list[str]

    @classmethod
    def of(cls, entry: AccountEntry) -> "AccountEntryShape":
        return cls(
            id=entry.entry_id,
            at=timestamp(entry.at),
            what=entry.what,
            by=ActorShape(entry.by, entry.by_id),
            address=entry.address,
            subject_id=entry.subject_id,
            changed=list(entry.changed),
        )


Code = Annotated[str, Meta(max_length=40)]
"""Of an authenticator app, or a recovery code."""


class Proof(Struct, forbid_unknown_fields=True):
    """That the customer of a session owns the account: the password, and a code where there is a second factor."""

    password: str
    code: Code | None = None


class RecoveryCodes(Struct):
    """Shown once: only their hashes are kept."""

    recovery_codes: list[str]


class MailAsked(Struct):
    """The answer to a wish for a mail. It says nothing of whether there is anybody to send it to."""

    queued: bool = True


class WalletShape(Struct):
    """A newer wallet has a larger `revision`. Of two with the same, the one that holds less is newer."""

    balance_minor: int
    held_minor: int
    currency: str
    revision: int

    @classmethod
    def of(cls, wallet: WalletNow) -> "WalletShape":
        return cls(wallet.balance.minor, wallet.held.minor, wallet.balance.currency, wallet.revision)


class WalletNowShape(Struct):
    """The wallet after what was just done, in the currency of the document beside it; `revision` as of GET /wallet."""

    balance_minor: int
    held_minor: int
    revision: int

    @classmethod
    def of(cls, wallet: WalletNow) -> "WalletNowShape":
        return cls(wallet.balance.minor, wallet.held.minor, wallet.revision)


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
    """`progress` is what Paystack last said of an open payment; null before it was asked, and when it has ended.

    `channel` is Paystack's word for the way of paying, null before a payment.
    """

    id: Id
    reference: str
    status: DepositStatus
    progress: Progress | None
    amount_minor: int
    returned_minor: int
    currency: str
    channel: str | None
    authorization_url: str | None
    created_at: Timestamp
    credited_at: Timestamp | None

    @classmethod
    def of(cls, deposit: Deposit) -> "DepositShape":
        is_credited = deposit.status == "credited"
        return cls(
            id=deposit.deposit_id,
            reference=deposit.paid_reference or deposit.reference,
            status=deposit.status,
            progress=deposit.progress,
            amount_minor=deposit.amount.minor,
            returned_minor=deposit.returned_minor,
            currency=deposit.amount.currency,
            channel=deposit.channel,
            authorization_url=deposit.authorization_url,
            created_at=timestamp(deposit.created_at),
            credited_at=timestamp(deposit.settled_at) if is_credited and deposit.settled_at else None,
        )


class PricesShape(Struct):
    """The price of a number in minor units: with no option, with area codes, with carriers, with both."""

    any: int
    area_code: int
    carrier: int
    both: int


class ServiceShape(Struct):
    """A service for sale. `stock` and its time are null when nothing recent is known; `kind` groups services alike."""

    name: str
    label: str
    country: str
    capability: str
    price_minor: int
    currency: str
    prices: PricesShape
    stock: Stock | None
    stock_at: Timestamp | None
    aliases: list[str]
    kind: Kind | None

    @classmethod
    def of(cls, service: Service, prices: Prices, stock: StockNow, known: KnownService) -> "ServiceShape":
        return cls(
            name=service.name,
            label=service.label,
            country=service.country,
            capability=service.capability,
            price_minor=prices.any.minor,
            currency=prices.any.currency,
            prices=PricesShape(
                any=prices.any.minor,
                area_code=prices.area_code.minor,
                carrier=prices.carrier.minor,
                both=prices.both.minor,
            ),
            stock=stock.level,
            stock_at=timestamp(stock.seen_at) if stock.seen_at else None,
            aliases=list(known.aliases),
            kind=known.kind,
        )


class MessageShape(Struct):
    sender: str | None
    text: str
    code: str | None
    received_at: Timestamp

    @classmethod
    def of(cls, message: Message) -> "MessageShape":
        return cls(message.sender, message.text, message.code, timestamp(message.received_at))


class CodeShape(Struct):
    code: str
    received_at: Timestamp


class VerificationShape(Struct):
    """`code` is the first one, and stays so. `codes` are all, newest first. `listening_until`: until then further texts
    may come, which cost nothing; null when no more are expected. `reference` is the customer's own label."""

    id: Id
    revision: int
    service: str
    country: str
    capability: str
    area_codes: list[str]
    carriers: list[str]
    state: VerificationState
    number: Number | None
    code: str | None
    codes: list[CodeShape]
    listening_until: Timestamp | None
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
    reference: str | None

    @classmethod
    def of(cls, verification: Verification, messages: Sequence[Message], *, now: datetime) -> "VerificationShape":
        listening_until = texts_until(verification, now=now)
        return cls(
            id=verification.verification_id,
            revision=verification.version,
            service=verification.selection.service,
            country=verification.selection.country,
            capability=verification.selection.capability,
            area_codes=list(verification.selection.area_codes),
            carriers=list(verification.selection.carriers),
            state=verification.state,
            number=verification.number,
            code=first_code(messages),
            codes=[CodeShape(message.code or "", timestamp(message.received_at)) for message in with_codes(messages)],
            listening_until=timestamp(listening_until) if listening_until else None,
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
            reference=verification.reference,
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


class BatchMoved(Struct):
    """A batch whose change moved money. The wallet is as it is now, also in a replayed answer."""

    batch: BatchShape
    wallet: WalletNowShape


AreaCode = Annotated[str, Meta(pattern=AREA_CODE_FORM, max_length=3)]
"""North American Numbering Plan. The length, since `$` lets a line end pass."""
Reference = Annotated[str, Meta(max_length=64, pattern=REFERENCE_FORM)]
"""The customer's own label: printable characters, never interpreted. An empty one is none."""
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


class VerificationMoved(Struct):
    """A verification whose change moved money. The wallet is as it is now, also in a replayed answer."""

    verification: VerificationShape
    wallet: WalletNowShape


def moved(verification: Verification, wallet: WalletNow, *, now: datetime) -> VerificationMoved:
    """Return the answer for a verification that has no messages to show."""
    return VerificationMoved(VerificationShape.of(verification, (), now=now), WalletNowShape.of(wallet))


def retry_after(shapes: Sequence[VerificationShape]) -> dict[str, str]:
    """Return the header that tells users of the API when to ask again; none when nothing more will happen."""
    polls = [shape.next_poll_ms for shape in shapes if shape.next_poll_ms is not None]
    return {"Retry-After": str(-(-min(polls) // 1000))} if polls else {}


def timestamp(moment: datetime) -> str:
    """Return `2026-11-23T09:00:00.123Z`: always milliseconds, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
