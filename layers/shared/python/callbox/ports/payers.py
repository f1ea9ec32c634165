"""Ports of the payers: who paid for which accounts, and their fingerprints."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.deposits import PayerTraits
from callbox.domain.identity import DepositId, UserId
from callbox.domain.payers import PaidAccount

MOST_ACCOUNTS_READ = 1_000
"""Accounts of one payer that are read, the newest: an agent's transfers for years."""


class Payers(Protocol):
    """Which payer paid for which accounts. Each write may be repeated: it changes nothing more."""

    def note(self, payer: str, user_id: UserId, deposit_id: DepositId, *, at: datetime) -> None:
        """Store that the payer paid for the account. The first payment stays the one that linked them."""

    def note_dispute(self, payer: str, user_id: UserId, *, at: datetime) -> None:
        """Store that the payer won a dispute about a payment to the account. The first time is kept."""

    def accounts(self, payer: str) -> Sequence[PaidAccount]:
        """Return the accounts that the payer paid for, strongly consistent."""

    def of(self, user_id: UserId) -> Sequence[PaidAccount]:
        """Return the payers of an account. One that paid just now may be missing."""

    def scan(self) -> Sequence[PaidAccount]:
        """Return all payers with their accounts, for an operator's command."""


class Fingerprints(Protocol):
    def of(self, traits: PayerTraits) -> str:
        """Return a keyed hash of what identifies a payer: always the same one for the same payer."""
