"""Port of the supplier's access token, shared by all functions."""

from datetime import datetime
from typing import Protocol


class SupplierTokens(Protocol):
    """The supplier's access token, shared by all functions."""

    def get(self, account: str) -> tuple[str, datetime] | None:
        """Return (token, expires_at)."""

    def put(self, account: str, token: str, expires_at: datetime) -> None: ...
