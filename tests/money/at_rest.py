"""The invariants at rest: I5, I7 and I8, the claims of customers, and the audit's own result."""

from collections import Counter
from datetime import timedelta
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId
from callbox.domain.payers import MOST_ACCOUNTS
from callbox.domain.verifications import Verification
from tests.money.invariants import NEVER_SETTLED, Auditor, demand
from tests.money.outside import Outside
from tests.money.payments import lost_dispute
from tests.money.scheduler import Violation, seconds_of
from tests.money.supplying import Rented
from tests.money.true_differences import check_differences

ORPHAN_S = 600.0
"""An orphan order is cancelled within this time of its creation, or of the crash."""
_RUN_S = 120.0
"""Slow answers may add the time limit of the run. A slow clock adds its error."""
_TRUE_CLOCKS_S = 5.0
"""With clocks further apart than this an order may be cancelled before its request ends; its customer is refunded."""
_FOR_PEOPLE = frozenset({"deposit_paid_twice", "paid_twice", "returned_less_than_taken"})
_UNSETTLED_WHYS = frozenset({"open", "delivered", "Unavailable", "Uncertain"})
"""The answers or failures of a supplier that never settles. Any other reason is our bug."""
_ANSWER_S = 60.0
"""The maximum age of the answer that fails a deposit: no function that asks lives longer."""
_ENDS = {"open": "open", "delivered": "billed", "returned": "timed out", "cancelled": "cancelled"}
_CANCELLERS = ("cancel_orphan_orders", "reconcile_books")


def check_rest(outside: Outside, auditor: Auditor, *, most_skew_s: float, last_fault_s: float) -> None:
    """Raise Violation if anything is left open, or if an outside party's books disagree with ours."""
    tables = outside.tables
    for user_id in tables.wallets:
        auditor.touch_wallet(user_id)
    auditor.check_step()
    for (_, verification_id), one in tables.verifications.items():
        demand(not one.is_open, f"I5: {verification_id} is {one.state} at rest")
        demand(one.due_at is None, f"I5: {verification_id} is still due at rest")
    for deposit_id, deposit in tables.deposits.items():
        demand(deposit.status != "pending" and deposit.due_at is None, f"I5: {deposit_id} is {deposit.status}")
    _check_payments(outside)
    _check_returns(outside)
    _check_disputes(outside)
    _check_payers(outside, most_skew_s=most_skew_s)
    _check_pay_outs(outside, auditor)
    _check_orders(outside)
    for order_id, kept_s in orphans_s(outside, auditor, last_fault_s).items():
        demand(kept_s <= ORPHAN_S + _RUN_S + most_skew_s, f"I8: orphan order {order_id} was kept {kept_s:.0f} s")
    lost = _cancelled_too_early(outside, auditor)
    demand(most_skew_s > _TRUE_CLOCKS_S or not lost, f"I8: cancelled while their customers waited: {lost}")
    _check_claims(outside, auditor)
    _check_alarms(outside)
    check_differences(outside, auditor, most_skew_s=most_skew_s)


def is_to_be_reconciled(outside: Outside) -> bool:
    """Return whether Paystack has a payment or return that no webhook, customer or timer can announce any more."""
    for reference in outside.paystack.paid_at_s:
        deposit = _deposit_of(outside, reference)
        if deposit is None:
            return False  # a violation, judged at rest
        if deposit.paid_reference == reference:
            is_missing = deposit.status == "credited" and deposit.returned_minor != _returned(outside, deposit)
        else:
            is_missing = outside.paystack.payments[reference].status == "success"
        if is_missing and not _is_told(outside, reference):
            return True
    return False


def count_orders(outside: Outside, auditor: Auditor) -> Counter[str]:
    """Count the orphan orders. Their customers were refunded or have another number.

    An order is `cancelled` by us, `timed out` at the supplier, or `billed` if a text arrived before either. Owned
    orders that wrong clocks made look like orphans while a customer waited are counted separately.
    """
    counted = Counter({"owned order, cancelled as an orphan": len(_cancelled_too_early(outside, auditor))})
    now_s = outside.scheduler.now_s
    linked = {one.order_id for one in outside.tables.verifications.values()}
    for rented in outside.supplier.rented.values():
        if rented.order_id not in linked:
            counted[f"orphan order: {_ENDS[rented.outcome(now_s)]}"] += 1
    return counted


