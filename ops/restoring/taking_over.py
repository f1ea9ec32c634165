"""Write into the restored books what they take over from the replaced ones (callbox.domain.restoring).

Every write requires the restored item to be as it was read, and a second run finds nothing left to write. The replaced
tables are only read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pynamodb.models import Model

from callbox.adapters.dynamodb.books import wallet_item, wallet_of
from callbox.adapters.dynamodb.documents import deposit_item, verification_item
from callbox.adapters.dynamodb.mapping import document_of
from callbox.adapters.dynamodb.tables import DepositItem, RequestKeyItem, VerificationItem, WalletItem
from callbox.domain import restoring as rules
from callbox.domain.deposits import Deposit
from callbox.domain.verifications import Verification
from callbox.services.operator_acts import OperatorActs
from ops.restoring.tables import items_of

AT_ONCE = 100
"""DynamoDB's limit for one BatchGetItem."""

_RAISED = "{} above the version told"
M = TypeVar("M", bound=Model)
Key = tuple[str, ...]


class TakingOver:
    """From the tables `told` to the tables `restored`, both named by their prefix."""

    def __init__(self, client: Any, *, told: str, restored: str, at: datetime) -> None:
        self._client = client
        self._told = told
        self._restored = restored
        self._at = at

    def run(self, acts: OperatorActs) -> Counter[str]:
        """Take over all that is newer. Returns how many documents of each kind were written or are lost."""
        done = Counter[str]()
        self._take_over_wallets(done, self._unfrozen(acts))
        self._take_over_deposits(done)
        self._take_over_keys(done)
        self._take_over_verifications(done)
        return done

    def _unfrozen(self, acts: OperatorActs) -> frozenset[str]:
        since = self._at.astimezone(UTC).date()
        until = (datetime.now(UTC) + timedelta(days=1)).date()
        return frozenset(
            one.subject for one in acts.between(since, until) if one.act == "account_unfrozen" and one.at >= self._at
        )

    def _take_over_wallets(self, done: Counter[str], unfrozen: frozenset[str]) -> None:
        for told_item, restored_item in self._pairs(WalletItem, "wallets", ("user_id",)):
            told, restored = wallet_of(told_item), None if restored_item is None else wallet_of(restored_item)
            after = rules.wallet_taken_over(told, restored, was_unfrozen=told.user_id in unfrozen)
            if after is not None:
                item = wallet_item(after)
                self._put("wallets", item, "n", None if restored is None else restored.n)
                done["wallets frozen, freed or given a trust level"] += 1

    def _take_over_deposits(self, done: Counter[str]) -> None:
        for told, item in self._pairs(DepositItem, "deposits", ("deposit_id",)):
            restored = None if item is None else document_of(Deposit, item)
            after = rules.deposit_taken_over(document_of(Deposit, told), restored, now=datetime.now(UTC))
            if after is not None:
                was = None if restored is None else restored.version
                self._put("deposits", deposit_item(after, version=after.version), "version", was)
                done["deposits to be asked about again" if after.due_at else _RAISED.format("deposits")] += 1

    def _take_over_keys(self, done: Counter[str]) -> None:
        """Take over the idempotency keys of newer deposits: a repeated request then makes no second one."""
        for told, item in self._pairs(RequestKeyItem, "idempotency_keys", ("user_id", "key")):
            if item is None and self._is_deposit(told.document_id):
                self._put("idempotency_keys", told, "document_id", None)
                done["idempotency keys of deposits"] += 1

    def _is_deposit(self, document_id: str) -> bool:
        key = {"deposit_id": {"S": document_id}}
        return "Item" in self._client.get_item(TableName=f"{self._told}deposits", Key=key, ConsistentRead=True)

    def _take_over_verifications(self, done: Counter[str]) -> None:
        for told, item in self._pairs(VerificationItem, "verifications", ("user_id", "verification_id")):
            if item is None:
                done["verifications bought after that second are lost"] += 1
                continue
            restored = document_of(Verification, item)
            after = rules.verification_taken_over(document_of(Verification, told), restored, now=datetime.now(UTC))
            if after is not None:
                after_item = verification_item(after, version=after.version)
                self._put("verifications", after_item, "version", restored.version)
                done["verifications open again" if after.due_at else _RAISED.format("verifications")] += 1

    def _pairs(self, model: type[M], table: str, keys: Key) -> Iterator[tuple[M, M | None]]:
        """Yield each item of the replaced table with the restored one of the same key."""
        for page in _pages(items_of(self._client, f"{self._told}{table}"), AT_ONCE):
            restored = self._restored_of(table, [{key: item[key] for key in keys} for item in page], keys)
            for item in page:
                found = restored.get(_key(item, keys))
                yield model.from_raw_data(item), None if found is None else model.from_raw_data(found)

    def _restored_of(self, table: str, wanted: list[Any], keys: Key) -> Mapping[Key, Any]:
        name = f"{self._restored}{table}"
        request, found = {name: {"Keys": wanted, "ConsistentRead": True}}, dict[Key, Any]()
        while request:  # a busy table leaves some out, and the client waits longer each time it is refused
            answer = self._client.batch_get_item(RequestItems=request)
            found |= {_key(item, keys): item for item in answer["Responses"].get(name, [])}
            request = answer.get("UnprocessedKeys", {})
        return found

    def _put(self, table: str, item: Model, guard: str, was: int | None) -> None:
        """Write an item if its guarding attribute is as it was read; with None, if there is no item."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(#guard)"}
        if was is not None:
            condition = {"ConditionExpression": "#guard = :was", "ExpressionAttributeValues": {":was": {"N": str(was)}}}
        self._client.put_item(
            TableName=f"{self._restored}{table}",
            Item=item.serialize(),
            ExpressionAttributeNames={"#guard": guard},
            **condition,
        )


def _key(item: Mapping[str, Any], keys: Key) -> Key:
    return tuple(str(item[key]) for key in keys)


def _pages(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    page: list[Any] = []
    for item in items:
        page.append(item)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
