"""Wallets and entries: the only module that moves money, always in whole transactions.

Each movement writes the wallet if it is still at the `n` that was read, the entries if their numbers are free, and the
document if its version is unchanged. No part is an increment, so a repeated transaction fails on its own traces and
changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.condition import And, Condition
from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb import request_keys
from callbox.adapters.dynamodb.calls import fetch, find
from callbox.adapters.dynamodb.documents import act_item, closure_item, deposit_item, verification_item
from callbox.adapters.dynamodb.mapping import changes, document_of, item_of
from callbox.adapters.dynamodb.own_limits import own_limits_of, own_limits_text
from callbox.adapters.dynamodb.scanning import scan
from callbox.adapters.dynamodb.standing import standing_of, standing_text
from callbox.adapters.dynamodb.tables import (
    BatchItem,
    ClosureItem,
    DepositItem,
    EntryItem,
    OperatorActItem,
    ReceivableItem,
    VerificationItem,
    WalletItem,
)
from callbox.adapters.dynamodb.transaction import MOST_PARTS, Declined, Transaction
from callbox.adapters.dynamodb.usage import usage_of, usage_text
from callbox.domain.closures import Closure
from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.money import Money
from callbox.domain.movement_rules import (
    check_adjustment,
    check_credit,
    check_purchase,
    check_refund,
)
from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import CURRENCY
from callbox.domain.returns import Receivable
from callbox.domain.spending import OwnLimits
from callbox.domain.standing import NO_STANDING, OLDER_WALLET, UNDER_REFUND, looked_at
from callbox.domain.trust import TrustLevel
from callbox.domain.verifications import Batch, Verification
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from callbox.ports.request_keys import RequestKey

MOST_VERIFICATIONS = (MOST_PARTS - 4) // 2
"""Most verifications in one purchase. Each takes two parts, besides the wallet, the keys and the batch."""

_KEY = "key"
_CLAIM = "claim"
_DOCUMENT = "document"
_WALLET = "wallet"
_ENTRY = "entry"
_RECEIVABLE = "receivable"
_ACT = "act"
_CLOSURE = "closure"


class DynamoBooks:
    """The Books port."""

    def wallet(self, user_id: UserId) -> Wallet:
        item = find(WalletItem, user_id)
        return Wallet(user_id, Money(0, CURRENCY)) if item is None else wallet_of(item)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        older = None if before_n is None else EntryItem.n < before_n
        items = fetch(EntryItem.query, user_id, older, consistent_read=True, scan_index_forward=False, limit=limit)
        return [document_of(Entry, item) for item in items]

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        check_credit(movement, before, after)
        self._commit(_changing_deposit(before, after), movement)

    def purchase(
        self,
        movement: Movement,
        verifications: Sequence[Verification],
        key: RequestKey,
        *,
        claim: RequestKey | None = None,
        batch: Batch | None = None,
    ) -> None:
        check_purchase(movement, verifications)
        if len(verifications) > MOST_VERIFICATIONS:
            raise ValueError(f"one purchase holds at most {MOST_VERIFICATIONS} verifications")
        transaction = Transaction()
        keys = {_KEY: key} if claim is None else {_KEY: key, _CLAIM: claim}
        for part, one in keys.items():
            request_keys.claim(transaction, part, one)
        if batch is not None:
            transaction.put(_DOCUMENT, item_of(BatchItem, batch), condition=BatchItem.user_id.does_not_exist())
        for verification in verifications:
            item = verification_item(verification, version=1)
            transaction.put(_DOCUMENT, item, condition=VerificationItem.user_id.does_not_exist())
        self._commit(transaction, movement, keys)

    def refund(self, movement: Movement, before: Verification, after: Verification) -> Verification:
        check_refund(movement, before, after)
        old = verification_item(before, version=before.version)
        new = verification_item(after, version=before.version + 1)
        transaction = Transaction()
        transaction.update(
            _DOCUMENT,
            old,
            changes(old, new),
            condition=(VerificationItem.version == before.version) & (VerificationItem.state == before.state),
        )
        self._commit(transaction, movement)
        return replace(after, version=before.version + 1)

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        check_adjustment(movement, before, after, receivable)
        transaction = _changing_deposit(before, after)
        if receivable is not None:
            item = item_of(ReceivableItem, receivable)
            transaction.put(_RECEIVABLE, item, condition=ReceivableItem.user_id.does_not_exist())
        self._commit(transaction, movement)

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        if reason is not None:
            self._set(before, [WalletItem.frozen.set(reason)], _is_frozen_as(before), act)
            return
        # the end of a refund's hold says nothing about what an operator has looked at
        standing = before.standing if before.frozen == UNDER_REFUND else looked_at(before.standing, act.at)
        seen = replace(before, frozen=None, standing=standing)
        actions = changes(wallet_item(before), wallet_item(seen), always=("standing",))
        self._set(before, actions, _is_frozen_as(before) & _stands_as(before), act)

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        same = WalletItem.trust.does_not_exist() if before.trust is None else WalletItem.trust == before.trust
        self._set(before, [WalletItem.trust.set(level)], same, act)

    def limit_own(self, before: Wallet, own: OwnLimits) -> None:
        text = own_limits_text(own)
        action = WalletItem.own.remove() if text is None else WalletItem.own.set(text)
        self._set(before, [action], _is_limited_as(before))

    def close(self, before: Wallet, closure: Closure) -> None:
        transaction = Transaction()
        item = closure_item(closure, version=1)
        transaction.put(_CLOSURE, item, condition=ClosureItem.claim.does_not_exist())
        self._set(before, [WalletItem.closes_at.set(closure.closes_at)], _is_as(before), transaction=transaction)

    def keep(self, before: Wallet, closure: Closure) -> None:
        transaction = Transaction()
        unchanged = ClosureItem.version == closure.version
        transaction.delete(_CLOSURE, ClosureItem(closure.claim), condition=unchanged)
        self._set(before, [WalletItem.closes_at.remove()], _is_closing_as(before), transaction=transaction)

    def _set(
        self,
        before: Wallet,
        changed: Sequence[Action],
        is_as_before: Condition,
        act: OperatorAct | None = None,
        *,
        transaction: Transaction | None = None,
    ) -> None:
        """Change what a wallet has beside its money, together with the operator's act or the rest of a transaction.

        Raises WalletMoved.
        """
        wallet = WalletItem(user_id=before.user_id)
        actions = [*changed]
        if find(WalletItem, before.user_id) is None:
            # the user never had money: this creates an empty wallet, which the first deposit then finds
            condition = WalletItem.user_id.does_not_exist()
            actions += [
                WalletItem.balance_minor.set(0),
                WalletItem.currency.set(before.balance.currency),
                WalletItem.n.set(0),
            ]
        else:
            condition = WalletItem.user_id.exists() & is_as_before
        transaction = transaction or Transaction()
        transaction.update(_WALLET, wallet, actions, condition=condition)
        if act is not None:
            transaction.put(_ACT, act_item(act), condition=OperatorActItem.day.does_not_exist())
        try:
            transaction.commit()
        except Declined as declined:
            raise WalletMoved(self.wallet(before.user_id)) from declined

    def scan(self, *, segment: int, segments: int) -> Iterator[Wallet]:
        """Yield the wallets in one of `segments` parts of the table, each as it is when it is read."""
        return (wallet_of(item) for item in scan(WalletItem, segment=segment, segments=segments))

    def _commit(
        self, transaction: Transaction, movement: Movement, keys: Mapping[str, RequestKey] | None = None
    ) -> None:
        _move(transaction, movement)
        try:
            transaction.commit()
        except Declined as declined:
            self._explain(declined, movement, keys or {})

    def _explain(self, declined: Declined, movement: Movement, keys: Mapping[str, RequestKey]) -> NoReturn:
        """Raise the error that tells the caller what to do: KeyTaken, Moved (document) or WalletMoved.

        Checked in this order, because a repeated transaction fails in all its parts at once.
        """
        failed = declined.failed
        for part, key in keys.items():
            if part in failed:
                raise request_keys.key_taken(failed[part], key) from declined
        if _DOCUMENT in failed:
            raise Moved("the document is not as it was read") from declined
        wallet = self._current(movement.before, failed.get(_WALLET))
        if _guarded(wallet) == _guarded(movement.before):
            # No running code can cause this. Continuing would hide a fault that an operator must investigate.
            raise RuntimeError(f"the books of {wallet.user_id} contradict themselves at entry {wallet.n}")
        raise WalletMoved(wallet) from declined

    def _current(self, before: Wallet, reason: CancellationReason | None) -> Wallet:
        if reason is not None and reason.raw_item is not None:
            return wallet_of(WalletItem.from_raw_data(reason.raw_item))
        return self.wallet(before.user_id)


def _changing_deposit(before: Deposit, after: Deposit) -> Transaction:
    """Begin a transaction with a deposit's change, on condition that it has not changed since it was read."""
    old = deposit_item(before, version=before.version)
    new = deposit_item(after, version=before.version + 1)
    transaction = Transaction()
    transaction.update(
        _DOCUMENT,
        old,
        changes(old, new),
        condition=(DepositItem.version == before.version) & (DepositItem.status == before.status),
    )
    return transaction


