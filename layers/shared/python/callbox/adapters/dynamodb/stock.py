"""The StockCounts port: a country's counts are one item, since each run of the timer writes them all."""

from collections.abc import Mapping
from datetime import UTC, datetime

from callbox.adapters.dynamodb.calls import call, find
from callbox.adapters.dynamodb.tables import StockItem
from callbox.ports.stock import Count


class DynamoStockCounts:
    def list(self, country: str) -> Mapping[str, Count]:
        item = find(StockItem, country)
        if item is None:
            return {}
        return {
            name: Count(int(available), datetime.fromtimestamp(int(item.counted_at[name]), UTC))
            for name, available in item.available.items()
        }

    def replace(self, country: str, counts: Mapping[str, Count]) -> None:
        available = {name: one.available for name, one in counts.items()}
        counted_at = {name: int(one.counted_at.timestamp()) for name, one in counts.items()}
        call(StockItem(country=country, available=available, counted_at=counted_at).save)
