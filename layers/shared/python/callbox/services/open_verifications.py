"""A customer's open verifications: what the limits count and what the wallet shows as held."""

from collections.abc import Sequence
from datetime import datetime

from callbox.domain import verifications as rules
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.domain.verifications import Verification
from callbox.ports.ids import Ids
from callbox.ports.verifications import Verifications

PAGE = 100
MAX_PAGES = 50
"""Purchases of one customer that are looked through for open ones: far more than anybody's limit for an hour."""


def open_verifications(
    verifications: Verifications, ids: Ids, user_id: UserId, *, now: datetime
) -> Sequence[Verification]:
    """Return those of the user's that are neither paid nor refunded yet, newest first.

    Raises Unavailable for a customer who bought more than `PAGE * MAX_PAGES` lately: a part would be too few.
    """
    since_id = ids.first_id(now - rules.OPEN_LOOK_BACK)
    found: list[Verification] = []
    before_id: str | None = None
    for _ in range(MAX_PAGES):
        page = verifications.page(user_id, before_id=before_id, since_id=since_id, limit=PAGE)
        found += [verification for verification in page if verification.is_open]
        if len(page) < PAGE:
            return found
        before_id = page[-1].verification_id
    raise Unavailable("Too much was bought from this account within the hour.", retry_after_s=60)
