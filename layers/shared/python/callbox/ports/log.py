"""Port of the log."""

from typing import Protocol


class Log(Protocol):
    """What is worth knowing afterwards. Ids and amounts only: no codes, texts, tokens or full numbers."""

    def record(self, event: str, **facts: str | int | None) -> None:
        """Note that something happened, in the past tense: `deposit_credited`."""

    def alarm(self, event: str, **facts: str | int | None) -> None:
        """Note what a person must look at: counted as a metric with an alarm."""
