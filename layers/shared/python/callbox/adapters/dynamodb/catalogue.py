"""The Catalogue port: the supplier's services.

The timer writes all of a service but `refused_at`, which the workers write, so neither overwrites the other.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import ServiceItem
from callbox.ports.catalogue import Service

MOST_SERVICES = 10_000
"""More than the supplier has ever listed for a country."""


class DynamoCatalogue:
    def get(self, *, country: str, name: str, capability: str) -> Service | None:
        item = find(ServiceItem, country, _key(name, capability))
        return None if item is None else document_of(Service, item)

    def list(self, country: str) -> Sequence[Service]:
        services = [document_of(Service, item) for item in fetch(ServiceItem.query, country, limit=MOST_SERVICES)]
        return sorted(services, key=lambda one: (one.name, one.capability))

    def put(self, services: Iterable[Service]) -> None:
        for service in services:
            item = _item(service)
            kept = {item._hash_keyname, item._range_keyname, "refused_at"}
            attributes = {name: one for name, one in item.get_attributes().items() if name not in kept}
            actions: list[Action] = [
                one.remove() if getattr(item, name) is None else one.set(getattr(item, name))
                for name, one in attributes.items()
            ]
            call(partial(item.update, actions))

    def note_refusal(self, *, country: str, name: str, capability: str, at: datetime) -> None:
        item = ServiceItem(country, _key(name, capability))
        with suppress(ConditionFailed):  # it is no longer offered
            call(lambda: item.update([ServiceItem.refused_at.set(at)], condition=ServiceItem.name.exists()))

    def remove(self, services: Iterable[Service]) -> None:
        for service in services:
            call(_item(service).delete)


def _key(name: str, capability: str) -> str:
    return f"{name}#{capability}"


def _item(service: Service) -> ServiceItem:
    return item_of(ServiceItem, service, service_key=_key(service.name, service.capability))
