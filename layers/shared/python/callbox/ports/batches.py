"""Port of the batches: verifications that were bought together."""

from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.verifications import Batch


class Batches(Protocol):
    """What was bought together. Making one is not here: see Books."""

    def get(self, user_id: UserId, batch_id: str) -> Batch | None: ...
