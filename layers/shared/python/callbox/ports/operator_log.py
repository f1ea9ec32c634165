"""Port of the operator log."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.operators import OperatorAct


class OperatorLog(Protocol):
    """What operators did, kept for ever. An act that changes our tables is written in the same transaction."""

    def add(self, act: OperatorAct) -> None:
        """Log an act that changes nothing in our tables, before it is done. Logging it twice changes nothing."""

    def day(self, day: str) -> Sequence[OperatorAct]:
        """Return the acts of a UTC date, oldest first."""
