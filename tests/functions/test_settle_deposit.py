"""Queue `deposits`"""

from typing import Any

import pytest

from tests.functions.cloud import message
from tests.functions.customers import Customer, World


def paid(world: World, customer: Customer, amount_minor: int = 500_000) -> Any:
    deposit = customer.open_deposit(amount_minor)
    world.pay(deposit)
    return deposit


def test_a_payment_is_credited_to_its_deposit(world: World, ada: Customer) -> None:
    deposit = paid(world, ada, 500_000)

    failed = world.lambdas.consume("settle_deposit", [message({"reference": deposit["reference"]})])

    assert failed == []
    assert ada.balance() == 500_000
    [event] = world.log.events("deposit_credited")
    assert (event["deposit_id"], event["amount_minor"], event["user_id"]) == (deposit["id"], 500_000, ada.id)


def test_a_batch_settles_all_its_payments(world: World, ada: Customer, bob: Customer) -> None:
    deposits = [paid(world, ada, 160_000), paid(world, bob, 170_000), paid(world, ada, 180_000)]

    failed = world.lambdas.consume("settle_deposit", [message({"reference": d["reference"]}) for d in deposits])

    assert failed == []
    assert (ada.balance(), bob.balance()) == (340_000, 170_000)


def test_a_repeated_message_credits_nothing_more(world: World, ada: Customer) -> None:
    record = message({"reference": paid(world, ada)["reference"]})

    assert world.lambdas.consume("settle_deposit", [record, record]) == []
    assert world.lambdas.consume("settle_deposit", [record]) == []

    assert ada.balance() == 500_000
    assert len(world.log.events("deposit_credited")) == 1


@pytest.mark.parametrize(
    "poison",
    ["", "not json", "null", "[]", '"text"', "{}", '{"reference": null}', '{"reference": 17}', "[" * 5_000],
)
def test_only_the_poisoned_message_is_redelivered(world: World, ada: Customer, poison: str) -> None:
    world.log.may_crash = True
    good = [message({"reference": paid(world, ada)["reference"]}) for _ in range(2)]
    bad = message(poison)

    failed = world.lambdas.consume("settle_deposit", [good[0], bad, good[1]])

    assert failed == [bad["messageId"]]
    assert ada.balance() == 1_000_000
    [crash] = world.log.events("crashed")
    assert (crash["level"], crash["request_id"]) == ("error", bad["messageId"])


@pytest.mark.parametrize(
    "reference", ["", "x", "ours-not", "01ARZ3NDEKTSV4RRFFQ69G5FAV-1", "../../etc-1", "a b?c=d-1", "x" * 255, "é-1"]
)
def test_a_payment_that_is_not_ours_is_dropped(world: World, reference: str) -> None:
    assert world.lambdas.consume("settle_deposit", [message({"reference": reference})]) == []

    assert len(world.log.events("payment_unknown")) == 1


def test_an_unused_reference_credits_nothing(world: World, ada: Customer) -> None:
    deposit = paid(world, ada)

    failed = world.lambdas.consume("settle_deposit", [message({"reference": f"{deposit['id']}-2"})])

    assert failed == []
    assert ada.balance() == 0


def test_messages_are_redelivered_while_paystack_is_down(world: World, ada: Customer) -> None:
    record = message({"reference": paid(world, ada)["reference"]})
    fault = {"method": "GET", "path_prefix": "/transaction/verify", "mode": "error_before", "times": 3}
    world.paystack.control("POST", "/__control/faults", fault)

    assert world.lambdas.consume("settle_deposit", [record]) == [record["messageId"]]
    assert world.lambdas.consume("settle_deposit", [record]) == []

    assert ada.balance() == 500_000
    [event] = world.log.events("message_postponed")
    assert (event["code"], event["request_id"]) == ("payment_provider_unavailable", record["messageId"])


def test_a_payment_that_differs_from_its_deposit_is_held_and_not_redelivered(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, amount=100)

    assert world.lambdas.consume("settle_deposit", [message({"reference": deposit["reference"]})]) == []

    assert ada.get(f"/deposits/{deposit['id']}").json["deposit"]["status"] == "mismatched"
    assert ada.balance() == 0


def test_an_empty_batch_is_not_an_error(world: World) -> None:
    assert world.lambdas.consume("settle_deposit", []) == []
