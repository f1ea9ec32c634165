"""The contract of the stores of rulings, prices and the operator log: each change has an immutable log entry."""

from dataclasses import replace
from decimal import Decimal

import pytest

from callbox.domain.denied_services import Ruling
from callbox.domain.operators import OperatorAct
from callbox.ports import Moved
from tests.adapters.dynamodb.stores import Stores
from tests.builders import NOW, pricing_settings

RULING = Ruling("Acme", True, ("Acme Money",), "operator", "moves money", NOW)
ACT = OperatorAct("act-1", NOW, "operator", "service_denied", "Acme", {"reason": "moves money"})


def test_a_ruling_is_stored_completely_and_in_order_with_its_log_entry(stores: Stores) -> None:
    stores.rulings.replace(None, RULING, ACT)
    other = replace(RULING, service="aaa", is_denied=False, aliases=())
    stores.rulings.replace(None, other, replace(ACT, act_id="act-2"))

    assert list(stores.rulings.list()) == [other, RULING]
    assert [act.act_id for act in stores.operator_log.day(ACT.day)] == ["act-1", "act-2"]


def test_a_ruling_replaces_the_one_that_was_read(stores: Stores) -> None:
    stores.rulings.replace(None, RULING, ACT)
    later = replace(RULING, service="ACME", is_denied=False, decided_at=NOW.replace(microsecond=5))

    stores.rulings.replace(RULING, later, replace(ACT, act_id="act-2"))

    assert list(stores.rulings.list()) == [later]


def test_a_ruling_that_was_not_read_is_not_replaced_and_nothing_is_logged(stores: Stores) -> None:
    stores.rulings.replace(None, RULING, ACT)

    with pytest.raises(Moved):
        stores.rulings.replace(None, replace(RULING, is_denied=False), replace(ACT, act_id="act-2"))

    assert list(stores.rulings.list()) == [RULING]
    assert [act.act_id for act in stores.operator_log.day(ACT.day)] == ["act-1"]


def test_a_log_entry_is_appended_once_and_never_changed(stores: Stores) -> None:
    stores.operator_log.add(ACT)
    stores.operator_log.add(replace(ACT, author="another"))

    assert [(act.act_id, act.author) for act in stores.operator_log.day(ACT.day)] == [("act-1", "operator")]


def test_prices_are_stored_with_their_log_entry_or_not_at_all(stores: Stores) -> None:
    stores.settings.add_pricing(pricing_settings(), ACT)
    with pytest.raises(Moved):
        stores.settings.add_pricing(pricing_settings(markup=Decimal(3)), replace(ACT, act_id="act-2"))

    assert stores.settings.pricing() == pricing_settings()
    assert [act.act_id for act in stores.operator_log.day(ACT.day)] == ["act-1"]
