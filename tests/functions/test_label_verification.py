"""PATCH /verifications/{verification_id}"""

from typing import Any

import pytest

from tests.functions.answers import VERIFICATION, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import Customer, World


def label(customer: Customer, verification: Any, body: Any) -> Answer:
    return customer.send("PATCH", f"/verifications/{verification['id']}", body)


def test_a_label_is_set_changed_and_taken_away(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy()
    assert bought["reference"] is None

    answer = label(ada, bought, {"reference": "ci-812"})
    assert answer.status == 200
    assert_shape(answer.json["verification"], VERIFICATION)
    assert answer.json["verification"] == bought | {"reference": "ci-812", "revision": bought["revision"] + 1}

    assert label(ada, bought, {"reference": "Ọjà № 4, 😀"}).json["verification"]["reference"] == "Ọjà № 4, 😀"
    assert label(ada, bought, {"reference": ""}).json["verification"]["reference"] is None
    assert ada.verification(bought["id"])["reference"] is None


@pytest.mark.parametrize("given", ["x" * 65, "a\nb", "a\n", "tab\there", "\u202eevil", 7, ["a"]])
def test_a_label_that_is_too_long_or_not_printable_is_refused(world: World, given: Any) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    assert_invalid(label(ada, bought, {"reference": given}), "reference")
    assert ada.verification(bought["id"]) == bought


def test_another_customers_number_cannot_be_labelled(world: World, bob: Customer) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    assert_problem(label(bob, bought, {"reference": "mine"}), 404, "not_found")
    assert ada.verification(bought["id"]) == bought
