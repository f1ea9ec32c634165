"""Port of the books: wallets and their entries, the only way money moves."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.closures import Closure
from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable
from callbox.domain.spending import OwnLimits
from callbox.domain.trust import TrustLevel
from callbox.domain.verifications import Batch, Verification
from callbox.ports import Moved
from callbox.ports.request_keys import RequestKey


class WalletMoved(Moved):
    """The wallet got an entry, or was frozen or unfrozen, since it was read. `wallet` is the current state."""

    def __init__(self, wallet: Wallet) -> None:
        super().__init__(f"wallet of {wallet.user_id} is at {wallet.n}")
        self.wallet = wallet


class Books(Protocol):
    """Wallets and entries. All money moves through these methods; each is one all-or-nothing transaction."""

    def wallet(self, user_id: UserId) -> Wallet:
        """Return the wallet. It is empty for a user who never had money."""

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        """Return at most `limit` entries, newest first, older than `before_n`."""

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        """Commit a deposit. Raises WalletMoved, or Moved when the deposit is no longer `before`."""

    def purchase(
        self,
        movement: Movement,
        verifications: Sequence[Verification],
        key: RequestKey,
        *,
        claim: RequestKey | None = None,
        batch: Batch | None = None,
    ) -> None:
        """Commit new verifications with their cost, their idempotency key and their batch.

        `claim` is a second key that must be free. It limits an action to once, whatever key the customer sends.
        Raises WalletMoved, or KeyTaken with the taken key.
        """

    def refund(self, movement: Movement, before: Verification, after: Verification) -> Verification:
        """Commit the end of a verification with its refund, and return it as it is stored.

        Raises WalletMoved, or Moved as above.
        """

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        """Commit the return of a credited deposit to its payer: what the wallet gave, and what is still owed.

        If the wallet is empty, the movement has no entry. Raises WalletMoved, or Moved as above.
        """

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        """Freeze the wallet for `reason`, or unfreeze it when that is None, and log the act. Moves no money.

        Raises WalletMoved when the wallet was frozen or unfrozen since `before`.
        """

    def limit_own(self, before: Wallet, own: OwnLimits) -> None:
        """Store the limits that a customer set. Moves no money.

        Raises WalletMoved when they were changed since `before`. A purchase that was decided before is not carried out.
        """

    def close(self, before: Wallet, closure: Closure) -> None:
        """Store that the account closes at `closure.closes_at`, and the closure. Moves no money.

        Raises WalletMoved when the wallet has changed since `before`, so nothing can have been bought meanwhile.
        """

    def keep(self, before: Wallet, closure: Closure) -> None:
        """Let the account go on: delete its closure. Moves no money.

        Raises Moved when the closure is no longer `closure`, such as one that has begun.
        """

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        """Store the trust level that an operator chose, and log the act. Raises WalletMoved as above."""
