"""The mapping refuses to write a value that it would lose or confuse."""

from dataclasses import dataclass, replace

import pytest

from callbox.adapters.dynamodb.mapping import changes, document_of, item_of
from callbox.adapters.dynamodb.tables import DepositItem, EntryItem, TemplateItem
from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Entry
from callbox.domain.money import Money
from callbox.domain.templates import Template
from tests.builders import a_template
from tests.filled import filled


@dataclass(frozen=True)
class NotedDeposit(Deposit):
    note: str = ""


def test_a_field_without_an_attribute_is_neither_written_nor_read() -> None:
    item = item_of(DepositItem, filled(Deposit))

    with pytest.raises(ValueError, match="note"):
        item_of(DepositItem, filled(NotedDeposit))
    with pytest.raises(AttributeError, match="note"):
        document_of(NotedDeposit, item)


def test_amounts_in_two_currencies_are_not_written() -> None:
    entry = filled(Entry)

    with pytest.raises(ValueError, match="currency"):
        item_of(EntryItem, replace(entry, balance_after=Money(1, "USD")))


def test_only_changed_fields_are_written_and_fields_set_to_none_are_removed() -> None:
    before = item_of(TemplateItem, a_template(max_price=Money(5, "NGN")))
    after = item_of(TemplateItem, a_template(max_price=None, name="new"))

    assert sorted(map(str, changes(before, after))) == ["currency", "max_price_minor", "name = {'S': 'new'}"]
    assert sorted(map(str, changes(before, before, always=["name"]))) == ["name = {'S': 'My WhatsApp'}"]
    assert document_of(Template, after).max_price is None
