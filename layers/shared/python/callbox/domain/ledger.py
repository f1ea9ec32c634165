"""The books: wallets, immutable entries, and the movements that change both.

This module computes a movement from the wallet as it was read. The `Books` port commits it in one transaction, on
condition that the wallet is still at the same `n`. A wallet's entries are numbered 1, 2, 3 … without gaps, so
`(user_id, n)` is the entry's key, the commit order and the wallet's version.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from callbox.domain.errors import Refused
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.spending import NO_OWN_LIMITS, OwnLimits
from callbox.domain.standing import NO_STANDING, UNDER_REFUND, Standing, pause_reason, stopped
from callbox.domain.trust import NO_USAGE, TrustLevel, Usage

EntryKind = Literal["deposit", "purchase", "refund", "adjustment"]

PAYSTACK_ACCOUNT = "paystack"
"""The source of deposits: money that Paystack collected for us."""
SALES_ACCOUNT = "sales"
"""The target of purchases and the source of refunds."""


@dataclass(frozen=True)
class Wallet:
    """What one user can spend now. `n` counts the entries that add up to `balance` (invariants I1, I2).

    `frozen` is the reason why purchases are stopped or paused, or None. Deposits, refunds and returns still work then.
    `trust` is the level that an operator gave; `usage` counts against its limits; `standing` is what the customer's
    payments and refunds say about them; `own` are the limits that customers set themselves. None of these is money.
    `closes_at` is when the account closes at its customer's wish (domain/closures.py): until then nothing is bought.
    """

    user_id: UserId
    balance: Money
    n: int = 0
    frozen: str | None = None
    trust: TrustLevel | None = None
    usage: Usage = NO_USAGE
    standing: Standing = NO_STANDING
    own: OwnLimits = NO_OWN_LIMITS
    closes_at: datetime | None = None


@dataclass(frozen=True)
class WalletNow:
    """A wallet as its customer sees it. `held` is the sum of the prices of open verifications; it is out of `balance`.

    `revision` is the wallet's `n`. A newer wallet has a larger one. Of two with the same, the one that holds less is
    newer: without an entry, only a code that comes changes what is held.
    """

    balance: Money
    held: Money
    revision: int


@dataclass(frozen=True)
class Entry:
    """One movement of one wallet, never updated or deleted.

    `amount` is signed: positive goes into the wallet. `debit_account` gives the absolute amount and `credit_account`
    receives it, so debits always equal credits over all accounts.
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
    """A wallet before and after, and the entries in between. Committed completely or not at all."""

    before: Wallet
    after: Wallet
    entries: tuple[Entry, ...]


def counting(movement: Movement, usage: Usage) -> Movement:
    """Return the movement with the wallet's new usage counts. Money is unchanged."""
    return replace(movement, after=replace(movement.after, usage=usage))


def standing_as(movement: Movement, standing: Standing, *, stop: str | None = None) -> Movement:
    """Return the movement with the wallet's new standing. `stop` is a reason to stop or pause purchases."""
    after = movement.after
    return replace(movement, after=replace(after, standing=standing, frozen=stopped(after.frozen, stop)))


def wallet_account(user_id: UserId) -> str:
    return f"wallet:{user_id}"


def deposit(wallet: Wallet, amount: Money, *, deposit_id: DepositId, at: datetime) -> Movement:
    """Add a confirmed payment to the wallet."""
    _must_be_positive(amount)
    return _into(wallet, "deposit", amount, PAYSTACK_ACCOUNT, at, deposit_id=deposit_id)


def refund(wallet: Wallet, price: Money, *, verification_id: VerificationId, at: datetime) -> Movement:
    """Refund the price of a verification."""
    _must_be_positive(price)
    return _into(wallet, "refund", price, SALES_ACCOUNT, at, verification_id=verification_id)


def purchase(wallet: Wallet, price: Money, *, verification_ids: list[VerificationId], at: datetime) -> Movement:
    """Take `price` once for each verification.

    Raises Refused: what `must_be_free_to_buy` raises, or `insufficient_funds` when the balance does not cover all of
    them. Nothing is taken then.
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
    """Take a returned payment out of the wallet, up to the balance.

    With an empty wallet there is no entry. `freeze` is the reason to stop purchases; a frozen wallet keeps its reason,
    a paused one gets the new reason. The hold of a refund ends with the return that empties the wallet.
    """
    _must_be_positive(returned)
    taken = min(wallet.balance.minor, returned.minor)
    after = replace(wallet, frozen=stopped(wallet.frozen, freeze))
    if taken == 0:
        return Movement(wallet, after, ())
    after = replace(after, balance=wallet.balance - Money(taken, returned.currency), n=wallet.n + 1)
    if after.frozen == UNDER_REFUND and after.balance.minor == 0:
        after = replace(after, frozen=None)
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
    """Freeze the wallet. A frozen wallet keeps its reason. Moves no money."""
    return Movement(wallet, replace(wallet, frozen=stopped(wallet.frozen, reason)), ())


def must_be_free_to_buy(wallet: Wallet) -> None:
    """Raise Refused for a wallet that buys nothing.

    `purchases_paused` with its `reason` for a paused one, `account_frozen` for a frozen one, `account_closing` for one
    whose customer closes the account.
    """
    if (paused := pause_reason(wallet.frozen)) is not None:
        raise Refused(
            "purchases_paused",
            "Nothing was charged. Purchases are paused until we have looked at this account. Your balance is safe and"
            " can be refunded. Write to us if you need it sooner.",
            reason=paused,
        )
    if wallet.frozen is not None:
        raise Refused(
            "account_frozen",
            "Purchases from this account are on hold. Your balance is safe and stays yours. Write to us to settle it.",
        )
    if wallet.closes_at is not None:
        raise account_closing()


def account_closing() -> Refused:
    """Return the refusal of a purchase or a payment on an account that its customer closes."""
    return Refused(
        "account_closing",
        "Nothing was charged. You are closing this account, so nothing can be bought or topped up. Keep your account"
        " to go on.",
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
        raise ValueError(f"a movement of {amount.minor} would reverse its direction")
