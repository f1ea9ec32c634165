"""Deposits and verifications as items: how they are written down and what of them a change writes."""

from datetime import datetime
from typing import Any, cast

from pynamodb.expressions.update import Action
from pynamodb.models import Model

from callbox.adapters.dynamodb.tables import DepositItem, VerificationItem, work_shard
from callbox.domain.deposits import Deposit, DepositStatus
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.verifications import Selection, Verification, VerificationState


def changes(before: Model, after: Model) -> list[Action]:
    """Return what turns the stored `before` into `after`. What became None is removed, from its index too."""
    keys = {before._hash_keyname, before._range_keyname}
    actions: list[Action] = []
    for name, attribute in before.get_attributes().items():
        value = getattr(after, name)
        if name not in keys and value != getattr(before, name):
            actions.append(attribute.remove() if value is None else attribute.set(value))
    return actions


def deposit_item(deposit: Deposit, *, version: int) -> DepositItem:
    return DepositItem(
        deposit_id=deposit.deposit_id,
        user_id=deposit.user_id,
        amount_minor=deposit.amount.minor,
        currency=deposit.amount.currency,
        status=deposit.status,
        created_at=deposit.created_at,
        **_work(deposit.deposit_id, deposit.due_at),
        attempt=deposit.attempt,
        authorization_url=deposit.authorization_url,
        paid_reference=deposit.paid_reference,
        settled_at=deposit.settled_at,
        reason=deposit.reason,
        returned_minor=deposit.returned_minor,
        dispute_lost=deposit.dispute_lost or None,
        sweep_failures=deposit.sweep_failures,
        version=version,
    )


def deposit_of(item: DepositItem) -> Deposit:
    return Deposit(
        deposit_id=DepositId(item.deposit_id),
        user_id=UserId(item.user_id),
        amount=Money(item.amount_minor, item.currency),
        status=cast(DepositStatus, item.status),
        created_at=item.created_at,
        due_at=item.due_at,
        attempt=item.attempt,
        authorization_url=item.authorization_url,
        paid_reference=item.paid_reference,
        settled_at=item.settled_at,
        reason=item.reason,
        returned_minor=item.returned_minor,
        dispute_lost=bool(item.dispute_lost),
        sweep_failures=item.sweep_failures,
        version=item.version,
    )


def verification_item(verification: Verification, *, version: int) -> VerificationItem:
    selection = verification.selection
    return VerificationItem(
        user_id=verification.user_id,
        verification_id=verification.verification_id,
        service=selection.service,
        country=selection.country,
        capability=selection.capability,
        area_codes=list(selection.area_codes),
        carriers=list(selection.carriers),
        price_minor=verification.price.minor,
        currency=verification.price.currency,
        max_cost_usd=verification.max_cost_usd,
        state=verification.state,
        created_at=verification.created_at,
        **_work(verification.verification_id, verification.due_at),
        order_id=verification.order_id,
        number=verification.number,
        waiting_since=verification.waiting_since,
        ends_at=verification.ends_at,
        closed_at=verification.closed_at,
        reason=verification.reason,
        message_count=verification.message_count,
        attempt=verification.attempt,
        retry_of=verification.retry_of,
        batch_id=verification.batch_id,
        avoid_numbers=list(verification.avoid_numbers),
        order_count=verification.order_count,
        poll_chain=verification.poll_chain,
        sweep_failures=verification.sweep_failures,
        version=version,
    )


def verification_of(item: VerificationItem) -> Verification:
    return Verification(
        user_id=UserId(item.user_id),
        verification_id=VerificationId(item.verification_id),
        selection=Selection(
            service=item.service,
            country=item.country,
            capability=item.capability,
            area_codes=tuple(item.area_codes),
            carriers=tuple(item.carriers),
        ),
        price=Money(item.price_minor, item.currency),
        max_cost_usd=item.max_cost_usd,
        state=cast(VerificationState, item.state),
        created_at=item.created_at,
        due_at=item.due_at,
        order_id=item.order_id,
        number=item.number,
        waiting_since=item.waiting_since,
        ends_at=item.ends_at,
        closed_at=item.closed_at,
        reason=item.reason,
        message_count=item.message_count,
        attempt=item.attempt,
        retry_of=VerificationId(item.retry_of) if item.retry_of is not None else None,
        batch_id=item.batch_id,
        avoid_numbers=tuple(item.avoid_numbers),
        order_count=item.order_count,
        poll_chain=item.poll_chain,
        sweep_failures=item.sweep_failures,
        version=item.version,
    )


def _work(document_id: str, due_at: datetime | None) -> dict[str, Any]:
    """Return both attributes of the work index; None for a finished document, which so leaves the index."""
    return {"due_at": due_at, "work_shard": None if due_at is None else work_shard(document_id)}
