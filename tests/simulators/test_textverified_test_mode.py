"""The vendor's own test mode: fixed answers for `test_*` services, so that one suite runs against both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.simulators.supplier_customer import SupplierCustomer


@pytest.mark.parametrize(
    ("service", "state", "codes"),
    [
        ("test_success", "verificationCompleted", ["123456"]),
        ("test_pending", "verificationPending", []),
        ("test_reactivatable", "verificationCompleted", ["123456"]),
        ("test_timeout", "verificationTimedOut", []),
        ("test_delayed_success", "verificationPending", []),
    ],
)
def test_a_test_service_shows_its_fixed_state(
    customer: SupplierCustomer, service: str, state: str, codes: list[str]
) -> None:
    created = customer.rent(service)
    details = customer.request("GET", created.headers["Location"])

    assert created.headers["X-Phoneblur-Mock"] == details.headers["X-Phoneblur-Mock"] == "true"
    assert details.json()["state"] == state
    messages = customer.get(details.json()["sms"]["href"])["data"]
    assert [sms["parsedCode"] for sms in messages] == codes
    assert customer.get(details.json()["sale"]["href"])["total"] == 0.75
    assert customer.get("/verifications")["data"] == []


def test_a_delayed_test_success_completes_after_half_a_minute(customer: SupplierCustomer) -> None:
    def born(seconds_ago: int) -> str:
        at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        return f"mock_ver_delay_{int(at.timestamp() * 1000)}_0a1b2c3d"

    assert customer.get(f"/verifications/{born(25)}")["state"] == "verificationPending"
    assert customer.get(f"/verifications/{born(31)}")["state"] == "verificationCompleted"
    assert customer.get(f"/sms?reservationId={born(31)}")["data"][0]["parsedCode"] == "123456"


def test_actions_on_test_verifications_succeed_and_change_nothing(customer: SupplierCustomer) -> None:
    cancelled = customer.request("POST", "/verifications/mock_ver_pending/cancel")
    reused = customer.request("POST", "/verifications/mock_ver_success/reuse")
    refused = customer.request("POST", "/verifications/mock_ver_success/cancel")

    assert (cancelled.status_code, reused.status_code, refused.status_code) == (200, 201, 400)
    assert reused.headers["Location"].endswith("/mock_ver_reused")
    assert customer.get("/verifications/mock_ver_pending")["state"] == "verificationPending"
    assert customer.get("/verifications/mock_ver_cancelled")["state"] == "verificationCanceled"


def test_a_test_service_respects_the_price_cap(customer: SupplierCustomer) -> None:
    assert customer.rent("test_success", maxPrice=0.74).json()["errorCode"] == "PricingFailure"
    assert customer.rent("test_success", maxPrice=0.75).status_code == 201
