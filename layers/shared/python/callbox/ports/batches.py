"""Port of the batches: verifications bought together."""

from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.verifications import Batch


class Batches(Protocol):
    """Batches are created by `Books.purchase`."""

    def get(self, user_id: UserId, batch_id: str) -> Batch | None: ...
