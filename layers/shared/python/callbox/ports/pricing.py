"""Port of the pricing settings and their versions."""

from typing import Protocol

from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings


class Pricing(Protocol):
    def pricing(self) -> PricingSettings | None:
        """Return the newest pricing settings."""

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        """Store a new version, together with the act if there is one; the older versions stay. Raises Moved."""
