"""POST /second-factor/remove"""

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer


def remove(customer: Customer, code: str, password: str = PASSWORD) -> Answer:
    return customer.post("/second-factor/remove", {"password": password, "code": code})


def test_with_password_and_code_sign_in_asks_for_none_again(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert remove(ada, app.code()).status == 204

    ada.sign_in()
    assert ada.get("/second-factor").json["enabled"] is False


def test_who_lost_the_phone_takes_it_away_with_a_recovery_code(ada: Customer) -> None:
    _, recovery = enrol(ada)

    assert remove(ada, recovery[0]).status == 204


def test_neither_password_nor_code_is_enough_alone(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert_problem(remove(ada, app.code(), "wrong"), 401, "invalid_credentials")
    assert_problem(remove(ada, "000000"), 401, "invalid_code")
    assert ada.get("/second-factor").json["enabled"] is True
