"""Port of the operators' rulings about single services."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.denied_services import Ruling
from callbox.domain.operators import OperatorAct


class Rulings(Protocol):
    """Operators' decisions about single services: at most one for each."""

    def list(self) -> Sequence[Ruling]:
        """Return all that hold, sorted by service."""

    def replace(self, before: Ruling | None, after: Ruling, act: OperatorAct) -> None:
        """Store a ruling in the place of `before` together with its act. Raises Moved when `before` is not there."""
