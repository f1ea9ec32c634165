"""Web Push: the devices that a customer is told on, and the only addresses that a push may go to.

A push carries no text: its device shows the same line for all news. So nothing of a code passes a browser's maker.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from callbox.domain.identity import UserId

MAX_SUBSCRIPTIONS = 10
MAX_ENDPOINT = 1_000

# Lower case, as browsers write it. No user, no fragment, no backslash; a port only where the allowed origin has it.
_ENDPOINT = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)/[!\"$-\[\]-~]*")


@dataclass(frozen=True)
class PushSubscription:
    """A device's address at its browser's push service, which the session `session_id` gave.

    The device makes `subscription_id`. `key` is the public key that the address was made for. What happened until
    `told_at`, the device has been told of.
    """

    user_id: UserId
    subscription_id: str
    endpoint: str
    key: str
    session_id: str
    created_at: datetime
    told_at: datetime


def origin_of(endpoint: str) -> str:
    """Return the origin of an endpoint, such as https://fcm.googleapis.com. Raises ValueError for any other text."""
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ValueError("no endpoint")
    return found[1]


def is_allowed(endpoint: str, origins: Iterable[str]) -> bool:
    """Return whether a push may go there. `*` as an origin's first label stands for any one label.

    Without this, a customer could have us send requests to any machine.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None or len(endpoint) > MAX_ENDPOINT:
        return False
    return any(re.fullmatch(re.escape(one).replace(r"\*", "[a-z0-9-]+"), found[1]) for one in origins)
