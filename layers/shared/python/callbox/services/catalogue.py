"""The catalogue: the services for sale and their prices.

A timer reads the costs from the supplier. Prices are computed from them on each read, with the current settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain import area_codes, pricing
from callbox.domain.denied_services import normal
from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable
from callbox.domain.known_services import UNKNOWN
from callbox.domain.stock import stock_now
from callbox.ports.catalogue import Catalogue, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from callbox.domain.denied_services import NamedDenial
    from callbox.domain.known_services import KnownService
    from callbox.domain.money import Money
    from callbox.domain.pricing import Prices, PricingSettings
    from callbox.domain.stock import StockNow
    from callbox.domain.verifications import Selection
    from callbox.ports.area_codes import AreaCodes
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.pricing import Pricing
    from callbox.ports.stock import Count, StockCounts
    from callbox.ports.supplier import Supplier
    from callbox.services.denied_services import DenyList
    from callbox.services.pacing import Pace

COUNTRY = "US"
"""The supplier rents only United States numbers."""
CAPABILITIES = frozenset({"sms"})
CACHE_TIME = timedelta(seconds=60)
"""How long a function may show an old price. A customer is never charged more than the price they saw."""
PRICE_AGE = timedelta(hours=8)
"""How old a cost gets before the supplier is asked for it again: 500 services are 500 requests. The supplier never
charges more than the cost that a price was made of; where it has risen, it refuses the order, which is refunded."""
STALE_AFTER = timedelta(hours=12)
"""No cost at all is younger: the timer stopped, or the supplier does not answer it."""
WRITE_BATCH = 25
LONGEST_LABEL = 80


@dataclass(frozen=True)
class Offer:
    """A service with its current prices, what is known of its stock, and what else it is called."""

    service: Service
    prices: Prices
    stock: StockNow
    known: KnownService


@dataclass(frozen=True)
class Quote:
    """The customer's current price for a selection, and the most that the supplier may charge for it."""

    price: Money
    max_cost_usd: Decimal


