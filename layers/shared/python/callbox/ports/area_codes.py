"""Port of the area codes that the supplier can search for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol


class AreaCodes(Protocol):
    def list(self, country: str) -> Sequence[str]:
        """Return a country's area codes; none before the first reading."""

    def replace(self, country: str, codes: Collection[str], *, read_at: datetime) -> None: ...
