"""POST /second-factor/remove"""

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer


def remove(customer: Customer, code: str, password: str = PASSWORD) -> Answer:
    return customer.post("/second-factor/remove", {"password": password, "code": code})


def test_password_and_code_turn_it_off(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert remove(ada, app.code()).status == 204

    ada.sign_in()
    assert ada.get("/second-factor").json["enabled"] is False


def test_password_and_recovery_code_turn_it_off(ada: Customer) -> None:
    _, recovery = enrol(ada)

    assert remove(ada, recovery[0]).status == 204


def test_password_or_code_alone_is_not_enough(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert_problem(remove(ada, app.code(), "wrong"), 401, "invalid_credentials")
    assert_problem(remove(ada, "000000"), 401, "invalid_code")
    assert ada.get("/second-factor").json["enabled"] is True
