"""Port of the log."""

from typing import Protocol


class Log(Protocol):
    """The application's log. Ids and amounts only: no codes, texts, tokens or full numbers."""

    def record(self, event: str, **facts: str | int | None) -> None:
        """Log an event, named in the past tense: `deposit_credited`."""

    def alarm(self, event: str, **facts: str | int | None) -> None:
        """Log an event that an operator must look at. It is also a metric with an alarm."""
