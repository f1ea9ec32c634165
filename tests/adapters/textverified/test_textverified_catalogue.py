"""Which services can be ordered, and their exact costs."""

from decimal import Decimal
from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.domain.errors import Unavailable
from tests.adapters.textverified.supplier import AREA_CODES, PRICE, SERVICES, STOCK, arm
from tests.simulator_processes import RunningTextVerified


def test_an_offered_service_has_a_name_a_label_and_a_capability(api: TextVerifiedApi) -> None:
    services = api.services()

    assert ("discord", "Discord", "sms") in services
    assert all(capability == "sms" for _, _, capability in services)  # what a mobile number is sold for
    assert len(services) > 50


def test_malformed_items_are_left_out_of_the_list(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    body = [
        {"serviceName": "discord", "description": None, "capability": "Sms"},
        {"serviceName": None, "capability": "sms"},
        "no service",
        {"ServiceName": "zoom", "Description": "Zoom", "Capability": "SMSANDVOICECOMBO"},
    ]
    arm(supplier, SERVICES, "error_before", status=200, body=body)

    assert api.services() == [("discord", "discord", "sms"), ("zoom", "Zoom", "smsAndVoiceCombo")]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 400}, {"status": 200, "body": {}}], ids=str)
def test_a_missing_list_is_unavailable_and_not_an_empty_list(
    api: TextVerifiedApi, supplier: RunningTextVerified, fault: dict[str, Any]
) -> None:
    arm(supplier, SERVICES, "error_before", **fault)

    with pytest.raises(Unavailable):
        api.services()


def test_a_cost_is_the_price_without_options(api: TextVerifiedApi) -> None:
    cost = api.cost_usd(name="discord", capability="sms")

    assert (cost, str(cost)) == (Decimal("0.75"), "0.75")


def test_a_service_that_cannot_be_ordered_has_no_cost(api: TextVerifiedApi) -> None:
    assert api.cost_usd(name="unknown-service", capability="sms") is None
    assert api.cost_usd(name="discord", capability="voice") is None


@pytest.mark.parametrize(
    ("price", "cost"), [(2, "2"), (0.1, "0.1"), (1e-7, "1E-7"), ("0.95", "0.95"), (1.005, "1.005")]
)
def test_a_price_is_never_rounded_by_a_float(
    api: TextVerifiedApi, supplier: RunningTextVerified, price: object, cost: str
) -> None:
    arm(supplier, PRICE, "error_before", status=200, body={"serviceName": "discord", "price": price})

    assert str(api.cost_usd(name="discord", capability="sms")) == cost


@pytest.mark.parametrize("price", [-1, None, "NaN", "Infinity", "cheap", {}])
def test_a_senseless_price_counts_as_missing(
    api: TextVerifiedApi, supplier: RunningTextVerified, price: object
) -> None:
    arm(supplier, PRICE, "error_before", status=200, body={"serviceName": "discord", "price": price})

    with pytest.raises(Unavailable):
        api.cost_usd(name="discord", capability="sms")


# --- what the supplier can deliver


def test_area_codes_are_listed_without_malformed_ones(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    assert {"212", "312"} <= set(api.area_codes())

    body = [{"areaCode": "312", "state": "Illinois"}, {"AreaCode": "646"}, {"areaCode": "12"}, {"areaCode": None}, 7]
    arm(supplier, AREA_CODES, "error_before", status=200, body=body)

    assert list(api.area_codes()) == ["312", "646"]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 200, "body": {}}], ids=str)
def test_missing_area_codes_are_unavailable_and_not_an_empty_list(
    api: TextVerifiedApi, supplier: RunningTextVerified, fault: dict[str, Any]
) -> None:
    arm(supplier, AREA_CODES, "error_before", **fault)

    with pytest.raises(Unavailable):
        api.area_codes()


def test_the_stock_is_the_number_of_phones_that_can_be_rented(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    supplier.control("POST", "/__control/services/discord", {"available": 37})

    assert api.available(name="discord", capability="sms") == 37
    assert api.available(name="unknown-service", capability="sms") is None


def test_a_senseless_stock_counts_as_missing(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    arm(supplier, STOCK, "error_before", status=200, body={"availableQuantity": "plenty"})

    with pytest.raises(Unavailable):
        api.available(name="discord", capability="sms")
