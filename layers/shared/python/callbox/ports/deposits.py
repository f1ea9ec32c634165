"""Port of the deposits (payment intents)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId
from callbox.ports.request_keys import RequestKey


class TopUpsExceeded(Exception):
    """The customer has reached the day's limit for top-ups."""


class AccountCloses(Exception):
    """The customer closes the account, so no payment may begin."""


class Deposits(Protocol):
    """Payment intents. `Books.credit` credits them."""

    def add(self, deposit: Deposit, key: RequestKey, *, most_a_day_minor: int | None = None) -> None:
        """Store a new intent under the customer's key and add it to the day's sum.

        Raises KeyTaken, AccountCloses while the wallet says so, or TopUpsExceeded when the sum would be above
        `most_a_day_minor`.
        """

    def get(self, deposit_id: DepositId) -> Deposit | None: ...

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        """Store a change that moves no money and return the document with its new version. Raises Moved."""

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        """Return at most `limit` of the user's deposits, newest first (eventually consistent)."""

    def asked_on(self, user_id: UserId, day: date) -> int:
        """Return the sum of the top-ups that the customer asked for on a day in UTC, in minor units."""

    def due(self, now: datetime, *, limit: int) -> Sequence[DepositId]:
        """Return unfinished deposits whose `due_at` has passed (eventually consistent; stale entries are harmless)."""
