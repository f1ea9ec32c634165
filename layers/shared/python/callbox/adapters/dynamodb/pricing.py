"""The Pricing port: every version of the pricing settings, by the time it took effect."""

from callbox.adapters.dynamodb.calls import fetch, find
from callbox.adapters.dynamodb.documents import act_item
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import OperatorActItem, SettingItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings
from callbox.ports import Moved

_PRICING = "pricing"


class DynamoPricing:
    def pricing(self) -> PricingSettings | None:
        newest = fetch(SettingItem.query, _PRICING, consistent_read=True, scan_index_forward=False, limit=1)
        return document_of(PricingSettings, newest[0]) if newest else None

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        transaction = Transaction()
        version = item_of(SettingItem, settings, setting=_PRICING)
        transaction.put("version", version, condition=SettingItem.setting.does_not_exist())
        if act is not None:
            transaction.put("act", act_item(act), condition=OperatorActItem.day.does_not_exist())
        try:
            transaction.commit()
        except Declined:
            self._must_be_stored(settings)

    def _must_be_stored(self, settings: PricingSettings) -> None:
        stored = find(SettingItem, _PRICING, settings.changed_at)
        if stored is None or document_of(PricingSettings, stored) != settings:
            raise Moved("another version of the prices has the same time")
