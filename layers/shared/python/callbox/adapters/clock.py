"""The time of the machine."""

from datetime import UTC, datetime


class SystemClock:
    """The Clock port by the operating system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
