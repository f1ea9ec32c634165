"""A condition on a wallet for transactions that move no money. `books` alone writes wallets; this writes none."""

from callbox.adapters.dynamodb.tables import WalletItem
from callbox.adapters.dynamodb.transaction import Transaction
from callbox.domain.identity import UserId


def must_not_close(transaction: Transaction, part: str, user_id: UserId) -> None:
    """Let a transaction commit only if the customer does not close the account, or never had money."""
    transaction.check(part, WalletItem, user_id, condition=WalletItem.closes_at.does_not_exist())
