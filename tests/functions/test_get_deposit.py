"""GET /deposits/{deposit_id}"""

from urllib.parse import quote

import pytest

from tests.functions.answers import DEPOSIT, assert_problem, assert_shape
from tests.functions.customers import Customer, World


def test_a_deposit_is_answered_as_it_was_made(ada: Customer) -> None:
    made = ada.open_deposit()

    answer = ada.get(f"/deposits/{made['id']}")

    assert answer.status == 200
    assert_shape(answer.json, {"deposit": dict})
    assert_shape(answer.json["deposit"], DEPOSIT)
    assert answer.json["deposit"] == made


def test_a_payment_shows_once_it_is_credited(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)
    ada.post(f"/deposits/{made['id']}/verify")

    assert ada.get(f"/deposits/{made['id']}").json["deposit"]["status"] == "credited"


def test_asking_for_a_deposit_asks_nobody_else(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)

    assert ada.get(f"/deposits/{made['id']}").json["deposit"]["status"] == "pending"


def test_somebody_elses_deposit_is_not_found(ada: Customer, bob: Customer) -> None:
    made = ada.open_deposit()

    assert_problem(bob.get(f"/deposits/{made['id']}"), 404, "not_found")


@pytest.mark.parametrize(
    "deposit_id", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "-1", "a b", "a/b", "é", "\u0000", "A" * 65, "A" * 5_000]
)
def test_what_was_never_a_deposit_is_not_found(ada: Customer, deposit_id: str) -> None:
    assert_problem(ada.get(f"/deposits/{quote(deposit_id, safe='')}"), 404, "not_found")


def test_somebody_elses_and_nobodys_are_answered_alike(ada: Customer, bob: Customer) -> None:
    made = ada.open_deposit()

    theirs = bob.get(f"/deposits/{made['id']}").json
    nobodys = bob.get("/deposits/01ARZ3NDEKTSV4RRFFQ69G5FAV").json

    assert {**theirs, "request_id": ""} == {**nobodys, "request_id": ""}
