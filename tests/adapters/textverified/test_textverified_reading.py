"""Reading an order and its messages, in every notation that the supplier uses."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.domain.errors import Unavailable
from tests.adapters.textverified.supplier import NOW, READ, a_verification, arm, arrive, received, sold
from tests.simulator_processes import RunningTextVerified


def test_a_number_is_international_and_has_the_suppliers_deadline(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    order_id = api.order(a_verification())

    order = api.get(order_id)

    (number,) = sold(supplier)
    assert (order.order_id, order.outcome) == (order_id, "open")
    assert order.number == "+1" + number["number"]
    assert order.ends_at == datetime.fromisoformat(number["ends_at"])
    assert order.ends_at.utcoffset() == timedelta(0)


def test_an_order_with_a_code_is_delivered(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    order_id = api.order(a_verification())
    arrive(supplier, order_id, "Your code is 482913")

    assert api.get(order_id).outcome == "delivered"


def test_an_order_that_timed_out_is_returned(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    order_id = api.order(a_verification())
    supplier.control("POST", f"/__control/verifications/{order_id}/expire")

    assert api.get(order_id).outcome == "returned"


@pytest.mark.parametrize(
    ("mock_id", "outcome"),
    [
        ("mock_ver_pending", "open"),
        ("mock_ver_success", "delivered"),
        ("mock_ver_reused", "delivered"),
        ("mock_ver_reactivatable", "delivered"),
        ("mock_ver_cancelled", "cancelled"),
        ("mock_ver_reported", "returned"),
        ("mock_ver_timeout", "returned"),
    ],
)
def test_the_suppliers_own_test_ids_have_the_same_outcomes(api: TextVerifiedApi, mock_id: str, outcome: str) -> None:
    assert api.get(mock_id).outcome == outcome


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("verificationReactivated", "delivered"),
        ("verificationRefunded", "returned"),
        ("VerificationCanceled", "cancelled"),
        ("VERIFICATIONPENDING", "open"),
        ("verificationReady", "open"),
        ("", "open"),
    ],
)
def test_states_are_read_in_any_case_and_unknown_ones_are_open(
    api: TextVerifiedApi, supplier: RunningTextVerified, state: str, outcome: str
) -> None:
    arm(supplier, READ, "error_before", status=200, body=details(state=state))

    assert api.get("lr_1").outcome == outcome


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3125550142", "+13125550142"),
        ("13125550142", "+13125550142"),
        ("+1 (312) 555-0142", "+13125550142"),
        ("", None),
        (None, None),
        ("555-0142", None),
        ("+44 20 7946 0958", None),
    ],
)
def test_a_number_that_is_not_assigned_yet_is_none(
    api: TextVerifiedApi, supplier: RunningTextVerified, number: str | None, shown: str | None
) -> None:
    arm(supplier, READ, "error_before", status=200, body=details(number=number))

    assert api.get("lr_1").number == shown


@pytest.mark.parametrize(
    "ends_at",
    ["2026-03-04T06:06:07+01:00", "2026-03-04T05:06:07Z", "2026-03-04T05:06:07", "2026-03-04T05:06:07.0000000Z"],
)
def test_the_deadline_is_utc_in_any_notation(api: TextVerifiedApi, supplier: RunningTextVerified, ends_at: str) -> None:
    arm(supplier, READ, "error_before", status=200, body=details(endsAt=ends_at))

    assert api.get("lr_1").ends_at == NOW


def test_names_of_fields_are_read_in_any_case(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    pascal = {name[0].upper() + name[1:]: value for name, value in details().items()}
    arm(supplier, READ, "error_before", status=200, body=pascal)

    assert api.get("lr_1").number == "+13125550142"


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "error_before", "status": 500},
        {"mode": "error_before", "status": 404},
        {"mode": "error_before", "status": 429},
        {"mode": "error_before", "status": 200},
        {"mode": "error_before", "status": 200, "body": {"id": "lr_1"}},
        {"mode": "error_before", "status": 200, "body": {"id": "lr_2", "state": "", "endsAt": NOW.isoformat()}},
        {"mode": "drop_reply"},
        {"mode": "timeout"},
    ],
    ids=str,
)
def test_a_senseless_answer_is_unavailable(
    impatient: TextVerifiedApi, supplier: RunningTextVerified, fault: dict[str, Any]
) -> None:
    supplier.control("POST", "/__control/faults", {**READ, **fault})

    with pytest.raises(Unavailable):
        impatient.get("lr_1")


def test_an_id_cannot_lead_to_another_path(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    with pytest.raises(Unavailable):
        api.get("../account/me?x=")

    assert received(supplier, "/account") == []


def details(**changes: Any) -> dict[str, Any]:
    """Return a verification as the supplier describes it, with these changes."""
    return {
        "id": "lr_1",
        "serviceName": "discord",
        "state": "verificationPending",
        "number": "3125550142",
        "totalCost": 0.75,
        "createdAt": "2026-03-04T04:51:07+00:00",
        "endsAt": "2026-03-04T05:06:07+00:00",
        **changes,
    }
