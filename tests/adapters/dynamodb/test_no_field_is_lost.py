"""Every field of every stored document is read as it was written: a new field fails here until it is stored.

Nothing here names a field. Documents are generated from the types of their fields, with a different value in each.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

import pytest

import callbox.adapters.dynamodb
from callbox.adapters.dynamodb.mapping import attributes_of
from callbox.adapters.dynamodb.tables import TABLES
from callbox.domain.ledger import Movement
from callbox.domain.messages import Message
from callbox.domain.spending import OwnLimits
from tests.adapters.dynamodb.roads import ROADS, Road
from tests.adapters.dynamodb.stores import Stores
from tests.filled import filled, variants

NOT_STORED_ITSELF: Mapping[type, str] = {
    Movement: "its wallet and its entries are stored",
    OwnLimits: "they are stored in the wallet",
}

BESIDE_THE_FIELDS: Mapping[str, set[str]] = {
    # keys that are built from a document's fields, or are constant
    "tallies": {"tally_key", "ttl"},
    "messages": {"user_id", "message_key", "ttl"},
    "catalogue": {"service_key"},
    "settings": {"setting"},
    "service_rulings": {"country", "service_key"},
    "operator_log": {"day"},
    "differences": {"difference_id", "first_seen_at", "last_seen_at"},
    "supplier_balances": {"account"},
    # the sweeper's index, and when DynamoDB deletes an item
    "verifications": {"work_shard"},
    "deposits": {"work_shard"},
    "second_factors": {"work_shard"},
    "closures": {"work_shard"},
    "sessions": {"ttl"},
    "email_changes": {"ttl"},
    "mailed_tokens": {"ttl"},
    "mailboxes": {"ttl"},
    "devices": {"ttl"},
    "live_connections": {"ttl"},
    "push_subscriptions": {"ttl"},
    "account_log": {"ttl"},
    "challenges": {"ttl"},
}
"""The attributes that are not fields of the table's document."""

PARTS_OF_A_KEY: Mapping[type, set[str]] = {Message: {"id"}}
"""The fields without their own attribute, because a key ends with them."""

WITHOUT_DOCUMENTS = {"area_codes", "stock", "emails", "top_ups", "supplier_tokens", "pay_outs"}
"""Tables whose stores take and return single values."""


EACH_ROAD = [
    pytest.param(kind, road, id=road.__name__.strip("_")) for (kind, _), roads in ROADS.items() for road in roads
]


@pytest.mark.parametrize(("kind", "road"), EACH_ROAD)
def test_every_field_is_read_as_it_was_stored(stores: Stores, kind: type[Any], road: Road) -> None:
    for document in variants(kind):
        stored, found = road(stores, document)

        assert found == stored
        assert repr(found) == repr(stored)  # a Decimal keeps its digits, and a tuple stays a tuple


def test_every_document_that_a_store_takes_or_returns_is_tested_here() -> None:
    assert set(_documents_of_the_stores()) == {kind for kind, _ in ROADS} | NOT_STORED_ITSELF.keys()


def test_a_table_has_an_attribute_for_each_field_and_no_other() -> None:
    assert {table for _, table in ROADS} | WITHOUT_DOCUMENTS == TABLES.keys()
    for kind, table in ROADS:
        kept = attributes_of(filled(kind), TABLES[table]).keys() - PARTS_OF_A_KEY.get(kind, set())
        assert TABLES[table].get_attributes().keys() - BESIDE_THE_FIELDS.get(table, set()) == kept


def _documents_of_the_stores() -> Iterator[type]:
    package = callbox.adapters.dynamodb
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for _, store in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if store.__module__ == module.name and store.__name__.startswith("Dynamo"):
                for name, method in inspect.getmembers(store, inspect.isfunction):
                    for hint in typing.get_type_hints(method).values() if not name.startswith("_") else ():
                        yield from _dataclasses_in(hint)


def _dataclasses_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for one in typing.get_args(hint):
        yield from _dataclasses_in(one)
