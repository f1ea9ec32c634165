"""POST /second-factor"""

from tests.functions.answers import TEXT, assert_problem, assert_shape
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World


def test_setup_returns_a_secret_and_a_link_that_contains_it(ada: Customer) -> None:
    answer = ada.post("/second-factor", {"password": PASSWORD})

    assert answer.status == 201
    assert_shape(answer.json, {"secret": TEXT, "otpauth_url": TEXT})
    assert f"secret={answer.json['secret']}&" in answer.json["otpauth_url"]


def test_setup_requires_the_password(ada: Customer) -> None:
    assert_problem(ada.post("/second-factor", {"password": "wrong"}), 401, "invalid_credentials")


def test_setup_is_refused_while_a_second_factor_is_on(ada: Customer) -> None:
    enrol(ada)

    assert_problem(ada.post("/second-factor", {"password": PASSWORD}), 401, "second_factor_required")


def test_setup_requires_a_confirmed_address(world: World) -> None:
    customer = world.unconfirmed_customer()

    assert_problem(customer.post("/second-factor", {"password": PASSWORD}), 403, "email_unverified")
