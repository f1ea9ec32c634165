"""Templates: selections that a customer saves to get a number in one tap. They reserve no money and no price."""

from dataclasses import dataclass
from datetime import datetime

from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.verifications import Selection

MAX_TEMPLATES = 50


@dataclass(frozen=True)
class Template:
    """A saved selection. The customer's device makes `template_id`, so that it can save without a network.

    `max_price` is the most that the customer will pay; None means the price at the time of use.
    """

    user_id: UserId
    template_id: str
    name: str
    selection: Selection
    max_price: Money | None
    updated_at: datetime
