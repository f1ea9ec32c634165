"""Verifications: one rented number, for one service, for one code.

    requesting ──► waiting ──► received          paid
         │            ├──────► cancelled  ┐
         │            ├──────► expired    │      refunded, in the same transaction as the state
         └────────────┴──────► failed     ┘

A received verification stays received. Until `ends_at` we listen for later texts on its number; they are shown and cost
nothing. No later text changes the state or moves money.

The transitions here compute the next document and raise IllegalTransition from a state that does not allow it. Which
one is due is decided in `domain.verdicts`. The store refuses to write over any version but the one that was read.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from callbox.domain.area_codes import area_code_of
from callbox.domain.errors import IllegalTransition
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.suppliers import SUPPLIER, terms_of
from callbox.domain.sweeping import pause_after_failures

VerificationState = Literal["requesting", "waiting", "received", "cancelled", "expired", "failed"]
RefundedState = Literal["cancelled", "expired", "failed"]

OPEN_STATES: frozenset[VerificationState] = frozenset({"requesting", "waiting"})
REFUNDED_STATES: frozenset[VerificationState] = frozenset({"cancelled", "expired", "failed"})

REQUEST_WINDOW = timedelta(minutes=4)
"""How long the supplier may take to assign a number before the customer is refunded."""
RESUME_AFTER = timedelta(seconds=60)
"""When the sweeper queues an unanswered request again; longer than one attempt of the worker."""
SWEEP_GRACE = timedelta(seconds=30)
"""How long after its end a verification is left to its own polling before the sweeper takes it."""
LONGEST_OPEN = timedelta(hours=1)
"""No verification stays open longer than this, while the sweeper runs."""
OPEN_LOOK_BACK = LONGEST_OPEN + timedelta(minutes=30)
"""How far back we search for open verifications: one that a late sweeper has not ended yet still counts."""
SETTLING_TIME = timedelta(minutes=10)
"""How long after its end a verification may wait for the supplier to say how it ended."""

MAX_TEXTS = 20
"""Texts read for one verification; more than a service sends in a quarter of an hour."""
CLOCKS_AGREE = timedelta(seconds=0.2)
"""How far the clocks of two functions may differ. AWS keeps them within a millisecond or so."""

LISTEN_AGAIN_AFTER = timedelta(minutes=1)
"""How often a customer may ask us to look for another code on a number."""

MAX_ATTEMPTS = 3
"""How often a customer may try for the same code before we suggest another way."""
MAX_ORDERS = 3
"""Numbers ordered for one verification, when the supplier assigns one that has already failed."""
BATCH_SIZES = range(2, 11)


@dataclass(frozen=True)
class Selection:
    """What the customer wants a number for. Empty area codes or carriers mean any."""

    service: str
    country: str
    capability: str
    area_codes: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()


def is_wished(selection: Selection, number: str) -> bool:
    """Tell whether a number has one of the wished area codes, or any was wanted."""
    return not selection.area_codes or area_code_of(number) in selection.area_codes


@dataclass(frozen=True)
class Verification:
    """One purchase. `price` was taken when it was made; `max_cost_usd` is the most the supplier may take for it.

    `ends_at` is the supplier's deadline, known with the number. `due_at` is when the sweeper takes it; None at rest.
    `message_count` says whether stored messages are worth reading. `texts_read` are the supplier's ids of the texts
    that were read and screened, shown or not; none is read again. `texts_read_at` is when the last reading that found
    one began. `listened_at` is when the customer last asked for another code. `reference` is the customer's own label.
    `version` grows with every write.
    `avoid_numbers` brought no code in an earlier attempt; `order_count` counts the numbers asked of the supplier.
    `supplier` is who the number is ordered from; customers are never told. `order_id` is the supplier's id of the order
    and may be known before the number is. `poll_chain` is the version that started the active poll chain, 0 before the
    first; other chains stop. `sweep_failures` counts the sweeper's failures in a row.
    """

    user_id: UserId
    verification_id: VerificationId
    selection: Selection
    price: Money
    max_cost_usd: Decimal
    state: VerificationState
    created_at: datetime
    due_at: datetime | None
    supplier: str
    order_id: str | None = None
    number: str | None = None
    waiting_since: datetime | None = None
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    message_count: int = 0
    attempt: int = 1
    retry_of: VerificationId | None = None
    batch_id: str | None = None
    avoid_numbers: tuple[str, ...] = ()
    order_count: int = 1
    poll_chain: int = 0
    sweep_failures: int = 0
    texts_read: tuple[str, ...] = ()
    texts_read_at: datetime | None = None
    listened_at: datetime | None = None
    reference: str | None = None
    version: int = 1

    @property
    def order_key(self) -> str:
        """What makes a repeated order the same one to the supplier."""
        return self.verification_id if self.order_count == 1 else f"{self.verification_id}-{self.order_count}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_refunded(self) -> bool:
        return self.state in REFUNDED_STATES

    @property
    def is_cancellable(self) -> bool:
        """Only with a number, since before it the order's answer may be under way, and only until a message comes."""
        return self.state == "waiting" and self.message_count == 0

    @property
    def request_ends_at(self) -> datetime:
        return self.created_at + REQUEST_WINDOW

    def is_over(self, now: datetime) -> bool:
        """Tell whether the request window is over, or with a number its rent."""
        return now >= ends_by(self)

    @property
    def settles_until(self) -> datetime:
        """When it ends, whatever the supplier says or fails to say."""
        return ends_by(self) + SETTLING_TIME


