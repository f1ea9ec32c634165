"""The Rulings port: operators' decisions about single services. All of a country have one partition key."""

from collections.abc import Sequence

from callbox.adapters.dynamodb.calls import fetch
from callbox.adapters.dynamodb.documents import act_item
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import OperatorActItem, RulingItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.domain.denied_services import Ruling, normal
from callbox.domain.operators import OperatorAct
from callbox.ports import Moved

MOST_RULINGS = 1_000
_COUNTRY = "US"


class DynamoRulings:
    def list(self) -> Sequence[Ruling]:
        items = fetch(RulingItem.query, _COUNTRY, consistent_read=True, limit=MOST_RULINGS)
        return [document_of(Ruling, item) for item in items]

    def replace(self, before: Ruling | None, after: Ruling, act: OperatorAct) -> None:
        unchanged = (
            RulingItem.country.does_not_exist() if before is None else RulingItem.decided_at == before.decided_at
        )
        transaction = Transaction()
        item = item_of(RulingItem, after, country=_COUNTRY, service_key=normal(after.service))
        transaction.put("ruling", item, condition=unchanged)
        transaction.put("act", act_item(act), condition=OperatorActItem.day.does_not_exist())
        try:
            transaction.commit()
        except Declined as declined:
            raise Moved(f"another ruling on {after.service} came first") from declined
