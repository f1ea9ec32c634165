"""PUT /me/password"""

from tests.functions.answers import Answer, assert_invalid, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World, refresh_token_in

NEW = "nanoseconds of wire"


def change(world: World, customer: Customer, password: str = PASSWORD, **more: str) -> Answer:
    world.log.keep_out(NEW)
    return customer.send("PUT", "/me/password", {"password": password, "new_password": NEW, **more})


def sign_in(world: World, customer: Customer, password: str) -> Answer:
    return world.lambdas.call("POST", "/sessions", body={"email": customer.email, "password": password})


def test_this_browser_goes_on_with_the_new_password_and_all_others_are_signed_out(world: World, ada: Customer) -> None:
    phone = ada.refresh_token
    ada.sign_in()
    here = ada.refresh_token

    answer = change(world, ada)

    assert (answer.status, set(answer.json)) == (200, {"access_token", "token_type", "expires_in"})
    assert ada.refresh(refresh_token_in(answer)).status == 200
    assert_problem(ada.refresh(phone), 401, "session_revoked")
    assert_problem(ada.refresh(here), 401, "session_revoked")
    assert sign_in(world, ada, NEW).status == 200
    assert_problem(sign_in(world, ada, PASSWORD), 401, "invalid_credentials")


def test_the_change_is_mailed_with_a_link_that_undoes_it(world: World, ada: Customer) -> None:
    change(world, ada)

    assert "/link" in world.mails_to(ada.email)[-1]


def test_it_needs_the_old_password_and_a_code_of_the_factor(world: World, ada: Customer) -> None:
    assert_problem(change(world, ada, "wrong"), 401, "invalid_credentials")
    app, _ = enrol(ada)

    assert_problem(change(world, ada), 401, "second_factor_required")
    assert_problem(change(world, ada, code="000000"), 401, "invalid_code")
    assert change(world, ada, code=app.code()).status == 200


def test_a_weak_new_password_is_refused_with_its_rule(ada: Customer) -> None:
    answer = ada.send("PUT", "/me/password", {"password": PASSWORD, "new_password": "short"})

    assert_invalid(answer, "new_password")
