"""The Settings port: every version of the prices there ever was, by when it came into force."""

from callbox.adapters.dynamodb.calls import fetch, find
from callbox.adapters.dynamodb.records import act_item
from callbox.adapters.dynamodb.tables import OperatorActItem, SettingItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings
from callbox.ports import Moved

_PRICING = "pricing"


class DynamoPricing:
    def pricing(self) -> PricingSettings | None:
        newest = fetch(SettingItem.query, _PRICING, consistent_read=True, scan_index_forward=False, limit=1)
        return _settings(newest[0]) if newest else None

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        transaction = Transaction()
        transaction.put("version", _item(settings), condition=SettingItem.setting.does_not_exist())
        if act is not None:
            transaction.put("act", act_item(act), condition=OperatorActItem.day.does_not_exist())
        try:
            transaction.commit()
        except Declined:
            self._must_be_stored(settings)

    def _must_be_stored(self, settings: PricingSettings) -> None:
        stored = find(SettingItem, _PRICING, settings.changed_at)
        if stored is None or _settings(stored) != settings:
            raise Moved("another version of the prices has the same time")


def _item(settings: PricingSettings) -> SettingItem:
    return SettingItem(
        setting=_PRICING,
        changed_at=settings.changed_at,
        author=settings.author,
        ngn_per_usd=settings.ngn_per_usd,
        markup=settings.markup,
        floor_margin_minor=settings.floor_margin.minor,
        floor_margin_currency=settings.floor_margin.currency,
        area_code_surcharge_usd=settings.area_code_surcharge_usd,
        carrier_surcharge_usd=settings.carrier_surcharge_usd,
    )


def _settings(item: SettingItem) -> PricingSettings:
    return PricingSettings(
        ngn_per_usd=item.ngn_per_usd,
        markup=item.markup,
        floor_margin=Money(item.floor_margin_minor, item.floor_margin_currency),
        area_code_surcharge_usd=item.area_code_surcharge_usd,
        carrier_surcharge_usd=item.carrier_surcharge_usd,
        author=item.author,
        changed_at=item.changed_at,
    )