def _check_payments(outside: Outside) -> None:
    """I7: each of Paystack's successes is credited or held, once."""
    paystack, credited = outside.paystack, 0
    for reference in paystack.paid_at_s:
        deposit = _deposit_of(outside, reference)
        demand(deposit is not None, f"I7: {reference} was opened for a deposit that is not stored")
        if deposit is None or deposit.paid_reference != reference:
            has_gone_back = paystack.payments[reference].status != "success"
            demand(
                has_gone_back or _is_told(outside, reference),
                f"I7: success {reference} is neither credited nor held, and raised no alarm",
            )
            continue
        right = "credited" if paystack.is_right(reference) else "mismatched"
        demand(deposit.status == right, f"I7: success {reference} should be {right} and is {deposit.status}")
        if right == "credited":
            credited += 1
            demand(deposit.amount == paystack.asked[reference], f"I7: {reference} credited another amount")
        else:
            told = [facts.get("deposit_id") for _, facts in outside.log.alarms]
            demand(deposit.deposit_id in told, f"I7: {reference} is held without an alarm")
    counted = sum(deposit.status == "credited" for deposit in outside.tables.deposits.values())
    demand(counted == credited, f"I7: {counted} deposits are credited for {credited} right payments")


def _check_returns(outside: Outside) -> None:
    """I7, continued: every return was taken from the wallet, or is owed."""
    for deposit in outside.tables.deposits.values():
        if deposit.status != "credited":
            continue
        returned = _returned(outside, deposit)
        if deposit.returned_minor != returned:
            demand(
                deposit.returned_minor > returned and _is_told(outside, deposit.paid_reference or ""),
                f"I7: of {deposit.deposit_id} {returned} was returned and {deposit.returned_minor} was taken",
            )


def _check_disputes(outside: Outside) -> None:
    """A lost dispute stops purchases when its money is returned; one that took nothing raises an alarm."""
    tables = outside.tables
    freed = {act.subject for act in tables.operator_log.values() if act.act == "account_unfrozen"}
    dead = {one.args[0] for one in outside.queues.dead if one.flow == "settle_deposit"}  # they wait for an operator
    for reference in sorted(outside.paystack.disputes_lost - dead):
        deposit = _deposit_of(outside, reference)
        is_heard = lost_dispute(reference) in outside.paystack.told
        if not is_heard or deposit is None or (deposit.paid_reference, deposit.status) != (reference, "credited"):
            continue
        told = {facts.get("reference") for event, facts in outside.log.alarms if event == "dispute_lost_untaken"}
        is_frozen = tables.wallet(deposit.user_id).frozen is not None or deposit.user_id in freed
        demand(
            deposit.dispute_lost or _is_told(outside, reference), f"the lost dispute about {reference} is not recorded"
        )
        demand(is_frozen or deposit.returned_minor == 0, f"{reference} was lost and {deposit.user_id} may still buy")
        demand(deposit.returned_minor > 0 or reference in told, f"no alarm says that {reference} was lost")


def _check_payers(outside: Outside, *, most_skew_s: float) -> None:
    """Each credited payment links its payer to its account; a shared card and a lost dispute pause the next account.

    Two machines' times tell which came first if they are further apart than the clocks.
    """
    tables, apart = outside.tables, timedelta(seconds=2 * most_skew_s)
    for deposit in tables.deposits.values():
        if deposit.status != "credited" or deposit.payer is None:
            continue
        mine = tables.payers.get((deposit.payer, deposit.user_id))
        if mine is None:
            raise Violation(f"the payer of {deposit.deposit_id} is not linked to {deposit.user_id}")
        before = [
            one
            for (payer, user_id), one in tables.payers.items()
            if payer == deposit.payer and user_id != deposit.user_id and one.first_at + apart < mine.first_at
        ]
        is_suspicious = any(one.disputed_at and one.disputed_at + apart < mine.first_at for one in before)
        must_pause = len(before) >= MOST_ACCOUNTS or is_suspicious
        freed = {act.subject for act in tables.operator_log.values() if act.act == "account_unfrozen"}
        is_stopped = tables.wallet(deposit.user_id).frozen is not None or deposit.user_id in freed
        demand(is_stopped or not must_pause, f"{deposit.user_id} may buy with the money of a suspicious payer")
        is_marked = mine.disputed_at is not None or not deposit.dispute_lost or deposit.returned_minor == 0
        demand(is_marked, f"the payer of {deposit.deposit_id} won a dispute, which is not noted")


