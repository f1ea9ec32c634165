"""DELETE /sessions"""

from tests.functions.answers import assert_problem
from tests.functions.customers import Customer, World


def test_every_device_is_signed_out_and_the_cookie_is_cleared(ada: Customer) -> None:
    elsewhere = ada.refresh_token
    ada.sign_in()

    answer = ada.send("DELETE", "/sessions")

    assert answer.status == 204
    assert answer.headers["set-cookie"].startswith("__Secure-callbox_refresh=; Max-Age=0")
    assert_problem(ada.refresh(elsewhere), 401, "session_revoked")
    assert_problem(ada.refresh(), 401, "session_revoked")
    ada.sign_in()
    assert ada.refresh().status == 200


def test_other_customers_stay_signed_in(world: World, ada: Customer, bob: Customer) -> None:
    ada.send("DELETE", "/sessions")

    assert bob.refresh().status == 200
    assert world.log.events("sessions_ended")[0]["user_id"] == ada.id
