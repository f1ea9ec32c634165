"""The outcomes of a supplier's order."""

from typing import Literal

Outcome = Literal["open", "delivered", "returned", "cancelled"]
"""What the state of an order means to us.

`delivered`: a message came and we owe for it. `returned`: the order timed out or was refunded. `cancelled`: we
cancelled it. `open`: none of these yet; unknown states count as open.
"""

OWED_NOTHING: frozenset[Outcome] = frozenset({"returned", "cancelled"})
"""The outcomes after which we owe the supplier nothing."""
