"""POST /second-factor/confirm, and sign-in after it"""

import base64
import random

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World
from tests.functions.lambdas import Lambdas


def sign_in(lambdas: Lambdas, customer: Customer, **more: str) -> Answer:
    return lambdas.call("POST", "/sessions", body={"email": customer.email, "password": PASSWORD, **more})


def test_sign_in_requires_a_code_that_works_once(lambdas: Lambdas, ada: Customer) -> None:
    app, _ = enrol(ada)
    code = app.code()

    assert_problem(sign_in(lambdas, ada), 401, "second_factor_required")
    assert_problem(sign_in(lambdas, ada, code="000000"), 401, "invalid_code")
    assert sign_in(lambdas, ada, code=code).status == 200
    assert_problem(sign_in(lambdas, ada, code=code), 401, "invalid_code")


def test_a_recovery_code_signs_in_once(lambdas: Lambdas, ada: Customer) -> None:
    _, recovery = enrol(ada)

    assert len(set(recovery)) == 10
    assert all(len(base64.b32decode(code.replace("-", "").upper())) * 8 >= 112 for code in recovery)
    assert sign_in(lambdas, ada, code=recovery[0]).status == 200
    assert_problem(sign_in(lambdas, ada, code=recovery[0]), 401, "invalid_code")


def test_a_wrong_code_does_not_turn_it_on(lambdas: Lambdas, ada: Customer) -> None:
    ada.post("/second-factor", {"password": PASSWORD})

    assert_problem(ada.post("/second-factor/confirm", {"code": "000000"}), 401, "invalid_code")
    assert sign_in(lambdas, ada).status == 200


def test_neither_secret_nor_recovery_codes_reach_the_log(world: World, ada: Customer) -> None:
    begun = ada.post("/second-factor", {"password": PASSWORD})
    world.log.keep_out(begun.json["secret"])
    _, recovery = enrol(ada)

    world.log.keep_out(*recovery)


def test_it_is_mailed_and_ends_the_other_sessions(world: World, ada: Customer) -> None:
    phone = ada.refresh_token
    ada.sign_in()

    enrol(ada)

    assert "authenticator app" in world.mails_to(ada.email)[-1]
    assert_problem(ada.refresh(phone), 401, "session_revoked")
    assert ada.refresh().status == 200


def test_without_an_enrolment_there_is_nothing_to_confirm(ada: Customer) -> None:
    assert_problem(ada.post("/second-factor/confirm", {"code": "000000"}), 422, "invalid_token")


def test_secret_and_recovery_codes_come_from_a_generator_that_cannot_be_seeded(world: World) -> None:
    made: list[str] = []
    for customer in (world.customer(), world.customer()):
        random.seed(1)
        app, recovery = enrol(customer)
        made += [app.secret, *recovery]

    assert len(set(made)) == 2 * 11
