"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The Clock port on the operating system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
