"""Templates: combinations a customer saves, to ask for a number in one tap. They hold no money and no promise."""

from dataclasses import dataclass
from datetime import datetime

from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.verifications import Selection

MAX_TEMPLATES = 50


@dataclass(frozen=True)
class Template:
    """A saved selection. `template_id` is made by the customer's device, so that it can be saved without a network.

    `max_price` is the most the customer will pay for it; None means whatever it costs when it is used.
    """

    user_id: UserId
    template_id: str
    name: str
    selection: Selection
    max_price: Money | None
    updated_at: datetime
