"""The parts of TextVerified's protocol that the official client does not cover, over plain HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.simulator_processes import RunningTextVerified, running_textverified
from tests.simulators.supplier_customer import API, SupplierCustomer
from tests.waiting import PATIENCE_S, wait_for


def verifications(supplier: RunningTextVerified) -> Any:
    return supplier.control("GET", "/__control/verifications")["verifications"]


def test_a_creation_answers_the_same_link_in_body_and_location(customer: SupplierCustomer) -> None:
    answer = customer.rent()

    assert answer.status_code == 201
    assert answer.json() == {"method": "GET", "href": answer.headers["Location"]}
    assert answer.headers["Location"].startswith(f"{customer.supplier.url}{API}/verifications/lr_")


def test_details_carry_every_documented_field(customer: SupplierCustomer) -> None:
    details = customer.rented()

    assert set(details) == {
        *("id", "serviceName", "state", "number", "totalCost", "createdAt", "endsAt", "sale", "sms", "calls"),
        *("cancel", "report", "reuse", "reactivate"),
    }
    assert details["cancel"]["link"]["href"].endswith(f"{details['id']}/cancel")
    assert details["reuse"]["reusableUntil"] is None
    assert details["createdAt"].endswith("+00:00")
    assert customer.get(details["sms"]["href"])["data"] == []
    assert customer.get(details["calls"]["href"])["data"] == []
    assert customer.get(details["sale"]["href"])["total"] == details["totalCost"]


def test_the_same_key_gets_the_same_number_and_is_charged_once(customer: SupplierCustomer) -> None:
    first = customer.rent(key="purchase-1 ")
    again = customer.rent(key="purchase-1")
    other = customer.rent(key="purchase-2")

    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert other.json() != first.json()
    assert customer.balance() == pytest.approx(1000 - 2 * 0.75)
    newest, oldest = verifications(customer.supplier)
    assert (oldest["idempotency_key"], newest["idempotency_key"]) == ("purchase-1", "purchase-2")
    assert [order["order"] for order in oldest["orders"]] == ["create", "create"]


def test_a_key_still_running_conflicts_and_succeeds_later(customer: SupplierCustomer) -> None:
    control = customer.supplier.control
    fault = {"mode": "slow", "method": "POST", "path_prefix": f"{API}/verifications", "delay_ms": 3000}
    control("POST", "/__control/faults", fault)

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(customer.rent, key="purchase-1")
        wait_for(lambda: not control("GET", "/__control/faults")["faults"])
        conflict = customer.rent(key="purchase-1")
        first = slow.result()

    assert (conflict.status_code, conflict.json()["errorCode"]) == (409, "IdempotencyConflict")
    assert first.status_code == 201
    assert customer.rent(key="purchase-1").json() == first.json()
    assert len(verifications(customer.supplier)) == 1


@pytest.mark.parametrize("key", ["", "k" * 257])
def test_a_key_must_have_one_to_256_characters(customer: SupplierCustomer, key: str) -> None:
    answer = customer.rent(key=key)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert verifications(customer.supplier) == []


def test_a_refused_purchase_leaves_its_key_free(customer: SupplierCustomer) -> None:
    assert customer.rent(key="purchase-1", maxPrice=0.10).status_code == 400
    assert customer.rent(key="purchase-1", maxPrice=0.75).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"serviceName": "discord"},
        {"serviceName": "discord", "capability": "telepathy"},
        {"serviceName": "no such service", "capability": "sms"},
        {"serviceName": "allservices", "capability": "sms"},
        {"serviceName": "discord", "capability": "voice"},
        {"serviceName": "discord", "capability": "sms", "carrierSelectOption": ["sprint"]},
        {"serviceName": "discord", "capability": "sms", "maxPrice": "cheap"},
    ],
)
def test_an_unavailable_selection_is_refused(customer: SupplierCustomer, body: dict[str, Any]) -> None:
    assert customer.request("POST", "/verifications", body).status_code == 400
    assert verifications(customer.supplier) == []


def test_enums_and_query_keys_are_read_in_any_case(customer: SupplierCustomer) -> None:
    assert customer.rent(capability="Sms", carrierSelectOption=["VZ"]).status_code == 201

    services = customer.get("/services?NumberType=Mobile&RESERVATIONTYPE=verification")
    assert services == customer.get("/services?numberType=mobile&reservationType=verification")


@pytest.mark.parametrize("query", ["", "?numberType=mobile", "?numberType=fax&reservationType=verification"])
def test_services_need_both_of_their_parameters(customer: SupplierCustomer, query: str) -> None:
    assert customer.request("GET", f"/services{query}").status_code == 400


def test_every_listed_service_has_a_price_of_its_own(customer: SupplierCustomer) -> None:
    options = {"areaCode": False, "carrier": False, "numberType": "mobile", "capability": "sms"}
    names = [entry["serviceName"] for entry in customer.get("/services?numberType=mobile&reservationType=verification")]
    prices = [
        customer.request("POST", "/pricing/verifications", {"serviceName": name, **options}).json()["price"]
        for name in names
    ]

    assert all(price > 0 for price in prices)
    assert len(set(prices)) > 10


def test_a_price_can_be_changed_and_is_then_charged(customer: SupplierCustomer) -> None:
    customer.supplier.control("POST", "/__control/services/discord", {"price": 1.25})

    assert customer.rent(maxPrice=1.24).json()["errorCode"] == "PricingFailure"
    assert customer.rented()["totalCost"] == 1.25


def test_text_messages_have_no_price_on_a_voice_only_line(customer: SupplierCustomer) -> None:
    body = {"serviceName": "discord", "areaCode": False, "carrier": False, "capability": "sms"}
    answer = customer.request("POST", "/pricing/verifications", {**body, "numberType": "voip"})

    assert answer.status_code == 400


def test_messages_are_found_by_reservation_in_any_case_and_newest_first(customer: SupplierCustomer) -> None:
    first, second = customer.rented(), customer.rented()
    customer.receive_sms(first["id"], "one")
    customer.receive_sms(second["id"], "two")
    customer.receive_sms(first["id"], "three")

    def contents(query: str) -> list[str]:
        return [sms["smsContent"] for sms in customer.get(f"/sms?{query}")["data"]]

    assert contents(f"ReservationId={first['id']}") == ["three", "one"]
    assert contents(f"reservationid={second['id']}") == ["two"]
    assert contents(f"to={first['number']}") == ["three", "one"]
    assert contents(f"to=%2B1{second['number']}") == ["two"]
    assert contents("") == ["three", "two", "one"]
    assert contents("reservationType=renewable") == []
    assert contents("reservationId=lr_UNKNOWN") == []


def test_the_link_to_the_messages_shows_those_of_its_reservation_only(customer: SupplierCustomer) -> None:
    first, second = customer.rented(), customer.rented()
    customer.receive_sms(first["id"], "one")
    customer.receive_sms(second["id"], "two")

    assert first["sms"]["href"].endswith(f"/sms?ReservationId={first['id']}")
    assert [sms["smsContent"] for sms in customer.get(first["sms"]["href"])["data"]] == ["one"]


def test_pages_link_forward_and_back_and_are_stable_while_more_arrives(customer: SupplierCustomer) -> None:
    rented = customer.rented()
    for number in range(5):
        customer.receive_sms(rented["id"], f"message {number}")

    first = customer.get(f"/sms?reservationId={rented['id']}")
    customer.receive_sms(rented["id"], "a late one")
    second = customer.get(first["links"]["next"]["href"])
    back = customer.get(second["links"]["previous"]["href"])

    assert [sms["smsContent"][-1] for sms in first["data"]] == ["4", "3", "2"]
    assert (first["hasNext"], first["hasPrevious"]) == (True, False)
    assert first["links"]["previous"] == {"method": None, "href": None}
    assert [sms["smsContent"][-1] for sms in second["data"]] == ["1", "0"]
    assert (second["hasNext"], second["hasPrevious"]) == (False, True)
    assert second["links"]["next"] == {"method": None, "href": None}
    assert back["data"] == first["data"]


def test_an_expired_window_times_out_and_gives_the_credits_back_once(customer: SupplierCustomer) -> None:
    rented = customer.rented()
    expire = f"/__control/verifications/{rented['id']}/expire"

    customer.supplier.control("POST", expire)

    details = customer.get(f"/verifications/{rented['id']}")
    assert details["state"] == "verificationTimedOut"
    assert not details["cancel"]["canCancel"]
    assert datetime.fromisoformat(details["endsAt"]) <= datetime.now(UTC)
    assert customer.request("POST", f"/verifications/{rented['id']}/cancel").status_code == 400
    assert requests.post(customer.supplier.url + expire, timeout=PATIENCE_S).status_code == 409
    assert customer.balance() == 1000.0


def test_a_window_ends_without_a_request() -> None:
    with running_textverified(window_s=0.2, code_after=-1) as supplier:
        customer = SupplierCustomer(supplier)
        rented = customer.rented()

        wait_for(lambda: customer.get(f"/verifications/{rented['id']}")["state"] == "verificationTimedOut")

        assert customer.balance() == 1000.0


def test_a_message_after_the_end_is_kept_but_changes_nothing(customer: SupplierCustomer) -> None:
    rented = customer.rented()
    customer.request("POST", f"/verifications/{rented['id']}/cancel")

    customer.receive_sms(rented["id"], "too late: 482913")

    assert customer.get(f"/verifications/{rented['id']}")["state"] == "verificationCanceled"
    assert len(customer.get(f"/sms?reservationId={rented['id']}")["data"]) == 1
    assert customer.balance() == 1000.0


def test_a_reuse_answers_with_the_link_of_a_new_verification(customer: SupplierCustomer) -> None:
    rented = customer.rented()
    customer.receive_sms(rented["id"])

    answer = customer.request("POST", f"/verifications/{rented['id']}/reuse")

    assert answer.status_code == 201
    assert answer.json()["href"] == answer.headers["Location"]
    again = customer.get(answer.headers["Location"])
    assert (again["number"], again["state"]) == (rented["number"], "verificationPending")
    assert again["id"] != rented["id"]
    assert customer.request("POST", f"/verifications/{rented['id']}/reuse").status_code == 400


def test_after_its_reuse_window_a_number_can_be_reactivated_instead() -> None:
    with running_textverified(reuse_window_s=0, code_after=-1) as supplier:
        customer = SupplierCustomer(supplier)
        rented = customer.rented()
        customer.receive_sms(rented["id"])

        assert customer.get(f"/verifications/{rented['id']}")["reactivate"]["canReactivate"]
        assert customer.request("POST", f"/verifications/{rented['id']}/reuse").status_code == 400
        answer = customer.request("POST", f"/verifications/{rented['id']}/reactivate")

        assert customer.get(answer.headers["Location"])["number"] == rented["number"]
        assert customer.get(f"/verifications/{rented['id']}")["state"] == "verificationReactivated"


def test_an_expired_token_is_refused_with_an_empty_401() -> None:
    with running_textverified(token_life_s=0.2) as supplier:
        customer = SupplierCustomer(supplier)
        wait_for(lambda: customer.request("GET", "/account/me").status_code == 401)
        expired = customer.request("GET", "/account/me")
        renewed = SupplierCustomer(supplier)

        assert (expired.status_code, expired.text) == (401, "")
        assert renewed.request("GET", "/account/me").status_code == 200


def test_a_token_states_its_expiry(supplier: RunningTextVerified) -> None:
    credentials = {"X-API-KEY": supplier.api_key, "X-API-USERNAME": supplier.username}
    token = requests.post(f"{supplier.url}{API}/auth", headers=credentials, timeout=PATIENCE_S).json()

    assert token["expiresIn"] == 899.0
    ends_in = datetime.fromisoformat(token["expiresAt"]) - datetime.now(UTC)
    assert timedelta(seconds=880) < ends_in < timedelta(seconds=900)


@pytest.mark.parametrize("authorization", [None, "Bearer unknown", "Basic abc"])
def test_every_request_needs_a_token(supplier: RunningTextVerified, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = requests.get(f"{supplier.url}{API}/account/me", headers=headers, timeout=PATIENCE_S)

    assert (answer.status_code, answer.text) == (401, "")


def test_the_names_of_the_events_are_listed(customer: SupplierCustomer) -> None:
    assert "v2.sms.received" in customer.get("/webhook-events")


def test_a_requested_area_code_is_used_and_numbers_are_unique(customer: SupplierCustomer) -> None:
    numbers = [customer.rented(areaCodeSelectOption=["212"])["number"] for _ in range(5)]

    assert len(set(numbers)) == 5
    assert all(number.startswith("21255501") for number in numbers)


def test_another_area_code_is_used_when_the_requested_one_is_sold_out(customer: SupplierCustomer) -> None:
    numbers = [customer.rented(areaCodeSelectOption=["907"])["number"] for _ in range(101)]

    assert sum(number.startswith("907") for number in numbers) == 100
