"""The vendor's own client, unchanged, runs its whole flow against the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from textverified import TestMode, TextVerified
from textverified.data import (
    NumberType,
    Reservation,
    ReservationCapability,
    ReservationState,
    ReservationType,
)
from textverified.exceptions import TextVerifiedError

from tests.simulator_processes import RunningTextVerified

SMS = ReservationCapability.SMS


@pytest.fixture
def client(supplier: RunningTextVerified) -> Iterator[TextVerified]:
    client = TextVerified(supplier.api_key, supplier.username, base_url=supplier.url)
    yield client
    client.session.close()


def say(supplier: RunningTextVerified, verification_id: str, content: str) -> None:
    order = {"from": "28849", "content": content, "parsedCode": "482913"}
    supplier.control("POST", f"/__control/verifications/{verification_id}/sms", order)


def test_the_account_shows_its_name_and_balance(client: TextVerified, supplier: RunningTextVerified) -> None:
    assert client.account.username == supplier.username
    assert client.account.balance == 1000.0


def test_services_and_area_codes_are_listed_with_their_capability(client: TextVerified) -> None:
    services = client.services.list(NumberType.MOBILE, ReservationType.VERIFICATION)
    area_codes = {entry.area_code: entry.state for entry in client.services.area_codes()}

    names = {service.service_name for service in services}
    assert len(names) >= 60
    assert {"whatsapp", "telegram", "discord", "google", "paypal", "chase", "servicenotlisted"} <= names
    assert all(service.capability == SMS and service.description for service in services)
    assert not any(name.startswith("test_") for name in names)
    assert area_codes["312"] == "Illinois"


def test_price_and_stock_can_be_read_before_the_purchase(client: TextVerified) -> None:
    asked = {"service_name": "discord", "number_type": NumberType.MOBILE, "capability": SMS}

    plain = client.verifications.pricing(area_code=False, carrier=False, **asked)
    chosen = client.verifications.pricing(area_code=True, carrier=True, **asked)
    stock = client.services.verification_inventory(**asked)

    assert plain.price == 0.75
    assert chosen.price > plain.price
    assert 0 < stock.available_quantity <= 9000


def test_a_rented_number_is_charged_and_can_be_read(client: TextVerified) -> None:
    rented = client.verifications.create(
        service_name="discord", capability=SMS, area_code_select_option=["312"], max_price=0.95
    )

    assert rented.id.startswith("lr_")
    assert rented.state == ReservationState.VERIFICATION_PENDING
    assert rented.number.startswith("312")
    assert len(rented.number) == 10
    assert rented.ends_at - rented.created_at == timedelta(minutes=15)
    assert client.account.balance == pytest.approx(1000 - rented.total_cost)
    assert client.verifications.details(rented.id) == rented


def test_an_incoming_message_completes_the_verification(client: TextVerified, supplier: RunningTextVerified) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)

    say(supplier, rented.id, "Your Discord code is 482913")
    (sms,) = client.sms.incoming(rented, timeout=180, polling_interval=0.05)

    assert (sms.parsed_code, sms.from_value, sms.to_value) == ("482913", "28849", rented.number)
    assert client.verifications.details(rented).state == ReservationState.VERIFICATION_COMPLETED


def test_messages_are_listed_by_number_and_by_reservation(client: TextVerified, supplier: RunningTextVerified) -> None:
    first = client.verifications.create(service_name="discord", capability=SMS)
    second = client.verifications.create(service_name="telegram", capability=SMS)
    say(supplier, first.id, "for the first")
    say(supplier, second.id, "for the second")

    by_number = client.sms.list(first).get_all_items()
    reservation = Reservation(second.id, ReservationType.VERIFICATION, "telegram")
    by_reservation = client.sms.list(reservation).get_all_items()

    assert [sms.sms_content for sms in by_number] == ["for the first"]
    assert [sms.sms_content for sms in by_reservation] == ["for the second"]


def test_cancelling_gives_the_credits_back_once(client: TextVerified) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)

    assert rented.cancel.can_cancel
    assert client.verifications.cancel(rented)

    cancelled = client.verifications.details(rented)
    assert cancelled.state == ReservationState.VERIFICATION_CANCELED
    assert not cancelled.cancel.can_cancel
    assert client.account.balance == 1000.0
    with pytest.raises(requests.HTTPError, match="400"):
        client.verifications.cancel(rented)
    assert client.account.balance == 1000.0


def test_a_completed_verification_can_be_neither_cancelled_nor_reported(
    client: TextVerified, supplier: RunningTextVerified
) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)
    say(supplier, rented.id, "482913")

    assert not client.verifications.details(rented).report.can_report
    with pytest.raises(requests.HTTPError, match="400"):
        client.verifications.cancel(rented)
    with pytest.raises(requests.HTTPError, match="400"):
        client.verifications.report(rented)


def test_reporting_closes_the_verification(client: TextVerified) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)

    assert client.verifications.report(rented)

    assert client.verifications.details(rented).state == ReservationState.VERIFICATION_REPORTED


def test_a_completed_number_can_be_reused_for_a_short_while(
    client: TextVerified, supplier: RunningTextVerified
) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)
    say(supplier, rented.id, "482913")

    until = client.verifications.details(rented).reuse.reusable_until
    assert until is not None
    assert until > datetime.now(UTC)
    assert client.verifications.reuse(rented)

    again, before = client.verifications.list().get_all_items()
    assert before.state == ReservationState.VERIFICATION_REUSED
    assert again.state == ReservationState.VERIFICATION_PENDING
    assert again.number == rented.number
    assert again.id != rented.id


def test_a_pending_number_cannot_be_reused_or_reactivated(client: TextVerified) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)

    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.reuse(rented)
    assert refusal.value.error_code == "ProcessingError"
    with pytest.raises(TextVerifiedError):
        client.verifications.reactivate(rented)


def test_lists_are_read_to_their_last_page(client: TextVerified) -> None:
    rented = [client.verifications.create(service_name="discord", capability=SMS).id for _ in range(7)]

    listed = [verification.id for verification in client.verifications.list()]
    sold = client.sales.list().get_all_items()

    assert listed == rented[::-1]
    assert len({sale.id for sale in sold}) == 7


def test_a_sale_leads_to_its_verification(client: TextVerified) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS)

    (compact,) = client.sales.list()
    sale = client.sales.get(compact)

    assert sale.total == rented.total_cost
    assert [reservation.id for reservation in sale.reservations] == [rented.id]


def test_a_price_above_the_cap_is_refused_and_nothing_is_created(client: TextVerified) -> None:
    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.create(service_name="chase", capability=SMS, max_price=2.94)

    assert refusal.value.error_code == "PricingFailure"
    assert client.verifications.list().get_all_items() == []
    assert client.account.balance == 1000.0


def test_an_empty_account_is_refused(client: TextVerified, supplier: RunningTextVerified) -> None:
    supplier.control("POST", "/__control/account", {"balance": 0.74})

    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.create(service_name="discord", capability=SMS)

    assert refusal.value.error_code == "InsufficientBalance"


def test_too_many_pending_verifications_are_refused_until_one_ends(
    client: TextVerified, supplier: RunningTextVerified
) -> None:
    supplier.control("POST", "/__control/account", {"max_pending": 1})
    rented = client.verifications.create(service_name="discord", capability=SMS)

    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.create(service_name="discord", capability=SMS)

    assert refusal.value.error_code == "TooManyUnfinishedVerifications"
    client.verifications.cancel(rented)
    client.verifications.create(service_name="discord", capability=SMS)


def test_a_service_out_of_stock_is_unavailable(client: TextVerified, supplier: RunningTextVerified) -> None:
    supplier.control("POST", "/__control/services/discord", {"available": 0})

    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.create(service_name="discord", capability=SMS)

    assert refusal.value.error_code == "Unavailable"


def test_an_unknown_verification_is_not_found(client: TextVerified) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        client.verifications.details("lr_01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_wrong_credentials_get_no_token(supplier: RunningTextVerified) -> None:
    stranger = TextVerified("wrong-key", supplier.username, base_url=supplier.url)

    with pytest.raises(requests.HTTPError, match="401"):
        stranger.account.me()
    stranger.session.close()


def test_the_client_survives_one_503_answer(client: TextVerified, supplier: RunningTextVerified) -> None:
    fault = {"mode": "error_before", "method": "GET", "path_prefix": "/api/pub/v2/account", "status": 503}
    supplier.control("POST", "/__control/faults", fault)

    assert client.account.balance == 1000.0


def test_links_follow_the_name_by_which_the_client_reached_the_host(supplier: RunningTextVerified) -> None:
    by_name = supplier.url.replace("127.0.0.1", "localhost")
    client = TextVerified(supplier.api_key, supplier.username, base_url=by_name)

    # A link with another host would be followed without the token, and answered 401.
    rented = client.verifications.create(service_name="discord", capability=SMS)

    assert rented.state == ReservationState.VERIFICATION_PENDING
    client.session.close()


def test_the_test_mode_of_the_client_completes_without_cost(
    client: TextVerified, supplier: RunningTextVerified
) -> None:
    rented = client.verifications.create(service_name="discord", capability=SMS, test=TestMode.MOCK_SUCCESS)

    assert rented.id == "mock_ver_success"
    assert rented.state == ReservationState.VERIFICATION_COMPLETED
    assert [sms.parsed_code for sms in client.sms.list(rented)] == ["123456"]
    assert client.account.balance == 1000.0
    assert client.verifications.list().get_all_items() == []


@pytest.mark.parametrize(
    ("mode", "error_code"),
    [
        (TestMode.MOCK_INSUFFICIENT_BALANCE, "InsufficientBalance"),
        (TestMode.MOCK_NO_NUMBERS, "Unavailable"),
        (TestMode.MOCK_TOO_MANY_UNFINISHED_VERIFICATIONS, "TooManyUnfinishedVerifications"),
    ],
)
def test_the_test_mode_of_the_client_is_refused_as_asked(client: TextVerified, mode: TestMode, error_code: str) -> None:
    with pytest.raises(TextVerifiedError) as refusal:
        client.verifications.create(service_name="discord", capability=SMS, test=mode)

    assert refusal.value.error_code == error_code
