"""The items that several stores or commands write: deposits, verifications, closures, operators' acts."""

from datetime import datetime

from callbox.adapters.dynamodb.mapping import item_of
from callbox.adapters.dynamodb.tables import (
    ClosureItem,
    DepositItem,
    OperatorActItem,
    VerificationItem,
    work_shard,
)
from callbox.domain.closures import Closure
from callbox.domain.deposits import Deposit
from callbox.domain.operators import OperatorAct
from callbox.domain.verifications import Verification


def deposit_item(deposit: Deposit, *, version: int) -> DepositItem:
    shard = _shard(deposit.deposit_id, deposit.due_at)
    return item_of(DepositItem, deposit, version=version, work_shard=shard)


def verification_item(verification: Verification, *, version: int) -> VerificationItem:
    shard = _shard(verification.verification_id, verification.due_at)
    return item_of(VerificationItem, verification, version=version, work_shard=shard)


def closure_item(closure: Closure, *, version: int) -> ClosureItem:
    shard = _shard(closure.claim, closure.due_at)
    return item_of(ClosureItem, closure, version=version, work_shard=shard)


def act_item(act: OperatorAct) -> OperatorActItem:
    return item_of(OperatorActItem, act, day=act.day)


def _shard(document_id: str, due_at: datetime | None) -> str | None:
    """Return the shard of the work index; None for a finished document, which so leaves the index."""
    return None if due_at is None else work_shard(document_id)