class CatalogueService:
    def __init__(
        self,
        *,
        catalogue: Catalogue,
        pricing_store: Pricing,
        area_codes: AreaCodes,
        stock: StockCounts,
        denied: DenyList,
        read_known_services: Callable[[], Mapping[str, KnownService]],
        clock: Clock,
        log: Log,
    ) -> None:
        self._catalogue = catalogue
        self._pricing_store = pricing_store
        self._store_of_area_codes = area_codes
        self._stock = stock
        self._area_codes: tuple[datetime, Sequence[str]] | None = None
        self._denied = denied
        self._clock = clock
        self._log = log
        self._pricing: tuple[datetime, PricingSettings] | None = None
        self._listed: dict[str, tuple[datetime, Sequence[Service], Mapping[str, Count]]] = {}
        self._read_known_services = read_known_services
        self._known_services: Mapping[str, KnownService] | None = None

    def search(self, *, query: str, country: str, after: str | None, limit: int) -> Sequence[Offer]:
        """Return at most `limit` offers, sorted by name, after the name `after`.

        With a `query`, only those whose name or label contains it, or that it is an alias of. Leaves out services that
        are not for sale.
        """
        settings = self._todays_pricing()
        wanted = query.strip().casefold()
        services, counts = self._listing(country)
        found = [
            service
            for service in services
            if (
                wanted in service.name.casefold()
                or wanted in service.label.casefold()
                or wanted in self._known(service).aliases
            )
            and (after is None or service.name > after)
            and self._denied.denial(service.name, service.label) is None
        ]
        return [
            Offer(
                service,
                pricing.prices(service.cost_usd, settings),
                self._stock_of(service, counts.get(service.name)),
                self._known(service),
            )
            for service in found[:limit]
        ]

    def denied(self, query: str) -> Sequence[NamedDenial]:
        """Return the services that `query` means and that are not for sale; none without a query."""
        return self._denied.named(query)

    def quote(self, selection: Selection) -> Quote:
        """Return the current price of a selection.

        Raises Refused `service_denied` or `area_code_unknown`, or Invalid for a service that the supplier does not
        sell.
        """
        self._denied.must_be_for_sale(selection.service)
        service = self._catalogue.get(
            country=selection.country, name=selection.service, capability=selection.capability
        )
        if service is None:
            message = "We do not sell this service. Choose one from the list."
            raise Invalid(FieldError("service", "unknown_service", message))
        self._denied.must_be_for_sale(service.name, service.label)
        self.must_know_area_codes(selection.area_codes)
        settings = self._todays_pricing()
        cost = pricing.cost_usd(
            service.cost_usd,
            settings,
            area_codes=bool(selection.area_codes),
            carriers=bool(selection.carriers),
        )
        return Quote(price=pricing.price(cost, settings), max_cost_usd=cost)

    def must_be_for_sale(self, selection: Selection) -> None:
        """Raise Refused `service_denied` or `area_code_unknown` if no quote would come. `quote` checks this too."""
        self._denied.must_be_for_sale(selection.service)
        self.must_know_area_codes(selection.area_codes)

    def must_know_area_codes(self, wished: Sequence[str]) -> None:
        """Raise Refused `area_code_unknown` for the first code that the supplier does not search.

        Without a wish nothing is read. Before the timer's first reading every code is taken.
        """
        if not wished:
            return
        now = self._clock.now()
        if self._area_codes is None or now - self._area_codes[0] >= CACHE_TIME:
            self._area_codes = (now, self._store_of_area_codes.list(COUNTRY))
        known = self._area_codes[1]
        wrong = area_codes.unknown(wished, known)
        if wrong is not None:
            near = ", ".join(area_codes.near(wrong, known))
            raise Refused(
                "area_code_unknown",
                f"Nothing was charged. There are no numbers with the area code {wrong}. Near it are {near}.",
                area_code=wrong,
                near=near,
            )

    def _known(self, service: Service) -> KnownService:
        if self._known_services is None:
            self._known_services = self._read_known_services()
        return self._known_services.get(normal(service.name), UNKNOWN)

    def _stock_of(self, service: Service, count: Count | None) -> StockNow:
        return stock_now(
            available=count.available if count else None,
            counted_at=count.counted_at if count else None,
            refused_at=service.refused_at,
            now=self._clock.now(),
        )

    def _listing(self, country: str) -> tuple[Sequence[Service], Mapping[str, Count]]:
        now = self._clock.now()
        cached = self._listed.get(country)
        if cached is None or now - cached[0] >= CACHE_TIME:
            # the country comes from the URL: cache only countries that have services
            services = self._catalogue.list(country)
            if not services:
                return services, {}
            newest = max(service.refreshed_at for service in services)
            if now - newest > STALE_AFTER:
                self._log.alarm("catalogue_stale", hours=int((now - newest).total_seconds() // 3600))
            cached = (now, services, self._stock.list(country))
            self._listed[country] = cached
        return cached[1], cached[2]

    def _todays_pricing(self) -> PricingSettings:
        now = self._clock.now()
        if self._pricing is None or now - self._pricing[0] >= CACHE_TIME:
            settings = self._pricing_store.pricing()
            if settings is None:
                raise Unavailable("Prices are not set yet.", retry_after_s=60)
            self._pricing = (now, settings)
        return self._pricing[1]


class CatalogueRefresh:
    """The timer's work: read what the supplier offers."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        supplier: Supplier,
        denied: DenyList,
        clock: Clock,
        log: Log,
        pace: Pace,
    ) -> None:
        self._catalogue = catalogue
        self._denied = denied
        self._supplier = supplier
        self._clock = clock
        self._log = log
        self._pace = pace

    def run(self, *, deadline: datetime) -> int:
        """Read and store the costs that are new or old; remove services that are no longer offered or for sale.

        Return the number of services stored.

        Starts with the oldest costs, so that the next run continues one that `deadline` cut short, and ends at the
        first that is younger than `PRICE_AGE`. A service whose request fails keeps its last cost. Raises Unavailable,
        and removes nothing, when the list has no service that we could sell: an empty list means that the supplier's
        feed is broken.
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
            begun = self._clock.now()
            if begun >= deadline or (key in known and begun - known[key].refreshed_at < PRICE_AGE):
                break
            try:
                with self._pace.request():
                    cost = self._supplier.cost_usd(name=key[0], capability=key[1])
            except Unavailable:
                failed += 1
                continue
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
