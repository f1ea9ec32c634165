"""The Catalogue port: the supplier's services. Only the hourly refresh writes it, so it needs no conditions."""

from collections.abc import Iterable, Sequence

from callbox.adapters.dynamodb.calls import call, fetch, find
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
            call(_item(service).save)

    def remove(self, services: Iterable[Service]) -> None:
        for service in services:
            call(_item(service).delete)


def _key(name: str, capability: str) -> str:
    return f"{name}#{capability}"


def _item(service: Service) -> ServiceItem:
    return item_of(ServiceItem, service, service_key=_key(service.name, service.capability))
