"""Ports of the live delivery: a customer's open pages hear what changed. Losing all of it loses only speed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.ledger import WalletNow
from callbox.domain.messages import Message
from callbox.domain.verifications import Verification

MOST_CONNECTIONS = 10
"""Of one customer. Pages that closed stay listed until they are told something, so an eleventh displaces the oldest."""


@dataclass(frozen=True)
class LiveConnection:
    """An open page's socket that has proved whose it is. `expires_at` is soon after the end of its access token."""

    user_id: UserId
    connection_id: str
    session_id: str
    expires_at: datetime


class Frames(Protocol):
    """Writes frames. Their documents are those of the API's answers."""

    def verification(
        self, verification: Verification, messages: Sequence[Message], wallet: WalletNow | None, *, now: datetime
    ) -> bytes: ...

    def deposit(self, deposit: Deposit, wallet: WalletNow | None) -> bytes: ...


class Live(Protocol):
    def tell(self, user_id: UserId, make_frame: Callable[[], bytes]) -> None:
        """Post one frame, JSON text of at most 32 KB, to the customer's open pages.

        `make_frame` reads what the frame says. It is called once, and only when a page is open. Takes 300 ms at the
        most, besides the reads. Raises Unavailable when the service of the sockets does not answer: the caller then
        tells nothing for a while. A socket that has closed is forgotten without an error.
        """


class LiveConnections(Protocol):
    """Which sockets hear whose news. Each method raises Unavailable."""

    def join(self, connection: LiveConnection) -> None:
        """Store the connection, or its new `expires_at`. Closes the customer's oldest beyond MOST_CONNECTIONS."""

    def greet(self, connection: LiveConnection, frame: bytes) -> None:
        """Post to this connection alone. One that has closed is forgotten."""

    def hang_up(self, connection_id: str) -> None:
        """Close a socket. Does nothing to one that has closed."""

    def close(self, user_id: UserId, *, session_id: str | None = None) -> None:
        """Forget a session's connections, or all of the customer's, and close their sockets."""
