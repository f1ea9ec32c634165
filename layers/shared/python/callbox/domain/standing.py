"""A customer's standing: what their payments and refunds say about them. It is stored in the wallet.

Every movement writes the wallet on condition that it has not changed, so the sums and counts are exact and cost no
extra call. A payment counts as settled at once when it cannot be charged back (bank, transfer, USSD), else 72 hours
after its credit. What goes back to the payer stops counting.

A loss is a refund for which the supplier bills us. The third text in seven days that was withheld pauses purchases
until an operator has looked at the account. The money stays the customer's: it can be refunded to its payers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from callbox.domain.trust import TrustLevel

LossReason = Literal["service_denied", "supplier_never_settled"]
"""The reasons of refunds that cost us: a text was withheld; the supplier never said how an order ended."""
LOSS_REASONS: tuple[LossReason, ...] = get_args(LossReason)

PauseReason = Literal["withheld_texts", "shared_card", "disputed_payer"]
"""Why purchases are paused until an operator has looked."""

MOST_WITHHELD = 3
"""The withheld text that pauses purchases. One is an accident, and the page warns of it."""
WITHHELD_WITHIN = timedelta(days=7)
LOSSES_KEPT_FOR = timedelta(days=30)
MOST_LOSSES = 50
"""Losses kept, the newest: many times what pauses an account."""
TROUBLE_LASTS = timedelta(days=90)
"""How long a lost dispute keeps an account at the level `new`."""

UNDER_REFUND = "refund under way"
"""What a wallet's `frozen` says while its whole balance goes back to its payers. Any other reason takes its place."""
_PAUSED = "paused: "
_SETTLED_AT_ONCE = frozenset({"bank", "bank_transfer", "dedicated_nuban", "ussd"})
"""Paystack's names of channels whose payer cannot dispute a payment as a card's owner can.
Source: https://paystack.com/docs/payments/payment-channels/"""


@dataclass(frozen=True)
class TrustRule:
    """What makes a new customer `funded`: both a sum and an age."""

    settled_minor: int = 500_000
    age: timedelta = timedelta(hours=24)
    cards_settle_after: timedelta = timedelta(hours=72)


@dataclass(frozen=True)
class Standing:
    """`settled_minor` is what was paid and counts, less what went back; it may be below zero.

    `maturing` holds payments that do not count yet: (clock hour in UTC of the credit, such as `2026-11-23T09`, sum).
    `was_funded`: the wallet was in use before its payments were counted; the rule of then made it `funded`.
    `disputed_at` is the last lost dispute. `losses` are (time, reason), oldest first. `looked_at` is when an operator
    last allowed purchases again: texts withheld before do not count.
    """

    settled_minor: int = 0
    maturing: tuple[tuple[str, int], ...] = ()
    was_funded: bool = False
    disputed_at: datetime | None = None
    losses: tuple[tuple[datetime, LossReason], ...] = ()
    looked_at: datetime | None = None


NO_STANDING = Standing()
OLDER_WALLET = Standing(was_funded=True)
"""The standing of a wallet that had entries before standings were stored."""


@dataclass(frozen=True)
class NextLevel:
    """What a `new` customer lacks for `funded`: `missing_minor` still to be paid, and nothing before `not_before`.

    `maturing_minor` is paid and will count later; `not_before` includes that wait, and is None when nothing waits.
    """

    level: TrustLevel
    missing_minor: int
    maturing_minor: int
    not_before: datetime | None


def paid(standing: Standing, minor: int, *, channel: str | None, at: datetime, rule: TrustRule) -> Standing:
    """Count a credited payment. `channel` is Paystack's word; an unknown one settles as slowly as a card."""
    matured = _matured(standing, at, rule)
    if channel in _SETTLED_AT_ONCE or not rule.cards_settle_after:
        return replace(matured, settled_minor=matured.settled_minor + minor)
    return replace(matured, maturing=_with(matured.maturing, _hour(at), minor))


def gave_back(standing: Standing, minor: int, *, credited_at: datetime | None) -> Standing:
    """Stop counting what went back of a payment credited then, whether it counted already or not."""
    hour = _hour(credited_at) if credited_at else ""
    waiting = min(minor, dict(standing.maturing).get(hour, 0))
    return replace(
        standing,
        settled_minor=standing.settled_minor - (minor - waiting),
        maturing=_with(standing.maturing, hour, -waiting) if waiting else standing.maturing,
    )


def disputed(standing: Standing, at: datetime) -> Standing:
    """Note a lost dispute."""
    return replace(standing, disputed_at=at)


