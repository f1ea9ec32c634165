"""Each condition of a movement is tested alone: elsewhere the other conditions would hide a missing one.

The tests write states that Callbox never reaches, because only then does a single condition decide.
"""

from dataclasses import replace
from typing import Any

import pytest

from callbox.adapters.dynamodb.connection import shared_connection
from callbox.adapters.dynamodb.tables import EntryItem, WalletItem
from callbox.domain import ledger
from callbox.domain.ledger import Wallet
from callbox.ports.books import WalletMoved
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_verification, fund, naira


def _purchase(stores: Stores, wallet: Wallet) -> None:
    made = a_verification()
    movement = ledger.purchase(wallet, PRICE, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(movement, [made], a_key(made.verification_id))


def _wallet_by_hand(**values: int) -> None:
    shared_connection().client.update_item(
        TableName=WalletItem.Meta.table_name,
        Key={"user_id": {"S": ADA}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in values),
        ExpressionAttributeValues={f":{name}": {"N": str(value)} for name, value in values.items()},
    )


def _entry_key(n: int) -> dict[str, Any]:
    return {"user_id": {"S": ADA}, "n": {"N": str(n)}}


def _nothing_was_bought(stores: Stores) -> bool:
    made = a_verification().verification_id
    return stores.verifications.get(ADA, made) is None and stores.keys.find(ADA, f"key-of-{made}") is None


def test_a_changed_wallet_alone_refuses_a_purchase(dynamodb: Stores) -> None:
    wallet = fund(dynamodb.books, dynamodb.deposits, naira(1_000))
    _wallet_by_hand(n=2)

    with pytest.raises(WalletMoved) as refused:
        _purchase(dynamodb, wallet)

    assert refused.value.wallet == dynamodb.books.wallet(ADA) == Wallet(ADA, naira(1_000), n=2)
    assert _nothing_was_bought(dynamodb)


def test_an_existing_wallet_alone_refuses_a_first_deposit(dynamodb: Stores) -> None:
    client = shared_connection().client
    fund(dynamodb.books, dynamodb.deposits, naira(1_000))
    client.delete_item(TableName=EntryItem.Meta.table_name, Key=_entry_key(1))

    deposit = a_deposit("second", amount=naira(500))
    dynamodb.deposits.add(deposit, a_key("second"))
    movement = ledger.deposit(Wallet(ADA, naira(0)), deposit.amount, deposit_id=deposit.deposit_id, at=NOW)

    with pytest.raises(WalletMoved) as refused:
        dynamodb.books.credit(movement, deposit, replace(deposit, status="credited", due_at=None))

    assert refused.value.wallet == dynamodb.books.wallet(ADA) == Wallet(ADA, naira(1_000), n=1)
    assert dynamodb.books.entries(ADA, before_n=None, limit=5) == []


def test_an_existing_entry_stops_the_purchase_with_an_alarm(dynamodb: Stores) -> None:
    wallet = fund(dynamodb.books, dynamodb.deposits, naira(1_000))
    shared_connection().client.put_item(TableName=EntryItem.Meta.table_name, Item=_entry_key(2))

    with pytest.raises(RuntimeError, match="contradict"):
        _purchase(dynamodb, wallet)

    assert dynamodb.books.wallet(ADA) == wallet
    assert _nothing_was_bought(dynamodb)


@pytest.mark.parametrize("balance_minor", [PRICE.minor - 1, PRICE.minor + 1], ids=["below the price", "above it"])
def test_a_balance_that_contradicts_its_entries_raises_an_alarm(dynamodb: Stores, balance_minor: int) -> None:
    wallet = fund(dynamodb.books, dynamodb.deposits, naira(1_000))
    _wallet_by_hand(balance_minor=balance_minor)

    with pytest.raises(RuntimeError, match="contradict"):
        _purchase(dynamodb, wallet)

    assert dynamodb.books.wallet(ADA).balance.minor == balance_minor
    assert _nothing_was_bought(dynamodb)
