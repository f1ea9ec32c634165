"""Operators' acts on accounts: who, what, when and why. They are kept for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from callbox.domain.errors import FieldError, length_errors

LONGEST_REASON = 500


@dataclass(frozen=True)
class OperatorAct:
    """One act of an operator. `subject` is the id of what was changed; `facts` hold the reason and other details."""

    act_id: str
    at: datetime
    author: str
    act: str
    subject: str
    facts: Mapping[str, str | int]

    @property
    def day(self) -> str:
        """The date in UTC, such as `2026-11-23`."""
        return self.at.astimezone(UTC).date().isoformat()


def act_errors(author: str, reason: str) -> list[FieldError]:
    """Return what is wrong with an act's author and reason; empty when both are given."""
    return [
        error
        for name, text in (("author", author), ("reason", reason))
        for error in length_errors(name, text.strip(), most=LONGEST_REASON)
    ]
