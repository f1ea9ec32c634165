"""GET /wallet"""

from tests.functions.answers import WALLET, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World


def test_a_new_customer_has_an_empty_wallet(ada: Customer) -> None:
    answer = ada.get("/wallet")

    assert answer.status == 200
    assert_shape(answer.json, WALLET)
    assert answer.json == {"balance_minor": 0, "held_minor": 0, "currency": "NGN", "revision": 0}


def test_a_credited_deposit_can_be_spent(world: World) -> None:
    ada = world.funded_customer(500_000)

    assert ada.get("/wallet").json == {"balance_minor": 500_000, "held_minor": 0, "currency": "NGN", "revision": 1}


def test_the_price_of_an_open_verification_is_held_and_not_spendable(world: World) -> None:
    ada = world.funded_customer(500_000)

    ada.buy()

    assert ada.get("/wallet").json == {
        "balance_minor": 500_000 - PRICE_MINOR,
        "held_minor": PRICE_MINOR,
        "currency": "NGN",
        "revision": 2,
    }


def test_the_price_of_a_received_code_is_no_longer_held(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)

    assert ada.get("/wallet").json == {
        "balance_minor": 500_000 - PRICE_MINOR,
        "held_minor": 0,
        "currency": "NGN",
        "revision": 2,
    }


def test_a_cancelled_number_is_refunded_in_full(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    ada.post(f"/verifications/{waiting['id']}/cancel")

    assert ada.get("/wallet").json == {"balance_minor": 500_000, "held_minor": 0, "currency": "NGN", "revision": 3}


def test_a_customer_does_not_see_another_customers_wallet(world: World, bob: Customer) -> None:
    world.funded_customer().buy()

    assert bob.get("/wallet").json == {"balance_minor": 0, "held_minor": 0, "currency": "NGN", "revision": 0}
