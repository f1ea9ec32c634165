"""Port of the books: wallets and their entries, the only way money moves."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable
from callbox.domain.trust import TrustLevel
from callbox.domain.verifications import Batch, Verification
from callbox.ports import Moved
from callbox.ports.request_keys import RequestKey


class WalletMoved(Moved):
    """The wallet has another entry since it was read, or was frozen or freed; `wallet` is it as it is now."""

    def __init__(self, wallet: Wallet) -> None:
        super().__init__(f"wallet of {wallet.user_id} is at {wallet.n}")
        self.wallet = wallet


class Books(Protocol):
    """Wallets and entries. The only way money moves: each method below is one transaction, whole or not at all."""

    def wallet(self, user_id: UserId) -> Wallet:
        """Return the wallet; an empty one for a user who never had money."""

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        """Return at most `limit` entries, newest first, older than `before_n`."""

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        """Commit a deposit. Raises WalletMoved, or Moved when the deposit is not at `before`."""

    def purchase(
        self,
        movement: Movement,
        verifications: Sequence[Verification],
        key: RequestKey,
        *,
        claim: RequestKey | None = None,
        batch: Batch | None = None,
    ) -> None:
        """Commit new verifications with what they cost, the key that asked for them, and their batch.

        `claim` is a second key that must be free: what may happen once, whatever key the customer sends. Raises
        WalletMoved, or KeyTaken with the one that is taken.
        """

    def refund(self, movement: Movement, before: Verification, after: Verification) -> None:
        """Commit the end of a verification with its refund. Raises WalletMoved, or Moved as above."""

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        """Commit that a credited deposit went back to its payer: what the wallet gave, and what it still owes.

        The movement may have no entry, when the wallet is empty. Raises WalletMoved, or Moved as above.
        """

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        """Stop purchases, or with None allow them again, and log who did it. Moves no money.

        Raises WalletMoved when the wallet is no longer frozen, or free, as in `before`.
        """

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        """Store the level that an operator gave, and log who did it. Raises WalletMoved as above."""