def requested(
    *,
    user_id: UserId,
    verification_id: VerificationId,
    selection: Selection,
    price: Money,
    max_cost_usd: Decimal,
    now: datetime,
    attempt: int = 1,
    retry_of: VerificationId | None = None,
    batch_id: str | None = None,
    avoid_numbers: tuple[str, ...] = (),
    supplier: str = SUPPLIER,
    reference: str | None = None,
) -> Verification:
    """Return a new verification whose money is held and whose number is yet to come."""
    return Verification(
        user_id=user_id,
        verification_id=verification_id,
        selection=selection,
        price=price,
        max_cost_usd=max_cost_usd,
        state="requesting",
        created_at=now,
        due_at=now + RESUME_AFTER,
        supplier=supplier,
        attempt=attempt,
        retry_of=retry_of,
        batch_id=batch_id,
        avoid_numbers=avoid_numbers,
        reference=reference,
    )


def as_requested(verification: Verification, *, reference: str | None) -> Verification:
    """Return the verification as it was when it was made: what a replayed request is answered with.

    `reference` is the request's own, since the customer may have changed it since.
    """
    return requested(
        user_id=verification.user_id,
        verification_id=verification.verification_id,
        selection=verification.selection,
        price=verification.price,
        max_cost_usd=verification.max_cost_usd,
        now=verification.created_at,
        attempt=verification.attempt,
        retry_of=verification.retry_of,
        batch_id=verification.batch_id,
        avoid_numbers=verification.avoid_numbers,
        supplier=verification.supplier,
        reference=reference,
    )


def with_number(
    verification: Verification, *, order_id: str, number: str, ends_at: datetime, now: datetime
) -> Verification:
    """`requesting → waiting`, with its first poll chain.

    The end is the supplier's, but early enough that settling also ends within `LONGEST_OPEN`.
    """
    _must_be(verification, "with_number", "requesting")
    ends_at = min(ends_at, verification.created_at + LONGEST_OPEN - SETTLING_TIME)
    return replace(
        verification,
        state="waiting",
        order_id=order_id,
        number=number,
        waiting_since=now,
        ends_at=ends_at,
        due_at=ends_at + SWEEP_GRACE,
        poll_chain=verification.version,
        sweep_failures=0,
    )


def ends_by(verification: Verification) -> datetime:
    """Return when an open verification is over at the latest, as far as is known now."""
    return verification.ends_at or verification.request_ends_at


def failed_numbers(verification: Verification) -> tuple[str, ...]:
    """Return the numbers that brought no code so far, this one's included."""
    tried = (verification.number,) if verification.number else ()
    return (*verification.avoid_numbers, *tried)


def with_order(verification: Verification, order_id: str) -> Verification:
    """Return the verification with an order whose number is not known yet."""
    _must_be(verification, "with_order", "requesting")
    return replace(verification, order_id=order_id)


def with_another_order(verification: Verification) -> Verification:
    """Return the verification ready to order a different number, after its last order was cancelled."""
    _must_be(verification, "with_another_order", "requesting")
    if verification.order_count >= MAX_ORDERS:
        raise IllegalTransition(verification.state, f"order {verification.order_count + 1} of {MAX_ORDERS}")
    return replace(verification, order_count=verification.order_count + 1, order_id=None)


def with_new_chain(verification: Verification) -> Verification:
    """Return the verification with a new poll chain; the one before it stops at its next poll."""
    _must_be(verification, "with_new_chain", "waiting")
    return replace(verification, poll_chain=verification.version)


def is_polled_by(verification: Verification, chain: int) -> bool:
    """Tell whether a poll chain goes on: the latest does, and one whose number is just being stored."""
    is_beginning = verification.state == "requesting" and chain == verification.version
    return is_beginning or chain == verification.poll_chain


