"""POST /second-factor/keep"""

from datetime import timedelta

from tests.functions.answers import assert_problem
from tests.functions.authenticator import enrol, let_pass
from tests.functions.customers import PASSWORD, Customer, World


def report_lost(world: World, ada: Customer) -> None:
    ada.post("/password-resets", {"email": ada.email})
    body = {"token": world.mailed_token(ada.email), "password": PASSWORD, "factor_lost": True}
    assert world.lambdas.call("POST", "/password-resets/confirm", body=body).status == 409


def test_a_session_that_began_before_stops_the_removal(world: World, ada: Customer) -> None:
    enrol(ada)
    let_pass(ada, timedelta(days=8))
    report_lost(world, ada)
    assert ada.get("/me").json["lost_factor"]["ruled"] is False

    assert [ada.post("/second-factor/keep").status for _ in range(2)] == [204, 204]

    assert ada.get("/me").json["lost_factor"] is None
    assert ada.get("/second-factor").json["removed_at"] is None


def test_a_session_that_began_after_it_may_not(world: World, ada: Customer) -> None:
    enrol(ada)
    let_pass(ada, timedelta(days=8))
    report_lost(world, ada)
    let_pass(ada, timedelta(hours=1))

    assert_problem(ada.post("/second-factor/keep"), 409, "not_cancellable")


def test_the_mailed_link_stops_it_without_a_sign_in(world: World, ada: Customer) -> None:
    enrol(ada)
    let_pass(ada, timedelta(days=8))
    report_lost(world, ada)

    answer = world.lambdas.call("POST", "/links", body={"token": world.mailed_token(ada.email)})

    assert answer.json == {"done": "removal_stopped", "next": None, "holds_from": None}
    assert ada.get("/me").json["lost_factor"] is None
