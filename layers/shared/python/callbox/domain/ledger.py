"""The books: wallets, immutable entries, and the movements that change both.

A movement is computed here from the wallet that was read and is committed by the `Books` port in one transaction,
on the condition that the wallet is still at the same `n`. Entries of a wallet are numbered 1, 2, 3 … without a gap,
so `(user_id, n)` is the entry's key, the commit order, and the version of the wallet, all in one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from callbox.domain.errors import Refused
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.trust import NO_USAGE, TrustLevel, Usage

EntryKind = Literal["deposit", "purchase", "refund", "adjustment"]

PAYSTACK_ACCOUNT = "paystack"
"""Where deposits come from: money that Paystack collected for us."""
SALES_ACCOUNT = "sales"
"""Where purchases go and refunds come from."""


@dataclass(frozen=True)
class Wallet:
    """What one user can spend now. `n` counts the entries that made `balance` (invariants I1, I2).

    `frozen` says why nothing may be bought at present; None when buying is free. Money still comes in and goes back.
    `trust` is the level that an operator gave, `usage` what counts against that level's limits: neither is money.
    """

    user_id: UserId
    balance: Money
    n: int = 0
    frozen: str | None = None
    trust: TrustLevel | None = None
    usage: Usage = NO_USAGE

    @property
    def level(self) -> TrustLevel:
        """How well we know the owner: the first entry of every wallet is a credited payment."""
        return self.trust or ("funded" if self.n else "new")


@dataclass(frozen=True)
class Entry:
    """One movement of one wallet, never updated or deleted.

    `amount` is signed: positive into the wallet. `debit_account` gives, `credit_account` receives the absolute amount,
    so debits equal credits over all accounts by construction.
    """

    user_id: UserId
    n: int
    kind: EntryKind
    amount: Money
    balance_after: Money
    debit_account: str
    credit_account: str
    created_at: datetime
    deposit_id: DepositId | None = None
    verification_id: VerificationId | None = None


@dataclass(frozen=True)
class Movement:
    """A wallet before and after, and the entries between. Committed whole or not at all."""

    before: Wallet
    after: Wallet
    entries: tuple[Entry, ...]


def counting(movement: Movement, usage: Usage) -> Movement:
    """Return the movement with what the wallet counts from now on; money is untouched."""
    return replace(movement, after=replace(movement.after, usage=usage))


def wallet_account(user_id: UserId) -> str:
    return f"wallet:{user_id}"


def deposit(wallet: Wallet, amount: Money, *, deposit_id: DepositId, at: datetime) -> Movement:
    """Put a confirmed payment into the wallet."""
    _must_be_positive(amount)
    return _into(wallet, "deposit", amount, PAYSTACK_ACCOUNT, at, deposit_id=deposit_id)


def refund(wallet: Wallet, price: Money, *, verification_id: VerificationId, at: datetime) -> Movement:
    """Give the price of a verification back."""
    _must_be_positive(price)
    return _into(wallet, "refund", price, SALES_ACCOUNT, at, verification_id=verification_id)


def purchase(wallet: Wallet, price: Money, *, verification_ids: list[VerificationId], at: datetime) -> Movement:
    """Take `price` once for each verification.

    Raises Refused `account_frozen`, or `insufficient_funds` when the balance does not cover all of them; nothing is
    taken in part.
    """
    _must_be_positive(price)
    must_be_free_to_buy(wallet)
    total = Money(price.minor * len(verification_ids), price.currency)
    if wallet.balance < total:
        raise Refused(
            "insufficient_funds",
            "Your balance does not cover the price. Nothing was charged.",
            price_minor=total.minor,
            balance_minor=wallet.balance.minor,
            currency=total.currency,
        )
    entries: list[Entry] = []
    after = wallet
    for verification_id in verification_ids:
        after = replace(after, balance=after.balance - price, n=after.n + 1)
        entries.append(
            Entry(
                user_id=wallet.user_id,
                n=after.n,
                kind="purchase",
                amount=-price,
                balance_after=after.balance,
                debit_account=wallet_account(wallet.user_id),
                credit_account=SALES_ACCOUNT,
                created_at=at,
                verification_id=verification_id,
            )
        )
    return Movement(wallet, after, tuple(entries))


def adjustment(
    wallet: Wallet, returned: Money, *, deposit_id: DepositId, at: datetime, freeze: str | None = None
) -> Movement:
    """Take a payment that went back to its payer out of the wallet, as far as the balance goes.

    With an empty wallet there is nothing to take and no entry. `freeze` is why nothing may be bought from now on; a
    wallet that is frozen already keeps its reason.
    """
    _must_be_positive(returned)
    taken = min(wallet.balance.minor, returned.minor)
    after = replace(wallet, frozen=wallet.frozen or freeze)
    if taken == 0:
        return Movement(wallet, after, ())
    after = replace(after, balance=wallet.balance - Money(taken, returned.currency), n=wallet.n + 1)
    entry = Entry(
        user_id=wallet.user_id,
        n=after.n,
        kind="adjustment",
        amount=Money(-taken, returned.currency),
        balance_after=after.balance,
        debit_account=wallet_account(wallet.user_id),
        credit_account=PAYSTACK_ACCOUNT,
        created_at=at,
        deposit_id=deposit_id,
    )
    return Movement(wallet, after, (entry,))


def stop(wallet: Wallet, reason: str) -> Movement:
    """Let nothing be bought from now on; a wallet that is frozen already keeps its reason. Moves no money."""
    return Movement(wallet, replace(wallet, frozen=wallet.frozen or reason), ())


def must_be_free_to_buy(wallet: Wallet) -> None:
    """Raise Refused `account_frozen` for a wallet from which nothing may be bought."""
    if wallet.frozen is not None:
        raise Refused(
            "account_frozen",
            "Purchases from this account are on hold. Your balance is safe and stays yours. Write to us to have it looked at.",
        )


def _into(
    wallet: Wallet,
    kind: EntryKind,
    amount: Money,
    source: str,
    at: datetime,
    *,
    deposit_id: DepositId | None = None,
    verification_id: VerificationId | None = None,
) -> Movement:
    after = replace(wallet, balance=wallet.balance + amount, n=wallet.n + 1)
    entry = Entry(
        user_id=wallet.user_id,
        n=after.n,
        kind=kind,
        amount=amount,
        balance_after=after.balance,
        debit_account=source,
        credit_account=wallet_account(wallet.user_id),
        created_at=at,
        deposit_id=deposit_id,
        verification_id=verification_id,
    )
    return Movement(wallet, after, (entry,))


def _must_be_positive(amount: Money) -> None:
    if amount.minor <= 0:
        raise ValueError(f"a movement of {amount.minor} would turn its direction round")
