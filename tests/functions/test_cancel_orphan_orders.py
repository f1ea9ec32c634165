"""Every two minutes: orders of nobody"""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from callbox.adapters.dynamodb.tables import DifferenceItem, VerificationItem
from tests.functions.customers import Customer, World

LIST = {"method": "GET", "path_prefix": "/api/pub/v2/verifications"}
QUIET = {"open": 0, "cancelled": 0, "left": 0}


def forget(customer: Customer, verification: Any) -> None:
    """Let a verification never have been stored, as after a request that only the supplier remembers."""
    boto3.client("dynamodb").delete_item(
        TableName=VerificationItem.Meta.table_name,
        Key={"user_id": {"S": customer.id}, "verification_id": {"S": verification["id"]}},
    )


def list_as_older(world: World, supplier_id: str, by: timedelta) -> None:
    """Let the supplier's next list say that an order was made earlier than it was."""
    made = (datetime.now(UTC) - by).isoformat()
    item = {"id": supplier_id, "state": "verificationPending", "createdAt": made, "totalCost": 0.75}
    body = {"data": [item], "hasNext": False}
    world.supplier.control(
        "POST", "/__control/faults", {**LIST, "mode": "error_before", "status": 200, "body": body, "times": 1}
    )


def test_without_orders_there_is_nothing_to_do(world: World) -> None:
    assert world.lambdas.tick("cancel_orphan_orders") == QUIET


def test_a_customers_own_order_is_left_alone(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    list_as_older(world, world.order_of(waiting)["id"], timedelta(minutes=14))

    assert world.lambdas.tick("cancel_orphan_orders") == {**QUIET, "open": 1}
    assert ada.verification(waiting["id"])["state"] == "waiting"


def test_an_order_of_nobody_is_given_back(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    order = world.order_of(waiting)
    forget(ada, waiting)
    assert world.lambdas.tick("cancel_orphan_orders") == {**QUIET, "open": 1}

    list_as_older(world, order["id"], timedelta(minutes=10))
    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 1, "cancelled": 1, "left": 0}

    assert world.order_of(waiting)["state"] == "verificationCanceled"
    [event] = world.log.events("orphan_order_cancelled")
    assert event["supplier_id"] == order["id"]
    assert world.log.events("books_differ") == []


def test_an_orphan_that_the_supplier_keeps_is_stored_and_alarmed(world: World) -> None:
    list_as_older(world, "lr_unknown", timedelta(minutes=10))

    assert world.lambdas.tick("cancel_orphan_orders") == {"open": 1, "cancelled": 0, "left": 1}

    [alarm] = world.log.events("books_differ")
    assert (alarm["difference"], alarm["subject"], alarm["is_new"]) == ("orphan_order", "lr_unknown", 1)
    assert DifferenceItem.get("orphan_order:lr_unknown").kind == "orphan_order"


def test_a_supplier_that_does_not_answer_is_asked_again_in_five_minutes(world: World) -> None:
    world.supplier.control("POST", "/__control/faults", {**LIST, "mode": "error_before", "status": 500, "times": 1})

    assert world.lambdas.tick("cancel_orphan_orders") == QUIET
    assert [event["code"] for event in world.log.events("orphans_not_looked_for")] == ["unavailable"]
