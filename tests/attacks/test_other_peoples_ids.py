"""Another customer's id gets the answer of an unknown one, on every route that takes an id, and changes nothing.

The defence: services look up documents by the caller's id and the document's id together.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from callbox.adapters.dynamodb.push_subscriptions import DynamoPushSubscriptions
from callbox.domain.identity import UserId
from tests.attacks.targets import BODIES, WITH_ID, path_of
from tests.functions.answers import Answer, assert_problem
from tests.functions.customers import Customer, World, new_key
from tests.functions.lambdas import ROWS

Of = Callable[[World, Customer], str]


def a_deposit(_: World, owner: Customer) -> str:
    return str(owner.open_deposit()["id"])


def a_waiting_number(world: World, owner: Customer) -> str:
    return str(world.rent(owner)["id"])


def a_batch(world: World, owner: Customer) -> str:
    body = BODIES["create_batch"]
    made = owner.post("/verification-batches", body, key=new_key()).json["batch"]
    world.lambdas.work_off("numbers")
    return str(made["id"])


def a_template(_: World, owner: Customer) -> str:
    assert owner.send("PUT", "/templates/mine", BODIES["save_template"]).status == 200
    return "mine"


def a_subscription(_: World, owner: Customer) -> str:
    assert owner.send("PUT", "/push-subscriptions/phone", BODIES["save_push_subscription"]).status == 204
    return "phone"


def a_session(_: World, owner: Customer) -> str:
    return str(owner.get("/sessions").json["sessions"][0]["id"])


# What makes an id for each parameter. A new parameter needs its own.
THINGS: Mapping[str, Of] = {
    "deposit_id": a_deposit,
    "verification_id": a_waiting_number,
    "batch_id": a_batch,
    "template_id": a_template,
    "session_id": a_session,
    "subscription_id": a_subscription,
}
# These ids are chosen by their owners, so two customers may use the same one.
OWN_NAMES = {"save_template", "delete_template", "save_push_subscription", "delete_push_subscription"}


def attempt(customer: Customer, name: str, identifier: str) -> Answer:
    row = ROWS[name]
    [parameter] = [part for part in THINGS if f"{{{part}}}" in row.path]
    path = path_of(row, **{parameter: identifier})
    if row.method == "POST":
        return customer.post(path, BODIES.get(name), key=new_key())
    return customer.send(row.method, path, BODIES.get(name))


def everything_of(customer: Customer) -> Any:
    """Return all that a customer can see, except the times of the next poll."""
    seen = [
        customer.get(path).json
        for path in ("/wallet", "/wallet/entries", "/deposits", "/verifications", "/templates", "/sessions")
    ]
    for verification in seen[3]["verifications"]:
        del verification["next_poll_ms"]
    return seen


@pytest.mark.parametrize("name", [row.name for row in WITH_ID if row.name not in OWN_NAMES])
def test_another_customers_id_is_not_found_and_changes_nothing(world: World, bob: Customer, name: str) -> None:
    ada = world.funded_customer()
    [make] = [make for part, make in THINGS.items() if f"{{{part}}}" in ROWS[name].path]
    identifier = make(world, ada)
    before = everything_of(ada)

    theirs = attempt(bob, name, identifier)

    assert_problem(theirs, 404, "not_found")
    for nothing in ("0" * 26, "x", "-1"):
        unknown = attempt(bob, name, nothing)
        assert unknown.status == 404
        assert theirs.json | {"request_id": ""} == unknown.json | {"request_id": ""}
    assert everything_of(ada) == before
    assert attempt(ada, name, identifier).status != 404


@pytest.mark.parametrize("name", sorted(OWN_NAMES))
def test_the_same_own_id_of_two_customers_is_two_things(world: World, ada: Customer, bob: Customer, name: str) -> None:
    [make] = [make for part, make in THINGS.items() if f"{{{part}}}" in ROWS[name].path]
    identifier = make(world, ada)
    before, told = everything_of(ada), DynamoPushSubscriptions().list(UserId(ada.id))

    assert attempt(bob, name, identifier).status < 300

    assert everything_of(ada) == before
    assert DynamoPushSubscriptions().list(UserId(ada.id)) == told


def test_another_customers_ids_in_a_list_are_left_out(world: World, bob: Customer) -> None:
    ada = world.funded_customer()
    identifier = a_waiting_number(world, ada)

    assert bob.get("/verifications", ids=identifier).json["verifications"] == []
    assert len(ada.get("/verifications", ids=identifier).json["verifications"]) == 1


def test_no_cursor_leads_into_another_customers_list(world: World, bob: Customer) -> None:
    ada = world.funded_customer()
    for _ in range(2):
        ada.open_deposit()
    for path in ("/deposits", "/verifications", "/wallet/entries"):
        cursor = ada.get(path, limit="1").json["next_cursor"]
        if cursor is None:
            continue
        [rows] = [value for name, value in bob.get(path, cursor=cursor).json.items() if name != "next_cursor"]

        assert rows == []


def test_every_route_with_an_id_is_attacked() -> None:
    unknown = [row.name for row in WITH_ID if not any(f"{{{part}}}" in row.path for part in THINGS)]

    assert unknown == []
