"""Every two minutes: orphan orders are cancelled"""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from callbox.adapters.dynamodb.tables import DifferenceItem, VerificationItem
from tests.functions.customers import Customer, World

LIST = {"method": "GET", "path_prefix": "/api/pub/v2/verifications"}
QUIET = {"open": 0, "cancelled": 0, "left": 0}


def forget(customer: Customer, verification: Any) -> None:
    """Delete a verification, as if it had never been stored; only the supplier has its order."""
    boto3.client("dynamodb").delete_item(
        TableName=VerificationItem.Meta.table_name,
        Key={"user_id": {"S": customer.id}, "verification_id": {"S": verification["id"]}},
    )


def list_as_older(world: World, *order_ids: str, by: timedelta) -> None:
    """Make the supplier's next list show orders as older than they are."""
    order = {"state": "verificationPending", "createdAt": (datetime.now(UTC) - by).isoformat(), "totalCost": 0.75}
    body = {"data": [{"id": one, **order} for one in order_ids], "hasNext": False}
    world.supplier.control(
        "POST", "/__control/faults", {**LIST, "mode": "error_before", "status": 200, "body": body, "times": 1}
    )


def test_without_orders_there_is_nothing_to_do(world: World) -> None:
    assert world.lambdas.tick("cancel_orphan_orders") == QUIET


def test_a_customers_own_order_is_left_alone(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    list_as_older(world, world.order_of(waiting)["id"], by=timedelta(minutes=14))

    assert world.lambdas.tick("cancel_orphan_orders") == {**QUIET, "open": 1}
    assert ada.verification(waiting["id"])["state"] == "waiting"


def test_an_orphan_order_is_cancelled(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    order = world.order_of(waiting)
    forget(ada, waiting)
    assert world.lambdas.tick("cancel_orphan_orders") == {**QUIET, "open": 1}

    list_as_older(world, order["id"], by=timedelta(minutes=10))
    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 1, "cancelled": 1, "left": 0}

    assert world.order_of(waiting)["state"] == "verificationCanceled"
    [event] = world.log.events("orphan_order_cancelled")
    assert event["order_id"] == order["id"]
    assert world.log.events("books_differ") == []


def test_an_orphan_order_that_the_supplier_refuses_to_cancel_is_recorded_and_alarmed(world: World) -> None:
    list_as_older(world, "lr_unknown", by=timedelta(minutes=10))

    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 1, "cancelled": 0, "left": 1}

    [alarm] = world.log.events("books_differ")
    assert (alarm["difference"], alarm["subject"], alarm["is_new"]) == ("orphan_order", "lr_unknown", 1)
    assert DifferenceItem.get("orphan_order:lr_unknown").kind == "orphan_order"


def test_an_unexpected_answer_to_one_cancellation_does_not_stop_the_others(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    order = world.order_of(waiting)
    forget(ada, waiting)
    odd = {"method": "POST", "path_prefix": "/api/pub/v2/verifications/lr_odd/cancel", "mode": "error_before"}
    world.supplier.control("POST", "/__control/faults", {**odd, "status": 404, "times": 1})

    list_as_older(world, "lr_odd", order["id"], by=timedelta(minutes=10))
    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 2, "cancelled": 1, "left": 1}

    assert world.order_of(waiting)["state"] == "verificationCanceled"
    assert [alarm["subject"] for alarm in world.log.events("books_differ")] == ["lr_odd"]


def test_a_search_is_incomplete_when_the_supplier_stops_answering(world: World) -> None:
    cancels = {"method": "POST", "path_prefix": "/api/pub/v2/verifications", "mode": "error_before"}
    world.supplier.control("POST", "/__control/faults", {**cancels, "status": 404, "times": 3})

    list_as_older(world, *(f"lr_{number}" for number in range(5)), by=timedelta(minutes=10))
    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 5, "cancelled": 0, "left": 3}

    assert [event["unasked"] for event in world.log.events("orphans_not_looked_for")] == [2]


def test_a_supplier_outage_is_left_for_the_next_run(world: World) -> None:
    world.supplier.control("POST", "/__control/faults", {**LIST, "mode": "error_before", "status": 500, "times": 1})

    assert world.lambdas.tick("cancel_orphan_orders") == QUIET
    assert [event["code"] for event in world.log.events("orphans_not_looked_for")] == ["unavailable"]
