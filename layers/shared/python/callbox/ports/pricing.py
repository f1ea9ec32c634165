"""Port of the pricing settings and their versions."""

from typing import Protocol

from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings


class Pricing(Protocol):
    def pricing(self) -> PricingSettings | None:
        """Return the newest pricing settings, or None."""

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        """Store a new version and its act, if there is one. The older versions stay. Raises Moved."""
