"""What the supplier can deliver: the area codes it searches, and how many numbers of each service it has.

Both are asked for in the run that reads the prices, after them: two timers side by side would double the rate.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Unavailable
from callbox.ports.stock import Count, StockCounts
from callbox.services.catalogue import COUNTRY

if TYPE_CHECKING:
    from callbox.ports.area_codes import AreaCodes
    from callbox.ports.catalogue import Catalogue
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.supplier import Supplier
    from callbox.services.pacing import Pace

COUNT_AGE = timedelta(minutes=45)
"""How old a count gets before the supplier is asked again: less than the hour between two runs, so that each run counts
every service that the last one reached."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class SupplyRefresh:
    """The timer's second work. Nothing that fails here removes anything: an old count stops being told by itself."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        area_codes: AreaCodes,
        stock: StockCounts,
        supplier: Supplier,
        clock: Clock,
        log: Log,
        pace: Pace,
    ) -> None:
        self._catalogue = catalogue
        self._area_codes = area_codes
        self._stock = stock
        self._supplier = supplier
        self._clock = clock
        self._log = log
        self._pace = pace

    def run(self, *, deadline: datetime) -> int:
        """Read and store the area codes and the counts that are new or old. Return the number of services counted.

        Starts with the oldest counts, so that the next run continues one that `deadline` cut short. A service whose
        request fails keeps its last count.
        """
        if self._clock.now() < deadline:
            self._read_area_codes()
        counted = failed = 0
        last = self._stock.list(COUNTRY)
        services = {one.name: one for one in self._catalogue.list(COUNTRY)}
        counts = {name: one for name, one in last.items() if name in services}

        def age(name: str) -> datetime:
            return last[name].counted_at if name in last else _NEVER

        for name in sorted(services, key=age):
            now = self._clock.now()
            if now >= deadline or now - age(name) < COUNT_AGE:
                break
            try:
                with self._pace.request():
                    available = self._supplier.available(name=name, capability=services[name].capability)
            except Unavailable:
                failed += 1
                continue
            if available is None:
                counts.pop(name, None)
            else:
                counts[name] = Count(available, now)
            counted += 1
        if counts != last:
            self._stock.replace(COUNTRY, counts)
        self._log.record("stock_counted", counted=counted, failed=failed)
        return counted

    def _read_area_codes(self) -> None:
        """Replace the stored list. An empty one means that the supplier's feed is broken, and changes nothing."""
        try:
            with self._pace.request():
                codes = self._supplier.area_codes()
        except Unavailable:
            self._log.record("area_codes_not_read")
            return
        if codes:
            self._area_codes.replace(COUNTRY, codes, read_at=self._clock.now())
        else:
            self._log.record("area_codes_not_read")
