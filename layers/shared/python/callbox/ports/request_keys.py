"""Port of the idempotency keys."""

from dataclasses import dataclass
from typing import Protocol

from callbox.domain.identity import UserId


class KeyTaken(Exception):
    """The user has already used this idempotency key. `key` says for what."""

    def __init__(self, key: "RequestKey") -> None:
        super().__init__("idempotency key taken")
        self.key = key


@dataclass(frozen=True)
class RequestKey:
    """A customer's idempotency key. It binds one request (by the hash of its content) to one document, for ever."""

    user_id: UserId
    key: str
    request_hash: str
    document_id: str


class RequestKeys(Protocol):
    def find(self, user_id: UserId, key: str) -> RequestKey | None:
        """Return what the user has used this idempotency key for, or None."""
