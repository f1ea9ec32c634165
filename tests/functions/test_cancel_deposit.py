"""POST /deposits/{deposit_id}/cancel"""

from tests.functions.answers import DEPOSIT, assert_problem, assert_shape
from tests.functions.customers import Customer, World


def test_an_open_top_up_is_cancelled_as_often_as_it_is_asked_for(ada: Customer) -> None:
    made = ada.open_deposit(500_000)

    answers = [ada.post(f"/deposits/{made['id']}/cancel") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert_shape(answers[0].json, {"deposit": dict})
    assert_shape(answers[0].json["deposit"], DEPOSIT)
    assert [answer.json["deposit"] for answer in answers] == [{**made, "status": "cancelled"}] * 2


def test_a_cancelled_top_up_that_is_paid_all_the_same_is_credited_once(world: World, ada: Customer) -> None:
    made = ada.open_deposit(500_000)
    ada.post(f"/deposits/{made['id']}/cancel")
    world.pay(made)

    verified = [ada.post(f"/deposits/{made['id']}/verify").json["deposit"] for _ in range(2)]

    assert [one["status"] for one in verified] == ["credited"] * 2
    assert ada.balance() == 500_000
    assert_problem(ada.post(f"/deposits/{made['id']}/cancel"), 409, "not_cancellable", state="credited")


def test_somebody_elses_top_up_is_not_found(world: World, ada: Customer) -> None:
    made = world.customer().open_deposit(500_000)

    assert_problem(ada.post(f"/deposits/{made['id']}/cancel"), 404, "not_found")
