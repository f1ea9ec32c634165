"""Port of the messages (SMS) that verifications received."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import UserId, VerificationId
from callbox.domain.messages import Message


class Messages(Protocol):
    def add(self, user_id: UserId, verification_id: VerificationId, message: Message) -> None:
        """Store a message. A message with the same id is stored once."""

    def between(
        self, user_id: UserId, *, first: VerificationId, last: VerificationId
    ) -> dict[VerificationId, Sequence[Message]]:
        """Return the messages of all verifications from `first` to `last` (inclusive), each list oldest first."""
