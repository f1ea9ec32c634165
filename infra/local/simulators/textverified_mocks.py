"""TextVerified's own test mode: `test_*` services and `mock_*` ids, the same for every account (documented).

They cost nothing, change nothing and appear in no history: an action answers success, and the next read shows the
original state. So one test suite runs against this simulator and the real service. The delayed ids contain their
creation time, so they need no state either. Unclear upstream: the id after a reactivation, and the mock stock. Rental
mocks are not simulated, like rentals.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from infra.local.simulators.textverified_account import (
    CANCELED,
    COMPLETED,
    PENDING,
    REPORTED,
    REUSED,
    TIMED_OUT,
    Sms,
    SupplierError,
    Verification,
)
from infra.local.simulators.textverified_catalogue import Service

MOCK_PRICE = Decimal("0.75")
MOCK_STOCK = 100
MOCK_CODE = "123456"
DELAY = timedelta(seconds=30)
DELAYED_PREFIX = "mock_ver_delay_"
SALE_PREFIX = "mock_sale_ver_"
WINDOW = timedelta(minutes=15)
REUSE_WINDOW = timedelta(seconds=30)

CREATES = {
    "test_success": "mock_ver_success",
    "test_pending": "mock_ver_pending",
    "test_reactivatable": "mock_ver_reactivatable",
    "test_timeout": "mock_ver_timeout",
}
REFUSES = {
    "test_insufficient_balance": "InsufficientBalance",
    "test_no_numbers": "Unavailable",
    "test_too_many_unfinished_verifications": "TooManyUnfinishedVerifications",
}
STATES = {
    "mock_ver_success": COMPLETED,
    "mock_ver_pending": PENDING,
    "mock_ver_reactivatable": COMPLETED,
    "mock_ver_timeout": TIMED_OUT,
    "mock_ver_cancelled": CANCELED,
    "mock_ver_reported": REPORTED,
    "mock_ver_reused": REUSED,
}
NUMBERS = {mock_id: f"20255501{line:02}" for line, mock_id in enumerate((*STATES, DELAYED_PREFIX))}
WITH_MESSAGE = ("mock_ver_success", "mock_ver_reactivatable", "mock_ver_reused")


def is_mock_service(name: str) -> bool:
    """Return whether a service name belongs to the test mode."""
    return name in CREATES or name in REFUSES or name == "test_delayed_success"


def create_mock(service_name: str, max_price: Decimal | None, now: datetime) -> str:
    """Return the id of the new mock, or raise SupplierError as documented."""
    if service_name in REFUSES:
        raise SupplierError(REFUSES[service_name], "A test of this refusal.")
    if max_price is not None and max_price < MOCK_PRICE:
        raise SupplierError("PricingFailure", "The price is above maxPrice.")
    if service_name in CREATES:
        return CREATES[service_name]
    return f"{DELAYED_PREFIX}{int(now.timestamp() * 1000)}_{secrets.token_hex(4)}"


def find_mock(mock_id: str, now: datetime) -> Verification | None:
    """Return a mock verification in its current state; None for an unknown id."""
    if mock_id.startswith(DELAYED_PREFIX):
        return _delayed(mock_id, now)
    if mock_id not in STATES:
        return None
    created_at = now - (WINDOW + timedelta(minutes=1) if STATES[mock_id] == TIMED_OUT else timedelta(minutes=1))
    verification = _verification(mock_id, NUMBERS[mock_id], created_at)
    verification.state = STATES[mock_id]
    if mock_id in WITH_MESSAGE:
        verification.messages.append(_message(verification, now))
    if mock_id == "mock_ver_success":
        verification.reusable_until = now + REUSE_WINDOW
    if mock_id == "mock_ver_reactivatable":
        verification.reusable_until = now - REUSE_WINDOW
    return verification


def find_mock_of_sale(sale_id: str, now: datetime) -> Verification | None:
    """Return the mock verification of a mock sale."""
    return find_mock("mock_ver_" + sale_id.removeprefix(SALE_PREFIX), now)


def find_mock_with_number(number: str, now: datetime) -> Verification | None:
    """Return the mock verification with a number: the official client requests messages by number only."""
    for mock_id, mock_number in NUMBERS.items():
        if number == mock_number:
            return find_mock(mock_id, now)
    return None


def act_on_mock(mock_id: str, action: str) -> str | None:
    """Return the id for a 201, or None for a plain 200, or raise SupplierError. Changes nothing."""
    outcomes = {
        ("mock_ver_pending", "cancel"): None,
        ("mock_ver_pending", "report"): None,
        ("mock_ver_success", "reuse"): "mock_ver_reused",
        ("mock_ver_reactivatable", "reactivate"): "mock_ver_pending",
    }
    known_id = "mock_ver_pending" if mock_id.startswith(DELAYED_PREFIX) else mock_id
    if (known_id, action) not in outcomes:
        raise SupplierError("ProcessingError", "The mock verification does not allow that.")
    return outcomes[known_id, action]


def _delayed(mock_id: str, now: datetime) -> Verification | None:
    born = mock_id.removeprefix(DELAYED_PREFIX).split("_")[0]
    if not born.isdigit() or len(born) > 14:
        return None
    created_at = datetime.fromtimestamp(int(born) / 1000, UTC)
    verification = _verification(mock_id, NUMBERS[DELAYED_PREFIX], created_at)
    if now >= created_at + DELAY:
        verification.state = COMPLETED
        verification.reusable_until = created_at + DELAY + REUSE_WINDOW
        verification.messages.append(_message(verification, created_at + DELAY))
    return verification


def _verification(mock_id: str, number: str, created_at: datetime) -> Verification:
    suffix = mock_id.removeprefix("mock_ver_")
    name = next((name for name, target in CREATES.items() if target == mock_id), f"test_{suffix}")
    service = Service(name, name, MOCK_PRICE, ("sms",), MOCK_STOCK)
    if mock_id.startswith(DELAYED_PREFIX):
        service = replace(service, name="test_delayed_success")
    return Verification(
        id=mock_id,
        sale_id=SALE_PREFIX + suffix,
        service=service,
        capability="sms",
        number=number,
        price=MOCK_PRICE,
        created_at=created_at,
        ends_at=created_at + WINDOW,
        idempotency_key=None,
    )


def _message(verification: Verification, arrived_at: datetime) -> Sms:
    return Sms(
        id=f"mock_sms_{verification.id.removeprefix('mock_ver_')}",
        reservation_id=verification.id,
        sender="28849",
        to=verification.number,
        created_at=arrived_at,
        content=f"Your verification code is {MOCK_CODE}",
        parsed_code=MOCK_CODE,
    )
