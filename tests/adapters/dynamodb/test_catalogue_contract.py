"""The contract of the stores of services, prices and the supplier's token."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.webhook_trust import Noted, WebhookRecord
from callbox.ports import Moved
from callbox.ports.stock import Count
from tests.adapters.dynamodb.stores import Stores
from tests.builders import NOW, a_service, pricing_settings


def test_a_service_is_read_as_it_was_stored(stores: Stores) -> None:
    service = a_service(cost_usd=Decimal("0.250"), label="What's App")
    stores.catalogue.put([service])

    found = stores.catalogue.get(country="US", name="whatsapp", capability="sms")

    assert found == service
    assert str(found.cost_usd) == "0.250"
    assert stores.catalogue.get(country="US", name="whatsapp", capability="voice") is None
    assert stores.catalogue.get(country="GB", name="whatsapp", capability="sms") is None


def test_services_are_listed_by_name_in_one_country(stores: Stores) -> None:
    stores.catalogue.put(
        [
            a_service("telegram"),
            a_service("a"),
            a_service("a", capability="voice"),
            a_service("a b"),
            a_service("a!"),
            a_service("signal", country="GB"),
        ]
    )

    listed = [(one.name, one.capability) for one in stores.catalogue.list("US")]

    assert listed == [("a", "sms"), ("a", "voice"), ("a b", "sms"), ("a!", "sms"), ("telegram", "sms")]
    assert stores.catalogue.list("FR") == []


def test_a_service_is_replaced_and_removed(stores: Stores) -> None:
    stores.catalogue.put([a_service("signal"), a_service("telegram")])

    stores.catalogue.put([a_service("signal", cost_usd=Decimal("0.5"))])
    stores.catalogue.remove([a_service("telegram"), a_service("unknown")])

    assert stores.catalogue.list("US") == [a_service("signal", cost_usd=Decimal("0.5"))]


def test_a_refusal_is_kept_when_the_service_is_stored_again(stores: Stores) -> None:
    stores.catalogue.put([a_service("signal")])
    key = {"country": "US", "name": "signal", "capability": "sms"}

    stores.catalogue.note_refusal(**key, at=NOW)
    stores.catalogue.note_refusal(country="US", name="unknown", capability="sms", at=NOW)
    stores.catalogue.put([a_service("signal", label="Signal again")])

    assert stores.catalogue.list("US") == [a_service("signal", label="Signal again", refused_at=NOW)]


def test_the_counts_of_a_country_are_replaced_together(stores: Stores) -> None:
    noon, later = (NOW.replace(microsecond=0) + timedelta(hours=hours) for hours in (0, 1))
    assert stores.stock.list("US") == {}

    stores.stock.replace("US", {"signal": Count(9_000, noon), "telegram": Count(0, noon)})
    stores.stock.replace("US", {"signal": Count(3, later)})

    assert stores.stock.list("US") == {"signal": Count(3, later)}
    assert stores.stock.list("NG") == {}


def test_the_area_codes_of_a_country_are_replaced_together(stores: Stores) -> None:
    assert list(stores.area_codes.list("US")) == []

    stores.area_codes.replace("US", ["312", "212"], read_at=NOW)
    stores.area_codes.replace("US", ["646", "212"], read_at=NOW)

    assert list(stores.area_codes.list("US")) == ["212", "646"]
    assert list(stores.area_codes.list("NG")) == []


def test_prices_are_unset_at_first(stores: Stores) -> None:
    assert stores.settings.pricing() is None


def test_the_newest_prices_apply_regardless_of_the_order_of_adding(stores: Stores) -> None:
    older, newer = pricing_settings(), pricing_settings(changed_at=NOW + timedelta(days=1), markup=Decimal("1.30"))

    stores.settings.add_pricing(newer)
    stores.settings.add_pricing(older)

    found = stores.settings.pricing()
    assert found == newer
    assert str(found.markup) == "1.30"


def test_a_version_of_the_prices_is_never_overwritten(stores: Stores) -> None:
    stores.settings.add_pricing(pricing_settings())
    stores.settings.add_pricing(pricing_settings())

    with pytest.raises(Moved):
        stores.settings.add_pricing(pricing_settings(markup=Decimal("2")))

    assert stores.settings.pricing() == pricing_settings()


def test_of_two_who_judge_a_webhook_at_once_one_must_read_again(stores: Stores) -> None:
    unknown = stores.webhook_records.get("first")
    assert unknown == WebhookRecord("first")

    proven = stores.webhook_records.save(unknown, replace(unknown, is_proven=True, event_at=NOW))
    with pytest.raises(Moved):
        stores.webhook_records.save(unknown, replace(unknown, missed_at=NOW))
    noted = (Noted("lr_1 b", "found", NOW), Noted("lr_2", "lost", NOW), Noted("lr_3", "announced", NOW))
    quiet = stores.webhook_records.save(proven, replace(proven, is_proven=False, noted=noted, doubt=9))
    with pytest.raises(Moved):
        stores.webhook_records.save(proven, replace(proven, missed_at=NOW))

    assert stores.webhook_records.get("first") == quiet
    assert stores.webhook_records.get("second") == WebhookRecord("second")


def test_a_token_of_the_supplier_is_kept_for_each_account_until_replaced(stores: Stores) -> None:
    stores.supplier_tokens.put("first", "token-1", NOW)
    stores.supplier_tokens.put("second", "token-2", NOW)
    stores.supplier_tokens.put("first", "token-3", NOW + timedelta(minutes=15))

    assert stores.supplier_tokens.get("first") == ("token-3", NOW + timedelta(minutes=15))
    assert stores.supplier_tokens.get("second") == ("token-2", NOW)
    assert stores.supplier_tokens.get("third") is None
