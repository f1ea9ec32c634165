"""A text message as a rented number received it. How its code is found is in `messages`, and takes longer to load."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=30)
"""How long texts and codes are kept and shown. The facts of the order stay."""


@dataclass(frozen=True)
class Message:
    """One SMS as received: `sender` is None when the supplier does not know it, `code` if none is certain."""

    id: str
    sender: str | None
    text: str
    code: str | None
    received_at: datetime

    def is_kept(self, now: datetime) -> bool:
        """Tell whether it may still be shown: the database deletes it a while after its time, not at it."""
        return now < self.received_at + KEPT_FOR


def first_code(messages: Iterable[Message]) -> str | None:
    """Return the code of the earliest received message that has one, whatever order they come in."""
    with_code = [message for message in messages if message.code is not None]
    return min(with_code, key=lambda message: message.received_at).code if with_code else None