def _check_pay_outs(outside: Outside, auditor: Auditor) -> None:
    """I7 for pay-outs: the whole balance is refunded, and a refund requested twice would be owed."""
    tables, paystack = outside.tables, outside.paystack
    demand(not +paystack.promised, f"I7: refunds are under way at rest: {paystack.promised}")
    freed = {act.subject for act in tables.operator_log.values() if act.act == "account_unfrozen"}
    for user_id in {act.subject for act in tables.operator_log.values() if act.act == "refund_asked"}:
        mine = {one.paid_reference for one in tables.deposits.values() if one.user_id == user_id}
        owed = [one for one in tables.receivables.values() if one.user_id == user_id]
        is_ours = not owed or user_id in freed or bool(mine & paystack.gone_unasked)
        demand(is_ours, f"I7: more was refunded to {user_id} than the wallet held: {owed} is owed")
    for user_id, mark in auditor.paid_out.items():
        balance = tables.wallet(user_id).balance.minor
        owes = any(one.user_id == user_id for one in tables.receivables.values())
        has_more = auditor.mark(user_id) > mark or user_id in freed or owes
        demand(balance == 0 or has_more, f"I7: {user_id} was paid out and still holds {balance}")


def _check_orders(outside: Outside) -> None:
    """I8: at most one billed order for each verification, and no unknown order."""
    supplier, now_s = outside.supplier, outside.scheduler.now_s
    billed: Counter[str] = Counter()
    for rented in supplier.rented.values():
        owner = _owner_of(outside, rented)
        demand(owner is not None, f"I8: order {rented.order_id} belongs to no verification")
        billed[owner.verification_id if owner else ""] += rented.outcome(now_s) == "delivered"
        if rented.outcome(now_s) == "open":
            demand(rented.refused_cancels > 0, f"I8: order {rented.order_id} stays open without a request to cancel it")
            told = {facts.get("order_id") for event, facts in outside.log.alarms if event == NEVER_SETTLED}
            told |= {one.subject for one, _, _ in outside.differences.stored.values()}
            demand(rented.order_id in told, f"I8: order {rented.order_id} stays open without an alarm")
    for verification_id, times in billed.items():
        demand(times <= 1, f"I8: {times} orders of {verification_id} are billed")
    for event, facts in outside.log.recorded:
        if event == "late_number_returned":
            mine = [one for one in supplier.rented.values() if one.key.startswith(str(facts["verification_id"]))]
            demand(
                any(one.returned_s is not None or one.refused_cancels for one in mine),
                f"I8: the late number of {facts['verification_id']} is logged as cancelled and is not",
            )


def _cancelled_too_early(outside: Outside, auditor: Auditor) -> list[str]:
    """Return the verifications whose order was cancelled as an orphan before they had ended."""
    ended_s, rented = auditor.settled_s, outside.supplier.rented
    mine = [(one.verification_id, rented.get(one.order_id or "")) for one in outside.tables.verifications.values()]
    return [
        verification_id
        for verification_id, order in mine
        if order and order.returned_by in _CANCELLERS and (order.returned_s or 0.0) < ended_s[verification_id]
    ]


def orphans_s(outside: Outside, auditor: Auditor, last_fault_s: float) -> dict[str, float]:
    """Return how long each orphan order was kept after its creation, its refund, or the last fault or outage.

    Leaves out what we could not prevent: billed orders, and those that the supplier refuses to cancel.
    """
    closed_s = {
        one.order_id: auditor.settled_s[one.verification_id] if one.is_refunded else float("inf")
        for one in outside.tables.verifications.values()
    }
    outage_s = max((end for _, end in outside.supplier.outages), default=0.0)
    now_s, kept = outside.scheduler.now_s, dict[str, float]()
    for rented in outside.supplier.rented.values():
        is_helpless = not rented.behaviour.may_be_cancelled or rented.outcome(now_s) == "delivered"
        left_s = closed_s.get(rented.order_id, rented.ordered_s)
        if left_s <= now_s and not is_helpless:
            kept[rented.order_id] = rented.gone_s - max(rented.ordered_s, left_s, last_fault_s, outage_s)
    return kept


