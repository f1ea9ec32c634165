"""Port of the receivables: what customers owe."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.returns import Receivable


class Receivables(Protocol):
    """What customers owe. `Books.adjust` creates receivables."""

    def of(self, user_id: UserId) -> Sequence[Receivable]: ...
