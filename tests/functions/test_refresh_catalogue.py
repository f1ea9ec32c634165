"""Every hour: the catalogue"""

from dataclasses import replace
from typing import Any

import pytest

from callbox.adapters.dynamodb.area_codes import DynamoAreaCodes
from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from callbox.adapters.dynamodb.stock import DynamoStockCounts
from callbox.services.catalogue import PRICE_AGE
from tests.functions.customers import World


@pytest.fixture(autouse=True)
def quick_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the limit of four requests a second: a run makes about a hundred."""
    monkeypatch.setenv("CATALOGUE_REQUESTS_PER_S", "100000")


def stored() -> dict[str, Any]:
    return {service.name: service for service in DynamoCatalogue().list("US")}


def grow_old() -> None:
    """Let the hours pass after which the supplier is asked again."""
    DynamoCatalogue().put([replace(one, refreshed_at=one.refreshed_at - PRICE_AGE) for one in stored().values()])


def change(world: World, service: str, **order: float) -> None:
    world.supplier.control("POST", f"/__control/services/{service}", order)


def test_each_service_that_the_supplier_offers_is_for_sale_at_its_price(world: World) -> None:
    grow_old()

    result = world.lambdas.tick("refresh_catalogue")

    catalogue = stored()
    assert result == {"stored": len(catalogue), "counted": len(catalogue)}
    assert str(catalogue["whatsapp"].cost_usd) == "1.25"
    assert (catalogue["whatsapp"].label, catalogue["whatsapp"].capability) == ("WhatsApp", "sms")


def test_the_suppliers_catch_all_services_are_not_for_sale(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")

    assert not {"servicenotlisted", "servicenotlistedvoice", "allservices"} & stored().keys()


def test_a_changed_price_is_stored(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")
    change(world, "discord", price=0.91)
    grow_old()

    world.lambdas.tick("refresh_catalogue")

    assert str(stored()["discord"].cost_usd) == "0.91"


def test_services_that_are_free_or_no_longer_offered_are_removed(world: World) -> None:
    world.offer("bygone")
    world.lambdas.tick("refresh_catalogue")
    assert "bygone" not in stored()
    assert "discord" in stored()

    change(world, "discord", price=0)
    grow_old()
    world.lambdas.tick("refresh_catalogue")

    assert "discord" not in stored()


def test_a_service_whose_price_request_fails_keeps_its_price(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")
    grow_old()
    before = stored()
    fault = {"method": "POST", "path_prefix": "/api/pub/v2/pricing", "mode": "error_before", "times": 3}
    world.supplier.control("POST", "/__control/faults", fault)

    result = world.lambdas.tick("refresh_catalogue")

    assert result == {"stored": len(before) - 3, "counted": 0}
    assert stored().keys() == before.keys()
    assert world.log.events("catalogue_refreshed")[-1]["failed"] == 3


def test_a_run_out_of_time_asks_nothing_and_removes_no_offered_service(world: World) -> None:
    result = world.lambdas.tick("refresh_catalogue", left_s=15)

    assert result == {"stored": 0, "counted": 0}
    assert "discord" in stored()


def test_the_stock_and_the_area_codes_are_read(world: World) -> None:
    change(world, "discord", available=0)

    world.lambdas.tick("refresh_catalogue")

    counts = DynamoStockCounts().list("US")
    assert counts["discord"].available == 0
    assert counts["whatsapp"].available > 0
    assert {"212", "312"} <= set(DynamoAreaCodes().list("US"))


def test_the_run_is_logged(world: World) -> None:
    grow_old()

    world.lambdas.tick("refresh_catalogue")

    [event] = world.log.events("catalogue_refreshed")
    assert (event["stored"], event["failed"]) == (len(stored()), 0)
    assert event["function"] == "callbox-test-refresh_catalogue"