def with_texts(
    verification: Verification, text_ids: Collection[str], *, stored: int, began_at: datetime
) -> Verification:
    """Return the verification after a reading that began then and found these texts, of which some are stored."""
    _must_be(verification, "with_texts", "waiting", "received")
    return replace(
        verification,
        message_count=verification.message_count + stored,
        texts_read=(*verification.texts_read, *text_ids),
        texts_read_at=began_at,
    )


def came_at(verification: Verification, sent_at: datetime, *, now: datetime) -> datetime:
    """Return when a text of this reading came: not in the future, which would keep it beyond its time, and after the
    first code once that is shown, so that the first stays the first whatever the supplier's clock says."""
    came = min(sent_at, now)
    if verification.state == "received" and verification.closed_at is not None:
        return max(came, verification.closed_at + timedelta(milliseconds=1))
    return came


def labelled(verification: Verification, reference: str | None) -> Verification:
    """Return the verification with another label of the customer's, in any state."""
    return replace(verification, reference=reference)


def texts_left(verification: Verification) -> int:
    """Return how many more texts are read for the verification."""
    return max(0, MAX_TEXTS - len(verification.texts_read))


def was_read_since(verification: Verification, moment: datetime) -> bool:
    """Tell whether a reading that found a text began after this moment, by clocks that may differ a little."""
    return verification.texts_read_at is not None and verification.texts_read_at >= moment + CLOCKS_AGREE


def texts_until(verification: Verification, *, now: datetime) -> datetime | None:
    """Return until when further texts may come to the number and are shown; None when no more are expected."""
    ends_at = verification.ends_at
    is_rented = verification.state == "waiting" or (
        verification.state == "received" and terms_of(verification.supplier).delivers_after_code
    )
    if not is_rented or ends_at is None or now >= ends_at or not texts_left(verification):
        return None
    return ends_at


def is_listening(verification: Verification, *, now: datetime) -> bool:
    """Tell whether the code has come and further texts are expected."""
    return verification.state == "received" and texts_until(verification, now=now) is not None


def listens_again_at(verification: Verification) -> datetime | None:
    """Return when the customer may ask for another code again; None when it was not asked yet."""
    return None if verification.listened_at is None else verification.listened_at + LISTEN_AGAIN_AFTER


def with_listening(verification: Verification, *, now: datetime) -> Verification:
    """Return the verification with a new poll chain that looks for another code as if the number were new."""
    _must_be(verification, "with_listening", "received")
    return replace(verification, listened_at=now, poll_chain=verification.version)


def as_before_listening(verification: Verification, before: Verification) -> Verification:
    """Return the verification with the poll chain that it had before, since no poll of the new one was queued."""
    _must_be(verification, "as_before_listening", "received")
    return replace(verification, listened_at=before.listened_at, poll_chain=before.poll_chain)


def received(verification: Verification, *, now: datetime, reason: str | None = None) -> Verification:
    """`waiting → received`: the customer pays."""
    _must_be(verification, "received", "waiting")
    return replace(verification, state="received", closed_at=now, due_at=None, reason=reason)


def closed(verification: Verification, state: RefundedState, *, reason: str, now: datetime) -> Verification:
    """`requesting → failed`, or `waiting →` any refunded state. To be stored with the refund or not at all."""
    _must_be(verification, state, *(("requesting", "waiting") if state == "failed" else ("waiting",)))
    return replace(verification, state=state, closed_at=now, due_at=None, reason=reason)


def swept_again(verification: Verification, *, now: datetime) -> Verification:
    """Return the verification due for the sweeper again in a minute."""
    _must_be(verification, "swept_again", "requesting", "waiting")
    return replace(verification, due_at=now + RESUME_AFTER, sweep_failures=0)


def postponed(verification: Verification, *, now: datetime) -> Verification:
    """Return the verification that the sweeper failed on, due after a pause that grows with each failure."""
    _must_be(verification, "postponed", "requesting", "waiting")
    failures = verification.sweep_failures + 1
    return replace(verification, due_at=now + pause_after_failures(failures), sweep_failures=failures)


def _must_be(verification: Verification, event: str, *states: VerificationState) -> None:
    if verification.state not in states:
        raise IllegalTransition(verification.state, event)


@dataclass(frozen=True)
class Batch:
    """Several verifications bought at once: paid together, each with an end of its own."""

    user_id: UserId
    batch_id: str
    verification_ids: tuple[VerificationId, ...]
    created_at: datetime
