"""What the state of a supplier's order means to us."""

from typing import Literal

Outcome = Literal["open", "delivered", "returned", "cancelled"]
"""How an order stands.

`delivered`: a message came and we pay for it. `returned`: timed out or refunded. `cancelled`: cancelled, which only we
do. `open`: none of these yet; a state that we do not know counts as open.
"""

OWED_NOTHING: frozenset[Outcome] = frozenset({"returned", "cancelled"})
"""The outcomes after which the supplier is owed nothing."""
