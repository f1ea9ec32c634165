"""POST /second-factor/recovery-codes"""

from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World


def renew(customer: Customer, password: str = PASSWORD, **more: str) -> Answer:
    return customer.post("/second-factor/recovery-codes", {"proof": {"password": password, **more}})


def test_password_and_code_give_new_codes_and_the_old_ones_stop_working(world: World, ada: Customer) -> None:
    app, old = enrol(ada)

    answer = renew(ada, code=app.code())

    assert (answer.status, len(set(answer.json["recovery_codes"]) - set(old))) == (200, 10)
    assert "recovery codes" in world.mails_to(ada.email)[-1]
    assert_problem(renew(ada, code=old[0]), 401, "invalid_code")
    assert renew(ada, code=answer.json["recovery_codes"][0]).status == 200


def test_password_or_code_alone_is_not_enough(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert_problem(renew(ada), 401, "second_factor_required")
    assert_problem(renew(ada, "wrong", code=app.code()), 401, "invalid_credentials")


def test_without_a_second_factor_there_are_no_codes(ada: Customer) -> None:
    assert_problem(renew(ada), 404, "not_found")
