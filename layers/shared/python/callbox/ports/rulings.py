"""Port of the operators' rulings on single services."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.denied_services import Ruling
from callbox.domain.operators import OperatorAct


class Rulings(Protocol):
    """Operators' decisions about single services, at most one per service."""

    def list(self) -> Sequence[Ruling]:
        """Return all rulings in force, sorted by service."""

    def replace(self, before: Ruling | None, after: Ruling, act: OperatorAct) -> None:
        """Replace `before` by a ruling and log its act. Raises Moved when `before` is no longer stored."""
