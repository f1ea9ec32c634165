"""The Deposits port: payment intents, and their changes that move no money."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from callbox.adapters.dynamodb import request_keys
from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find
from callbox.adapters.dynamodb.closing_wallets import must_not_close
from callbox.adapters.dynamodb.documents import deposit_item
from callbox.adapters.dynamodb.mapping import changes, document_of
from callbox.adapters.dynamodb.scanning import scan
from callbox.adapters.dynamodb.tables import DepositItem, DepositsByUser, TopUpItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.adapters.dynamodb.work_index import due
from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId
from callbox.ports import Moved
from callbox.ports.deposits import AccountCloses, TopUpsExceeded
from callbox.ports.request_keys import RequestKey

_KEY = "key"
_DOCUMENT = "document"
_DAY = "day"
_WALLET = "wallet"
_COUNTED_FOR = timedelta(days=3)


class DynamoDeposits:
    def add(self, deposit: Deposit, key: RequestKey, *, most_a_day_minor: int | None = None) -> None:
        transaction = Transaction()
        request_keys.claim(transaction, _KEY, key)
        item = deposit_item(deposit, version=1)
        transaction.put(_DOCUMENT, item, condition=DepositItem.deposit_id.does_not_exist())
        must_not_close(transaction, _WALLET, deposit.user_id)
        if most_a_day_minor is not None:
            _count(transaction, deposit, most_a_day_minor)
        try:
            transaction.commit()
        except Declined as declined:
            if _KEY in declined.failed:
                raise request_keys.key_taken(declined.failed[_KEY], key) from declined
            if _WALLET in declined.failed:
                raise AccountCloses from declined
            if _DAY in declined.failed:
                raise TopUpsExceeded from declined
            raise Moved("a deposit with this id exists") from declined

    def get(self, deposit_id: DepositId) -> Deposit | None:
        item = find(DepositItem, deposit_id)
        return None if item is None else document_of(Deposit, item)

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        if after.status == "credited" and before.status != "credited":
            raise ValueError("a deposit is credited in the books, together with the wallet")
        old = deposit_item(before, version=before.version)
        new = deposit_item(after, version=before.version + 1)
        try:
            call(lambda: old.update(changes(old, new), condition=DepositItem.version == before.version))
        except ConditionFailed as failed:
            raise Moved(f"deposit {before.deposit_id} is not at version {before.version}") from failed
        return replace(after, version=before.version + 1)

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        older = None if before_id is None else DepositsByUser.deposit_id < before_id
        items = fetch(DepositItem.by_user.query, user_id, older, scan_index_forward=False, limit=limit)
        return [document_of(Deposit, item) for item in items]

    def scan(self, *, segment: int, segments: int) -> Iterator[Deposit]:
        """Yield the deposits in one of `segments` parts of the table, unordered."""
        return (document_of(Deposit, item) for item in scan(DepositItem, segment=segment, segments=segments))

    def asked_on(self, user_id: UserId, day: date) -> int:
        item = find(TopUpItem, user_id, day.isoformat())
        return 0 if item is None else item.amount_minor

    def due(self, now: datetime, *, limit: int) -> Sequence[DepositId]:
        return [DepositId(item.deposit_id) for item in due(DepositItem, now, limit=limit)]


def _count(transaction: Transaction, deposit: Deposit, most_a_day_minor: int) -> None:
    """Add a deposit to the sum of its day. The new document in the same transaction makes this happen once."""
    amount_minor = deposit.amount.minor
    day = TopUpItem(deposit.user_id, deposit.created_at.astimezone(UTC).date().isoformat())
    room = TopUpItem.amount_minor <= most_a_day_minor - amount_minor
    if amount_minor <= most_a_day_minor:
        room = TopUpItem.amount_minor.does_not_exist() | room
    actions = [
        TopUpItem.amount_minor.add(amount_minor),
        TopUpItem.ttl.set(int((deposit.created_at + _COUNTED_FOR).timestamp())),
    ]
    transaction.update(_DAY, day, actions, condition=room)
