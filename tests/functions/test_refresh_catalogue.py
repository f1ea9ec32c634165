"""Every hour: the catalogue"""

from typing import Any

import pytest

from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from tests.functions.customers import World


@pytest.fixture(autouse=True)
def quick_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real hour's questions are four a second; here there are about a hundred of them."""
    monkeypatch.setenv("CATALOGUE_REQUESTS_PER_S", "100000")


def stored() -> dict[str, Any]:
    return {service.name: service for service in DynamoCatalogue().list("US")}


def change(world: World, service: str, **order: float) -> None:
    world.supplier.control("POST", f"/__control/services/{service}", order)


def test_what_the_supplier_offers_can_be_bought_at_its_price(world: World) -> None:
    result = world.lambdas.tick("refresh_catalogue")

    catalogue = stored()
    assert result == {"stored": len(catalogue)}
    assert str(catalogue["whatsapp"].cost_usd) == "1.25"
    assert (catalogue["whatsapp"].label, catalogue["whatsapp"].capability) == ("WhatsApp", "sms")


def test_the_suppliers_catch_alls_are_not_for_sale(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")

    assert not {"servicenotlisted", "servicenotlistedvoice", "allservices"} & stored().keys()


def test_a_changed_price_is_taken_over(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")
    change(world, "discord", price=0.91)

    world.lambdas.tick("refresh_catalogue")

    assert str(stored()["discord"].cost_usd) == "0.91"


def test_what_the_supplier_gives_away_or_no_longer_offers_is_removed(world: World) -> None:
    world.offer("bygone")
    world.lambdas.tick("refresh_catalogue")
    assert "bygone" not in stored()
    assert "discord" in stored()

    change(world, "discord", price=0)
    world.lambdas.tick("refresh_catalogue")

    assert "discord" not in stored()


def test_a_service_whose_question_fails_keeps_its_price(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")
    before = stored()
    fault = {"method": "POST", "path_prefix": "/api/pub/v2/pricing", "mode": "error_before", "times": 3}
    world.supplier.control("POST", "/__control/faults", fault)

    result = world.lambdas.tick("refresh_catalogue")

    assert result == {"stored": len(before) - 3}
    assert stored().keys() == before.keys()
    assert world.log.events("catalogue_refreshed")[-1]["failed"] == 3


def test_a_run_without_time_left_asks_nothing_and_removes_nothing_that_is_offered(world: World) -> None:
    result = world.lambdas.tick("refresh_catalogue", left_s=15)

    assert result == {"stored": 0}
    assert "discord" in stored()


def test_the_run_is_noted(world: World) -> None:
    world.lambdas.tick("refresh_catalogue")

    [event] = world.log.events("catalogue_refreshed")
    assert (event["stored"], event["failed"]) == (len(stored()), 0)
    assert event["function"] == "callbox-test-refresh_catalogue"
