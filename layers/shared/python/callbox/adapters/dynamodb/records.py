"""Receivables and operators' acts as items: what the books write beside a movement. They are read in `oversight`."""

import json
from collections.abc import Mapping

from callbox.adapters.dynamodb.tables import OperatorActItem, ReceivableItem
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable


def receivable_item(receivable: Receivable) -> ReceivableItem:
    return ReceivableItem(
        user_id=receivable.user_id,
        receivable_id=receivable.receivable_id,
        deposit_id=receivable.deposit_id,
        amount_minor=receivable.amount.minor,
        currency=receivable.amount.currency,
        created_at=receivable.created_at,
    )


def act_item(act: OperatorAct) -> OperatorActItem:
    return OperatorActItem(
        day=act.day,
        act_id=act.act_id,
        at=act.at,
        author=act.author,
        act=act.act,
        subject=act.subject,
        facts=facts_text(act.facts),
    )


def facts_text(facts: Mapping[str, str | int]) -> str:
    return json.dumps(dict(facts), sort_keys=True)