def _move(transaction: Transaction, movement: Movement) -> None:
    """Add the wallet and its new entries to a transaction."""
    before, after = movement.before, movement.after
    wallet = WalletItem(user_id=before.user_id)
    condition = (WalletItem.n == before.n) & (WalletItem.balance_minor == before.balance.minor)
    # a freeze is not an entry, so `n` does not show it. A purchase must not follow a freeze, and a movement that keeps
    # an older reason must not end up without one when an operator removes that reason.
    # nor does a standing that changes without one: two returns from an empty wallet
    # nor do a customer's own limits: no purchase may follow a lower one, nor the wish to close the account
    condition &= _is_frozen_as(before) & _stands_as(before) & _is_limited_as(before) & _is_closing_as(before)
    if before.n == 0:
        condition = WalletItem.user_id.does_not_exist() | condition  # an operator's freeze creates an empty one
    debit_minor = before.balance.minor - after.balance.minor
    if debit_minor > 0:
        # the condition above implies this for a correct movement; this stops a wrong one from overdrawing a wallet
        condition &= WalletItem.balance_minor >= debit_minor
    # the first movement creates the item, so it must always write these
    money = ("balance_minor", "currency", "n")
    actions = changes(wallet_item(before), wallet_item(after), always=money)
    transaction.update(_WALLET, wallet, actions, condition=condition)
    for entry in movement.entries:
        transaction.put(_ENTRY, item_of(EntryItem, entry), condition=EntryItem.user_id.does_not_exist())


