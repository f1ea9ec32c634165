"""The settings that turn the supplier's costs into prices. Operators change them; the older versions stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain import pricing
from callbox.domain.errors import Invalid
from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings, pricing_facts

if TYPE_CHECKING:
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.pricing import Pricing


class PricingService:
    def __init__(self, *, pricing_store: Pricing, clock: Clock, ids: Ids) -> None:
        self._pricing_store = pricing_store
        self._clock = clock
        self._ids = ids

    def current(self) -> PricingSettings | None:
        """Return the newest settings, or None before the first."""
        return self._pricing_store.pricing()

    def change(self, changed: PricingSettings, *, reason: str) -> PricingSettings:
        """Store a new version, dated now, together with its act in the operator log. Raises Invalid, Moved."""
        if errors := pricing.settings_errors(changed):
            raise Invalid(*errors)
        newest = self.current()
        now = self._clock.now()
        if newest is not None and newest.changed_at >= now:
            now = newest.changed_at + timedelta(microseconds=1)
        changed = replace(changed, changed_at=now)
        new, old = (pricing_facts(one) if one else {} for one in (changed, newest))
        facts = {"reason": reason, **{name: value for name, value in new.items() if old.get(name) != value}}
        act = OperatorAct(self._ids.new_id(now), now, changed.author, "prices_changed", "pricing", facts)
        self._pricing_store.add_pricing(changed, act)
        return changed
