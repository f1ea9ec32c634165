"""A customer's own limits as a text in the wallet's item, which every purchase writes."""

import json
from datetime import datetime

from callbox.domain.spending import NO_OWN_LIMITS, OwnLimits


def own_limits_text(own: OwnLimits) -> str | None:
    """Return the text; None for a customer without limits of their own."""
    if own == NO_OWN_LIMITS:
        return None
    later_at = own.later_at.isoformat() if own.later_at else None
    kept = [own.low_balance_minor, own.spend_a_day_minor, own.later_minor, later_at]
    return json.dumps(kept, separators=(",", ":"))


def own_limits_of(text: str | None) -> OwnLimits:
    if text is None:
        return NO_OWN_LIMITS
    low_balance_minor, spend_a_day_minor, later_minor, later_at = json.loads(text)
    at = datetime.fromisoformat(later_at) if later_at else None
    return OwnLimits(low_balance_minor, spend_a_day_minor, later_minor, at)