def _is_frozen_as(before: Wallet) -> Condition:
    if before.frozen is None:
        return WalletItem.frozen.does_not_exist()
    return WalletItem.frozen == before.frozen


def _stands_as(before: Wallet) -> Condition:
    same = WalletItem.standing == standing_text(before.standing, n=1)
    # what has no standing stored is read as one of these
    is_default = before.standing in (NO_STANDING, OLDER_WALLET)
    return WalletItem.standing.does_not_exist() | same if is_default else same


def _is_limited_as(before: Wallet) -> Condition:
    text = own_limits_text(before.own)
    return WalletItem.own.does_not_exist() if text is None else WalletItem.own == text


def _is_closing_as(before: Wallet) -> Condition:
    if before.closes_at is None:
        return WalletItem.closes_at.does_not_exist()
    return WalletItem.closes_at == before.closes_at


def _is_as(before: Wallet) -> Condition:
    """Return the condition that nothing has happened to a wallet. Every movement changes `n`."""
    return And(WalletItem.n == before.n, And(_is_frozen_as(before), _is_closing_as(before)))


def _guarded(wallet: Wallet) -> tuple[object, ...]:
    """Return what the condition of a movement compares."""
    return wallet.n, wallet.frozen, wallet.standing, wallet.own, wallet.closes_at


def wallet_item(wallet: Wallet) -> WalletItem:
    standing = standing_text(wallet.standing, n=wallet.n)
    own = own_limits_text(wallet.own)
    return item_of(WalletItem, wallet, usage=usage_text(wallet.usage), standing=standing, own=own)


def wallet_of(item: WalletItem) -> Wallet:
    standing, own = standing_of(item.standing, n=item.n), own_limits_of(item.own)
    return document_of(Wallet, item, usage=usage_of(item.usage), standing=standing, own=own)
