"""The AreaCodes port: a country's codes are one item, so that one read checks a wish. Only the timer writes it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from callbox.adapters.dynamodb.calls import call, find
from callbox.adapters.dynamodb.tables import AreaCodesItem


class DynamoAreaCodes:
    def list(self, country: str) -> Sequence[str]:
        item = find(AreaCodesItem, country)
        return () if item is None else tuple(item.codes)

    def replace(self, country: str, codes: Collection[str], *, read_at: datetime) -> None:
        call(AreaCodesItem(country=country, codes=sorted(codes), read_at=read_at).save)
