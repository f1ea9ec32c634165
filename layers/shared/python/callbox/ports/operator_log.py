"""Port of the operator log."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.operators import OperatorAct


class OperatorLog(Protocol):
    """What operators did, for ever. An act is written together with what it changes, where that is in our tables."""

    def add(self, act: OperatorAct) -> None:
        """Note an act whose change is not in our tables, before it is done. The same act again changes nothing."""

    def day(self, day: str) -> Sequence[OperatorAct]:
        """Return the acts of a date in UTC, oldest first."""
