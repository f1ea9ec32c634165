"""Wallets and entries: the only module that moves money, always in whole transactions.

Each movement writes the wallet if it is still at the `n` that was read, the entries if their numbers are free, and the
document if its version is unchanged. No part is an increment, so a repeated transaction fails on its own traces and
changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb import request_keys
from callbox.adapters.dynamodb.calls import fetch, find
from callbox.adapters.dynamodb.documents import act_item, deposit_item, verification_item
from callbox.adapters.dynamodb.mapping import changes, document_of, item_of
from callbox.adapters.dynamodb.scanning import scan
from callbox.adapters.dynamodb.tables import (
    BatchItem,
    DepositItem,
    EntryItem,
    OperatorActItem,
    ReceivableItem,
    VerificationItem,
    WalletItem,
)
from callbox.adapters.dynamodb.transaction import MOST_PARTS, Declined, Transaction
from callbox.adapters.dynamodb.usage import usage_of, usage_text
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


class DynamoBooks:
    """The Books port."""

    def wallet(self, user_id: UserId) -> Wallet:
        item = find(WalletItem, user_id)
        return Wallet(user_id, Money(0, CURRENCY)) if item is None else _wallet_of(item)

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

    def refund(self, movement: Movement, before: Verification, after: Verification) -> None:
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

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        check_adjustment(movement, before, after, receivable)
        transaction = _changing_deposit(before, after)
        if receivable is not None:
            item = item_of(ReceivableItem, receivable)
            transaction.put(_RECEIVABLE, item, condition=ReceivableItem.user_id.does_not_exist())
        self._commit(transaction, movement)

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        frozen = WalletItem.frozen.remove() if reason is None else WalletItem.frozen.set(reason)
        self._set(before, frozen, _is_frozen_as(before), act)

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        same = WalletItem.trust.does_not_exist() if before.trust is None else WalletItem.trust == before.trust
        self._set(before, WalletItem.trust.set(level), same, act)

    def _set(self, before: Wallet, action: Action, is_as_before: Condition, act: OperatorAct) -> None:
        """Change a wallet's freeze or trust level, together with the act. Raises WalletMoved."""
        wallet = WalletItem(user_id=before.user_id)
        actions = [action]
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
        transaction = Transaction()
        transaction.update(_WALLET, wallet, actions, condition=condition)
        transaction.put(_ACT, act_item(act), condition=OperatorActItem.day.does_not_exist())
        try:
            transaction.commit()
        except Declined as declined:
            raise WalletMoved(self.wallet(before.user_id)) from declined

    def scan(self, *, segment: int, segments: int) -> Iterator[Wallet]:
        """Yield the wallets in one of `segments` parts of the table, each as it is when it is read."""
        return (_wallet_of(item) for item in scan(WalletItem, segment=segment, segments=segments))

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
        if (wallet.n, wallet.frozen) == (movement.before.n, movement.before.frozen):
            # No running code can cause this. Continuing would hide a fault that an operator must investigate.
            raise RuntimeError(f"the books of {wallet.user_id} contradict themselves at entry {wallet.n}")
        raise WalletMoved(wallet) from declined

    def _current(self, before: Wallet, reason: CancellationReason | None) -> Wallet:
        if reason is not None and reason.raw_item is not None:
            return _wallet_of(WalletItem.from_raw_data(reason.raw_item))
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
    condition &= _is_frozen_as(before)
    if before.n == 0:
        condition = WalletItem.user_id.does_not_exist() | condition  # an operator's freeze creates an empty one
    debit_minor = before.balance.minor - after.balance.minor
    if debit_minor > 0:
        # the condition above implies this for a correct movement; this stops a wrong one from overdrawing a wallet
        condition &= WalletItem.balance_minor >= debit_minor
    # the first movement creates the item, so it must always write these
    money = ("balance_minor", "currency", "n")
    actions = changes(_wallet_item(before), _wallet_item(after), always=money)
    transaction.update(_WALLET, wallet, actions, condition=condition)
    for entry in movement.entries:
        transaction.put(_ENTRY, item_of(EntryItem, entry), condition=EntryItem.user_id.does_not_exist())


def _is_frozen_as(before: Wallet) -> Condition:
    if before.frozen is None:
        return WalletItem.frozen.does_not_exist()
    return WalletItem.frozen == before.frozen


def _wallet_item(wallet: Wallet) -> WalletItem:
    return item_of(WalletItem, wallet, usage=usage_text(wallet.usage))


def _wallet_of(item: WalletItem) -> Wallet:
    return document_of(Wallet, item, usage=usage_of(item.usage))