def with_loss(standing: Standing, reason: LossReason, at: datetime) -> Standing:
    """Note a refund that costs us, and forget old ones."""
    kept = [one for one in standing.losses if one[0] > at - LOSSES_KEPT_FOR]
    return replace(standing, losses=tuple([*kept, (at, reason)][-MOST_LOSSES:]))


def looked_at(standing: Standing, at: datetime) -> Standing:
    """Note that an operator has looked at the account and allowed purchases again."""
    return replace(standing, looked_at=at)


def loss_reason(reason: str) -> LossReason | None:
    """Return the reason of a refund if such a refund costs us."""
    return next((one for one in LOSS_REASONS if one == reason), None)


def withheld(standing: Standing, now: datetime) -> int:
    """Return how many texts were withheld in the last seven days, since an operator last looked."""
    since = now - WITHHELD_WITHIN
    if standing.looked_at is not None:
        since = max(since, standing.looked_at)
    return sum(at > since and reason == "service_denied" for at, reason in standing.losses)


def settled_minor(standing: Standing, now: datetime, rule: TrustRule) -> int:
    return _matured(standing, now, rule).settled_minor


def level(standing: Standing, now: datetime, rule: TrustRule, *, opened_at: datetime | None) -> TrustLevel:
    """Return the level that a customer has earned. An account without a known `opened_at` counts as old enough."""
    is_open_long = opened_at is None or now >= opened_at + rule.age
    return "funded" if is_open_long and not _in_trouble(standing, now) and _has_paid(standing, now, rule) else "new"


def next_level(standing: Standing, now: datetime, rule: TrustRule, *, opened_at: datetime | None) -> NextLevel | None:
    """Return what is missing for `funded`; None for an account that has it."""
    if level(standing, now, rule, opened_at=opened_at) == "funded":
        return None
    matured = _matured(standing, now, rule)
    left = 0 if standing.was_funded else max(0, rule.settled_minor - matured.settled_minor)
    waits = [opened_at + rule.age] if opened_at else []
    if standing.disputed_at is not None:
        waits.append(standing.disputed_at + TROUBLE_LASTS)
    maturing = 0
    for hour, minor in matured.maturing:
        if maturing < left:
            maturing += minor
            waits.append(_matures_at(hour, rule))
    missing = max(0, left - maturing)
    not_before = max(waits, default=now)
    return NextLevel("funded", missing, min(maturing, left), not_before if not_before > now else None)


def paused_for(reason: PauseReason) -> str:
    """Return what the wallet's `frozen` says for a pause. An operator's freeze has a text of its own."""
    return f"{_PAUSED}{reason}"


def pause_reason(frozen: str | None) -> PauseReason | None:
    """Return why a wallet is paused; None when it is free, or frozen for another reason."""
    reasons: Mapping[str, PauseReason] = {paused_for(one): one for one in get_args(PauseReason)}
    return reasons.get(frozen or "")


def stopped(frozen: str | None, reason: str | None) -> str | None:
    """Return what `frozen` says when purchases are stopped for a further reason.

    A freeze replaces a pause, and both replace the hold of a refund, which ends by itself.
    """
    if reason is None:
        return frozen
    if frozen in (None, UNDER_REFUND):
        return reason
    return reason if pause_reason(frozen) and not pause_reason(reason) else frozen


def _has_paid(standing: Standing, now: datetime, rule: TrustRule) -> bool:
    return standing.was_funded or settled_minor(standing, now, rule) >= rule.settled_minor


def _in_trouble(standing: Standing, now: datetime) -> bool:
    return standing.disputed_at is not None and now < standing.disputed_at + TROUBLE_LASTS


def _matured(standing: Standing, now: datetime, rule: TrustRule) -> Standing:
    """Return the standing with the payments that count by now moved to the settled sum."""
    waiting = tuple(one for one in standing.maturing if _matures_at(one[0], rule) > now)
    if waiting == standing.maturing:
        return standing
    done = sum(minor for _, minor in standing.maturing) - sum(minor for _, minor in waiting)
    return replace(standing, settled_minor=standing.settled_minor + done, maturing=waiting)


def _with(maturing: tuple[tuple[str, int], ...], hour: str, minor: int) -> tuple[tuple[str, int], ...]:
    sums = dict(maturing)
    sums[hour] = sums.get(hour, 0) + minor
    return tuple(sorted((one, left) for one, left in sums.items() if left > 0))


def _hour(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()[:13]


def _matures_at(hour: str, rule: TrustRule) -> datetime:
    """Payments of one clock hour are kept as one sum, which counts when the last of them may: the item stays small."""
    return datetime.fromisoformat(f"{hour}:00:00+00:00") + timedelta(hours=1) + rule.cards_settle_after
