"""POST /second-factor/confirm, and what sign-in asks for then"""

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World
from tests.functions.lambdas import Lambdas


def sign_in(lambdas: Lambdas, customer: Customer, **more: str) -> Answer:
    return lambdas.call("POST", "/sessions", body={"email": customer.email, "password": PASSWORD, **more})


def test_sign_in_asks_for_a_code_that_is_good_once(lambdas: Lambdas, ada: Customer) -> None:
    app, _ = enrol(ada)
    code = app.code()

    assert_problem(sign_in(lambdas, ada), 401, "second_factor_required")
    assert_problem(sign_in(lambdas, ada, code="000000"), 401, "invalid_code")
    assert sign_in(lambdas, ada, code=code).status == 200
    assert_problem(sign_in(lambdas, ada, code=code), 401, "invalid_code")


def test_a_recovery_code_opens_the_account_once(lambdas: Lambdas, ada: Customer) -> None:
    _, recovery = enrol(ada)

    assert len(set(recovery)) == 10
    assert sign_in(lambdas, ada, code=recovery[0]).status == 200
    assert_problem(sign_in(lambdas, ada, code=recovery[0]), 401, "invalid_code")


def test_a_wrong_code_turns_nothing_on(lambdas: Lambdas, ada: Customer) -> None:
    ada.post("/second-factor", {"password": PASSWORD})

    assert_problem(ada.post("/second-factor/confirm", {"code": "000000"}), 401, "invalid_code")
    assert sign_in(lambdas, ada).status == 200


def test_neither_secret_nor_recovery_codes_reach_the_log(world: World, ada: Customer) -> None:
    begun = ada.post("/second-factor", {"password": PASSWORD})
    world.log.keep_out(begun.json["secret"])
    _, recovery = enrol(ada)

    world.log.keep_out(*recovery)
