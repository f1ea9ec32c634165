"""The answer of the routes of /me beside the account: limits, what is used of them, the next level, purchases."""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from callbox.domain.closures import claim_of
from callbox.domain.standing import PauseReason
from callbox.domain.trust import TrustLevel
from callbox.http.shapes import Timestamp, timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.deposits import DepositBounds
    from callbox.domain.email_changes import EmailChange
    from callbox.domain.identity import UserId
    from callbox.domain.money import Money
    from callbox.services.wallets import Allowed


class EmailChangeShape(Struct):
    """A change of address that waits until `ends_at` for its links to be opened.

    `holds_from` is when the new address alone can carry it out, unless the present one approves it before; null when
    it need not wait. `confirmed` says whether the new address has opened its link.
    """

    email: str
    asked_at: Timestamp
    holds_from: Timestamp | None
    ends_at: Timestamp
    confirmed: bool

    @classmethod
    def of(cls, change: "EmailChange") -> "EmailChangeShape":
        return cls(
            email=change.email,
            asked_at=timestamp(change.asked_at),
            holds_from=timestamp(change.holds_from) if change.holds_from else None,
            ends_at=timestamp(change.ends_at),
            confirmed=change.confirmed_at is not None,
        )


class SpendLater(Struct):
    """A higher own limit that was asked for: what holds from then on, null for none."""

    spend_a_day_minor: int | None
    holds_from: Timestamp


class Limits(Struct):
    """Limits at once, per clock hour and per day in UTC. Requests above them get 429.

    `low_balance_minor` and `spend_a_day_minor` are the customer's own, null where there is none. Above the second a
    purchase gets 402.
    """

    trust_level: str
    open_verifications: int
    purchases_an_hour: int
    purchases_a_day: int
    same_service_a_day: int
    cancels_an_hour: int
    batch_size: int
    top_up_a_day_minor: int
    deposit_min_minor: int
    deposit_max_minor: int
    low_balance_minor: int | None
    spend_a_day_minor: int | None
    spend_a_day_later: SpendLater | None
    currency: str

    @classmethod
    def of(cls, may: "Allowed", bounds: "DepositBounds") -> "Limits":
        allowed, own = may.limits, may.own
        return cls(
            trust_level=may.level,
            open_verifications=allowed.open_verifications,
            purchases_an_hour=allowed.purchases_an_hour,
            purchases_a_day=allowed.purchases_a_day,
            same_service_a_day=allowed.same_service_a_day,
            cancels_an_hour=allowed.cancels_an_hour,
            batch_size=allowed.batch_size,
            top_up_a_day_minor=allowed.top_up_a_day_minor,
            deposit_min_minor=bounds.smallest.minor,
            deposit_max_minor=max(bounds.smallest.minor, min(bounds.largest.minor, allowed.top_up_a_day_minor)),
            low_balance_minor=own.low_balance_minor,
            spend_a_day_minor=own.spend_a_day_minor,
            spend_a_day_later=SpendLater(own.later_minor, timestamp(own.later_at)) if own.later_at else None,
            currency=bounds.smallest.currency,
        )


class Usage(Struct):
    """What is used now of the limits of the same names: at once, in this clock hour, on this day in UTC.

    `same_service_a_day` counts the service that was bought most, `same_service`. `spend_a_day_minor` leaves out what
    was refunded.
    """

    open_verifications: int
    purchases_an_hour: int
    purchases_a_day: int
    same_service_a_day: int
    same_service: str | None
    cancels_an_hour: int
    top_up_a_day_minor: int
    spend_a_day_minor: int

    @classmethod
    def of(cls, may: "Allowed") -> "Usage":
        used = may.used
        service, most = max(used.services, key=lambda one: one[1], default=(None, 0))
        return cls(
            open_verifications=may.open,
            purchases_an_hour=used.purchases,
            purchases_a_day=sum(count for _, count in used.services),
            same_service_a_day=most,
            same_service=service,
            cancels_an_hour=used.cancels,
            top_up_a_day_minor=may.topped_up_minor,
            spend_a_day_minor=used.spent_minor,
        )


class NextLevel(Struct):
    """What is missing for the next level: `missing_minor` still to be paid, and nothing before `not_before`.

    `maturing_minor` is paid and counts once it cannot be charged back. The last two are limits of that level.
    """

    trust_level: TrustLevel
    missing_minor: int
    maturing_minor: int
    currency: str
    not_before: Timestamp | None
    open_verifications: int
    top_up_a_day_minor: int

    @classmethod
    def of(cls, may: "Allowed", *, currency: str) -> "NextLevel | None":
        if may.next_level is None or may.next_limits is None:
            return None
        return cls(
            trust_level=may.next_level.level,
            missing_minor=may.next_level.missing_minor,
            maturing_minor=may.next_level.maturing_minor,
            currency=currency,
            not_before=timestamp(may.next_level.not_before) if may.next_level.not_before else None,
            open_verifications=may.next_limits.open_verifications,
            top_up_a_day_minor=may.next_limits.top_up_a_day_minor,
        )


class Purchases(Struct):
    """`paused` is why nothing can be bought until an operator has looked, or null.

    `withheld_texts` counts the texts of seven days that came from services for which no numbers are rented. At
    `withheld_texts_pause_at` of them purchases are paused.
    """

    paused: PauseReason | Literal["frozen"] | None
    withheld_texts: int
    withheld_texts_pause_at: int


class Closing(Struct):
    """An account that its customer closes. `left_minor` stays the customer's: `claim` is the number to claim it."""

    closes_at: Timestamp
    left_minor: int
    currency: str
    claim: str

    @classmethod
    def of(cls, closes_at: "datetime", left: "Money", user_id: "UserId") -> "Closing":
        return cls(timestamp(closes_at), left.minor, left.currency, claim_of(user_id))
