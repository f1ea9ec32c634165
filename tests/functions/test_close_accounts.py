"""Every hour: the data of accounts that were closed seven days ago are deleted, and their books stay"""

from datetime import timedelta
from typing import Any

import boto3

from callbox.adapters.dynamodb.tables import TABLES, ClosureItem
from callbox.domain.closures import claim_of
from callbox.domain.identity import UserId
from tests.functions.customers import CODE, TEXT, Customer, World
from tests.functions.test_close_account import close


def pass_days(customer: Customer, days: int) -> None:
    """Let the wait of a closure be this much shorter."""
    item = ClosureItem.get(claim_of(UserId(customer.id)))
    item.update([ClosureItem.due_at.set(item.due_at - timedelta(days=days))])


def all_items() -> dict[str, list[Any]]:
    """Return every stored item by its table."""
    client = boto3.client("dynamodb")
    return {name: client.scan(TableName=model.Meta.table_name)["Items"] for name, model in TABLES.items()}


def test_after_seven_days_no_address_text_or_hash_is_in_any_table_and_the_books_balance(world: World) -> None:
    ada, bob = world.funded_customer(138_700), world.funded_customer()
    waiting = world.rent(ada)
    ada.send("PATCH", f"/verifications/{waiting['id']}", {"reference": "my own label"})
    ada.send("PUT", f"/templates/{waiting['id']}", {"name": "my own order", "service": "discord"})
    world.send_sms(waiting)
    assert world.poll(ada, waiting) == []
    hashes = [item["password_hash"]["S"] for item in all_items()["users"] if item["user_id"]["S"] == ada.id]
    private = [ada.email, TEXT, CODE, "my own", *hashes]
    assert all(text in repr(all_items()) for text in private)
    assert close(ada).json["left_minor"] == 3_700
    books = {name: all_items()[name] for name in ("entries", "deposits", "wallets", "idempotency_keys")}

    pass_days(ada, 6)
    assert world.lambdas.tick("close_accounts") == {"begun": 0, "over": 0, "held": 0, "rows": 0}
    pass_days(ada, 1)
    done = world.lambdas.tick("close_accounts")

    assert (done["begun"], done["held"]) == (1, 0)
    stored = all_items()
    assert [name for name, items in stored.items() for text in private if text in repr(items)] == []
    assert {name: stored[name] for name in books} == books
    assert {one["user_id"]["S"] for name in ("sessions", "devices", "account_log") for one in stored[name]} == {bob.id}
    audited = world.lambdas.tick("audit_books")
    assert audited["differences"] == 0
    assert ada.send("DELETE", "/account-closure").status == 401

    stranger = Customer(world.lambdas, email=ada.email)
    stranger.sign_up()
    stranger.sign_in()
    assert stranger.id != ada.id
    assert stranger.balance() == 0


def test_the_job_is_over_with_an_account_when_it_finds_nothing_left(world: World) -> None:
    ada = world.customer()
    close(ada)
    pass_days(ada, 7)

    assert world.lambdas.tick("close_accounts")["begun"] == 1
    pass_days(ada, 1)
    assert world.lambdas.tick("close_accounts") == {"begun": 0, "over": 1, "held": 0, "rows": 0}
    assert world.lambdas.tick("close_accounts") == {"begun": 0, "over": 0, "held": 0, "rows": 0}
    assert world.log.events("account_closed")[0]["user_id"] == ada.id
