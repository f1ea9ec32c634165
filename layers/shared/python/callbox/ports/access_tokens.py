"""Port that signs and verifies access tokens."""

from datetime import datetime, timedelta
from typing import Protocol

from callbox.domain.identity import Claims, UserId


class AccessTokens(Protocol):
    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str: ...

    def verify(self, token: str, now: datetime) -> Claims:
        """Return the token's claims. Raises Refused `unauthenticated`; only its cause says why."""