def _check_claims(outside: Outside, auditor: Auditor) -> None:
    """A verification is retried at most once, and only if it was refunded; a key makes one document."""
    tables = outside.tables
    tried = Counter(one.retry_of for one in tables.verifications.values() if one.retry_of)
    for (_, verification_id), one in tables.verifications.items():
        demand(tried[verification_id] <= 1, f"{verification_id} was retried {tried[verification_id]} times")
        demand(not tried[verification_id] or one.is_refunded, f"{verification_id} was retried and not refunded")
    made = Counter(deposit.user_id for deposit in tables.deposits.values())
    made += Counter(user_id for (user_id, _), one in tables.verifications.items() if one.batch_id is None)
    made += Counter(user_id for user_id, _ in tables.batches)
    for user_id, documents in made.items():
        keys = len(auditor.keys.get(user_id, ()))
        demand(documents <= keys, f"{user_id} sent {keys} keys and got {documents} documents")


def _check_alarms(outside: Outside) -> None:
    """No alarm reports an unexpected error."""
    broken = [facts for event, facts in outside.log.alarms if event == "sweep_broken"]
    demand(not broken, f"the sweeper failed: {broken}")
    for event, facts in outside.log.alarms:
        if event == NEVER_SETTLED:
            demand(facts["why"] in _UNSETTLED_WHYS, f"a verification was written off because of {facts['why']}")
        if event == "reconciliation_incomplete":
            reason = str(facts["reason"])
            demand(
                reason.islower(), f"the reconciliation failed: {reason}"
            )  # codes are lower case; class names are not


def overdue_s(outside: Outside, auditor: Auditor, last_fault_s: float) -> dict[str, float]:
    """Return how long after its deadline, or after the last fault if later, each document settled.

    The deadline of a verification without a number is the end of its request window; of one that got its code, the
    code's arrival; of any other with a number, the end that the supplier named, or its settlement if later; of a
    deposit, the payment; of an announced return, the return. Events that only the reconciliation can find have none.
    """
    tables, paystack = outside.tables, outside.paystack
    has_dead_looks = any(one.flow == "fetch_code" for one in outside.queues.dead)  # then time ends it
    late: dict[str, float] = {}
    for (_, verification_id), one in tables.verifications.items():
        deadline_s = seconds_of(one.request_ends_at)
        if one.order_id is not None and one.ends_at is not None:
            rented = outside.supplier.rented[one.order_id]
            deadline_s = max(seconds_of(one.ends_at), 0.0 if rented.gone_s == float("inf") else rented.gone_s)
            if one.state == "received" and one.reason is None and not has_dead_looks:
                deadline_s = rented.code_came_s
            if one.reason == NEVER_SETTLED:
                deadline_s = max(deadline_s, rented.ends_s + 600)
        late[verification_id] = auditor.settled_s[verification_id] - max(deadline_s, last_fault_s)
    for deposit_id, deposit in tables.deposits.items():
        reference = deposit.paid_reference or ""
        failed_s = auditor.failed_s.get(deposit_id, float("inf"))
        is_unheard = paystack.paid_at_s.get(reference, 0.0) > failed_s - _ANSWER_S and reference not in paystack.told
        if deposit.status in ("credited", "mismatched") and reference in paystack.paid_at_s and not is_unheard:
            late[deposit_id] = auditor.settled_s[deposit_id] - max(paystack.paid_at_s[reference], last_fault_s)
        if deposit_id in auditor.returned_s and any(one.startswith(f"{reference} returned") for one in paystack.told):
            returned_s = max(paystack.returned_at_s[reference], last_fault_s)
            late[f"return of {deposit_id}"] = auditor.returned_s[deposit_id] - returned_s
    return late


def _deposit_of(outside: Outside, reference: str) -> Deposit | None:
    return outside.tables.deposits.get(DepositId(reference.rpartition("-")[0]))


def _returned(outside: Outside, deposit: Deposit) -> int:
    """Return how much of a credited deposit was returned to its payer: never more than was credited."""
    return min(outside.paystack.returned_minor(deposit.paid_reference or ""), deposit.amount.minor)


def _is_told(outside: Outside, reference: str) -> bool:
    """Return whether an alarm left this payment to an operator: a second payment, or a return that was undone."""
    alarms: list[tuple[str, dict[str, Any]]] = outside.log.alarms
    return any(
        facts.get("reference") == reference and (event in _FOR_PEOPLE or facts.get("difference") in _FOR_PEOPLE)
        for event, facts in alarms
    )


def _owner_of(outside: Outside, rented: Rented) -> Verification | None:
    for verification in outside.tables.verifications.values():
        if verification.verification_id in (rented.key, rented.key.rpartition("-")[0]):
            return verification
    return None
