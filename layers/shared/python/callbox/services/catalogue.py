"""The catalogue: the services for sale and their prices.

A timer reads the costs from the supplier. Prices are computed from them on each read, with the current settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain import pricing
from callbox.domain.errors import FieldError, Invalid, Unavailable
from callbox.ports.catalogue import Catalogue, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from callbox.domain.money import Money
    from callbox.domain.pricing import PricingSettings
    from callbox.domain.verifications import Selection
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.pricing import Pricing
    from callbox.ports.supplier import Supplier
    from callbox.services.denied_services import DenyList

COUNTRY = "US"
"""The supplier rents only United States numbers."""
CAPABILITIES = frozenset({"sms"})
CACHE_TIME = timedelta(seconds=60)
"""How long a function may show an old price. A customer is never charged more than the price they saw."""
WRITE_BATCH = 25
LONGEST_LABEL = 80


@dataclass(frozen=True)
class Offer:
    """A service with its current price."""

    service: Service
    price: Money


@dataclass(frozen=True)
class Quote:
    """The customer's current price for a selection, and the most that the supplier may charge for it."""

    price: Money
    max_cost_usd: Decimal


class CatalogueService:
    def __init__(self, *, catalogue: Catalogue, pricing_store: Pricing, denied: DenyList, clock: Clock) -> None:
        self._catalogue = catalogue
        self._pricing_store = pricing_store
        self._denied = denied
        self._clock = clock
        self._pricing: tuple[datetime, PricingSettings] | None = None
        self._listed: dict[str, tuple[datetime, Sequence[Service]]] = {}

    def search(self, *, query: str, country: str, after: str | None, limit: int) -> Sequence[Offer]:
        """Return at most `limit` offers whose name or label contains `query`, sorted by name, after the name `after`.

        Leaves out services that are not for sale.
        """
        settings = self._todays_pricing()
        wanted = query.strip().casefold()
        found = [
            service
            for service in self._listing(country)
            if (wanted in service.name.casefold() or wanted in service.label.casefold())
            and (after is None or service.name > after)
            and self._denied.denial(service.name, service.label) is None
        ]
        return [Offer(service, pricing.price(service.cost_usd, settings)) for service in found[:limit]]

    def quote(self, selection: Selection) -> Quote:
        """Return the current price of a selection.

        Raises Refused `service_denied`, or Invalid for a service that the supplier does not sell.
        """
        self._denied.must_be_for_sale(selection.service)
        service = self._catalogue.get(
            country=selection.country, name=selection.service, capability=selection.capability
        )
        if service is None:
            message = "We do not sell this service. Choose one from the list."
            raise Invalid(FieldError("service", "unknown_service", message))
        self._denied.must_be_for_sale(service.name, service.label)
        settings = self._todays_pricing()
        cost = pricing.cost_usd(
            service.cost_usd,
            settings,
            area_codes=bool(selection.area_codes),
            carriers=bool(selection.carriers),
        )
        return Quote(price=pricing.price(cost, settings), max_cost_usd=cost)

    def must_be_for_sale(self, selection: Selection) -> None:
        """Raise Refused `service_denied` if the service is not for sale. `quote` checks this too."""
        self._denied.must_be_for_sale(selection.service)

    def _listing(self, country: str) -> Sequence[Service]:
        now = self._clock.now()
        cached = self._listed.get(country)
        if cached is None or now - cached[0] >= CACHE_TIME:
            # the country comes from the URL: cache only countries that have services
            services = self._catalogue.list(country)
            if not services:
                return services
            cached = (now, services)
            self._listed[country] = cached
        return cached[1]

    def _todays_pricing(self) -> PricingSettings:
        now = self._clock.now()
        if self._pricing is None or now - self._pricing[0] >= CACHE_TIME:
            settings = self._pricing_store.pricing()
            if settings is None:
                raise Unavailable("Prices are not set yet.", retry_after_s=60)
            self._pricing = (now, settings)
        return self._pricing[1]


class CatalogueRefresh:
    """The timer's work: read what the supplier offers, at a limited request rate."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        supplier: Supplier,
        denied: DenyList,
        clock: Clock,
        log: Log,
        pause: Callable[[], None],
    ) -> None:
        self._catalogue = catalogue
        self._denied = denied
        self._supplier = supplier
        self._clock = clock
        self._log = log
        self._pause = pause

    def run(self, *, deadline: datetime) -> int:
        """Read and store the cost of every service; remove services that are no longer offered or for sale.

        Return the number of services stored.

        Starts with the oldest costs, so that the next run continues one that `deadline` cut short. A service whose
        request fails keeps its last cost. Raises Unavailable, and removes nothing, when the list has no service that
        we could sell: an empty list means that the supplier's feed is broken.
        """
        offered = {
            (name, capability): label
            for name, label, capability in self._supplier.services()
            if capability in CAPABILITIES and self._denied.denial(name, label) is None
        }
        if not offered:
            self._log.alarm("supplier_offers_nothing")
            raise Unavailable("The supplier's list of services is empty.", retry_after_s=3600)
        known = {(s.name, s.capability): s for s in self._catalogue.list(COUNTRY)}
        gone = [service for key, service in known.items() if key not in offered]
        self._catalogue.remove(gone)
        stored = failed = 0
        batch: list[Service] = []
        for key in sorted(offered, key=lambda k: known[k].refreshed_at.timestamp() if k in known else 0.0):
            if self._clock.now() >= deadline:
                break
            try:
                cost = self._supplier.cost_usd(name=key[0], capability=key[1])
            except Unavailable:
                failed += 1
                continue
            finally:
                self._pause()
            if cost is None or cost <= 0:
                if key in known:
                    gone.append(known[key])
                    self._catalogue.remove([known[key]])
                continue
            batch.append(self._service(key, offered[key], cost))
            if len(batch) == WRITE_BATCH:
                self._catalogue.put(batch)
                stored, batch = stored + len(batch), []
        self._catalogue.put(batch)
        stored += len(batch)
        self._log.record("catalogue_refreshed", stored=stored, failed=failed, removed=len(gone))
        return stored

    def _service(self, key: tuple[str, str], label: str, cost: Decimal) -> Service:
        return Service(
            country=COUNTRY,
            name=key[0],
            capability=key[1],
            label=(label or key[0])[:LONGEST_LABEL],
            cost_usd=cost,
            refreshed_at=self._clock.now(),
        )
