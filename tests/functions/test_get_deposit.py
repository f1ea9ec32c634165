"""GET /deposits/{deposit_id}"""

from tests.functions.answers import DEPOSIT, assert_shape
from tests.functions.customers import Customer, World


def test_a_deposit_is_returned_as_it_was_made(ada: Customer) -> None:
    made = ada.open_deposit()

    answer = ada.get(f"/deposits/{made['id']}")

    assert answer.status == 200
    assert_shape(answer.json, {"deposit": dict})
    assert_shape(answer.json["deposit"], DEPOSIT)
    assert answer.json["deposit"] == made


def test_a_deposit_shows_when_it_is_credited(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)
    ada.post(f"/deposits/{made['id']}/verify")

    assert ada.get(f"/deposits/{made['id']}").json["deposit"]["status"] == "credited"


def test_reading_a_deposit_sends_no_request_to_paystack(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)

    assert ada.get(f"/deposits/{made['id']}").json["deposit"]["status"] == "pending"
