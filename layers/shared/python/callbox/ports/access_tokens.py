"""Port that signs access tokens."""

from datetime import datetime, timedelta
from typing import Protocol

from callbox.domain.identity import UserId


class AccessTokens(Protocol):
    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str: ...
