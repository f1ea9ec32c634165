"""The reconciliation's differences are true in the simulated world. A kind that is not here is always a false alarm.

Our own books are correct in every schedule, or I1 to I9 would fail: the audit must find nothing in them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from callbox.domain.deposits import Deposit
from callbox.domain.differences import Difference
from callbox.domain.identity import DepositId
from callbox.domain.orders import OWED_NOTHING
from callbox.services.supplier_account import FIRST_COMPARISON, UNSETTLED
from tests.money.invariants import Auditor, demand
from tests.money.outside import Outside
from tests.money.scheduler import seconds_of


@dataclass(frozen=True)
class Found:
    """A difference and its world. `by_s`: it was found at this time or earlier, on any clock."""

    difference: Difference
    outside: Outside
    auditor: Auditor
    by_s: float


def check_differences(outside: Outside, auditor: Auditor, *, most_skew_s: float) -> None:
    """Raise Violation for a false difference, and for a false alarm about settled money."""
    for one, _, last_at in outside.differences.stored.values():
        found = Found(one, outside, auditor, seconds_of(last_at) + most_skew_s)
        is_true = one.kind in _IS_TRUE and _IS_TRUE[one.kind](found)
        demand(is_true, f"false alarm: {one.difference_id} {dict(one.facts)}")
    for order_id in _judged(outside) & orders_without_payer(outside):
        is_told = f"order_without_payer:{order_id}" in outside.differences.stored
        demand(is_told, f"the reconciliation judged order {order_id} and missed that we paid for it")
    for event, facts in outside.log.alarms:
        if event in _ALARMS:
            kind, subject = _ALARMS[event]
            found = Found(Difference(kind, str(facts[subject])), outside, auditor, inf)
            demand(_IS_TRUE[kind](found), f"false alarm: {event} {facts}")


def _judged(outside: Outside) -> set[str]:
    """Return the orders that the account comparisons have judged: from the first one's day on."""
    readings = [seconds_of(one.read_at - UNSETTLED) for one in outside.balances.stored]
    if not readings:
        return set()
    begin_s, end_s = readings[0] - FIRST_COMPARISON.total_seconds(), max(readings)
    return {one.order_id for one in outside.supplier.rented.values() if begin_s < one.ordered_s <= end_s}


def _is_paid_twice(found: Found) -> bool:
    """The payment succeeded, and another payment settled its deposit."""
    reference, paystack = found.difference.subject, found.outside.paystack
    deposit = found.outside.tables.deposits.get(DepositId(reference.rpartition("-")[0]))
    settled_with = deposit.paid_reference if deposit else None
    return settled_with != reference and {reference, settled_with} <= paystack.paid_at_s.keys()


def _is_returned_less_than_taken(found: Found) -> bool:
    """A chargeback was undone, and the payer then had less back than we took."""
    deposit: Deposit = found.outside.tables.deposits[DepositId(found.difference.subject)]
    kept_minor = found.outside.paystack.left_after_restoring.get(deposit.paid_reference or "")
    return kept_minor is not None and min(kept_minor, deposit.amount.minor) < deposit.returned_minor


def _is_orphan_order(found: Found) -> bool:
    """No customer waited for the order or got a code from it. Whether the supplier got the cancel is unknown."""
    order_id = found.difference.subject
    owners = [one for one in found.outside.tables.verifications.values() if one.order_id == order_id]
    return all(one.is_refunded and found.auditor.settled_s[one.verification_id] <= found.by_s for one in owners)


def _has_no_payer(found: Found) -> bool:
    """The supplier bills the order, and no customer pays for it."""
    return found.difference.subject in orders_without_payer(found.outside)


def _is_not_billed(found: Found) -> bool:
    """The supplier does not bill the order, and a customer pays for it."""
    order_id, outside = found.difference.subject, found.outside
    is_billed = outside.supplier.rented[order_id].outcome(outside.scheduler.now_s) not in OWED_NOTHING
    return not is_billed and order_id in _paid_for(outside)


def orders_without_payer(outside: Outside) -> set[str]:
    now_s, paid = outside.scheduler.now_s, _paid_for(outside)
    billed = {one.order_id for one in outside.supplier.rented.values() if one.outcome(now_s) == "delivered"}
    return billed - paid


def _paid_for(outside: Outside) -> set[str]:
    return {one.order_id or "" for one in outside.tables.verifications.values() if one.state == "received"}


_IS_TRUE: Mapping[str, Callable[[Found], bool]] = {
    "paid_twice": _is_paid_twice,
    "returned_less_than_taken": _is_returned_less_than_taken,
    "orphan_order": _is_orphan_order,
    "order_without_payer": _has_no_payer,
    "order_not_billed": _is_not_billed,
}
_ALARMS: Mapping[str, tuple[str, str]] = {
    "deposit_paid_twice": ("paid_twice", "reference"),
    "returned_less_than_taken": ("returned_less_than_taken", "deposit_id"),
}
"""By alarm: its difference, and the fact that names the subject."""
