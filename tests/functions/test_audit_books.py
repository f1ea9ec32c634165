"""Every hour: the audit checks a share of the books, and all of them within a day"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3

from callbox.adapters.dynamodb.oversight import DynamoSupplierBalances
from callbox.adapters.dynamodb.tables import DifferenceItem, SupplierBalanceItem, WalletItem
from tests.functions.customers import Customer, World

TODAY = datetime(2026, 11, 23, 0, 23, tzinfo=UTC)


def audit_for_a_day(world: World, **left: int) -> Counter[str]:
    """Let the timer fire each hour, and sum the results."""
    day = Counter[str]()
    for hour in range(24):
        day.update(world.lambdas.tick("audit_books", due_at=TODAY.replace(hour=hour), **left))
    return day


def set_balance(customer: Customer, minor: int) -> None:
    boto3.client("dynamodb").update_item(
        TableName=WalletItem.Meta.table_name,
        Key={"user_id": {"S": customer.id}},
        UpdateExpression="SET balance_minor = :minor",
        ExpressionAttributeValues={":minor": {"N": str(minor)}},
    )


def test_every_wallet_is_recomputed_once_a_day(world: World) -> None:
    ada, bob = world.funded_customer(500_000), world.funded_customer(700_000)
    world.rent(ada)
    bob.open_deposit()

    day = audit_for_a_day(world)

    assert (day["wallets"], day["deposits"], day["differences"]) == (2, 3, 0)
    assert day["balance_minor"] == ada.balance() + bob.balance()
    assert world.log.events("books_differ") == world.log.events("audit_incomplete") == []
    assert len(world.log.events("books_audited")) == 24


def test_a_wallet_that_does_not_add_up_is_recorded_and_alarmed_but_not_changed(world: World) -> None:
    ada = world.funded_customer(500_000)
    set_balance(ada, 700_000)

    first, second = audit_for_a_day(world), audit_for_a_day(world)

    assert (first["differences"], first["new"]) == (1, 1)
    assert (second["differences"], second["new"]) == (1, 0)
    alarms = world.log.events("books_differ")
    assert [(one["difference"], one["subject"], one["is_new"]) for one in alarms] == [
        ("balance_differs", ada.id, 1),
        ("balance_differs", ada.id, 0),
    ]
    assert alarms[0]["level"] == "error"
    assert (alarms[0]["balance_minor"], alarms[0]["entries_minor"]) == (700_000, 500_000)
    stored = DifferenceItem.get(f"balance_differs:{ada.id}")
    assert stored.first_seen_at < stored.last_seen_at
    assert ada.balance() == 700_000


def test_a_run_out_of_time_reports_an_incomplete_share(world: World) -> None:
    world.funded_customer()

    assert audit_for_a_day(world, left_s=60)["wallets"] == 0
    assert "error" in {one["level"] for one in world.log.events("audit_incomplete")}


def test_it_tells_when_reconcile_books_is_overdue(world: World) -> None:
    world.lambdas.tick("reconcile_books")
    world.lambdas.tick("audit_books")
    assert world.log.events("reconciliation_overdue") == []

    balances = DynamoSupplierBalances()
    reading = balances.last()
    assert reading is not None
    for item in SupplierBalanceItem.scan():
        item.delete()
    balances.add(replace(reading, read_at=reading.read_at - timedelta(hours=40, minutes=1)))
    world.lambdas.tick("audit_books")

    [alarm] = world.log.events("reconciliation_overdue")
    assert (alarm["level"], alarm["hours"]) == ("error", 40)
