"""POST /account-closure"""

from datetime import UTC, datetime, timedelta

from tests.functions.answers import Answer, assert_problem, assert_shape
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, PRICE_MINOR, Customer, World, new_key


def close(customer: Customer, password: str = PASSWORD, **proof: str) -> Answer:
    return customer.post("/account-closure", {"proof": {"password": password, **proof}})


def test_it_names_when_the_account_closes_what_is_left_and_the_claim(world: World) -> None:
    ada = world.funded_customer(500_000)

    answer = close(ada)

    assert answer.status == 202
    assert_shape(answer.json, {"closes_at": str, "left_minor": 500_000, "currency": "NGN", "claim": str})
    closes_at = datetime.fromisoformat(answer.json["closes_at"])
    assert timedelta(days=6, hours=23) < closes_at - datetime.now(UTC) <= timedelta(days=7)
    assert close(ada).json == ada.get("/me").json["closing"] == answer.json
    assert answer.json["claim"] in world.mails_to(ada.email)[-1]
    assert ada.get("/account-log").json["entries"][0]["what"] == "closing_asked"


def test_nothing_is_bought_or_topped_up_until_then(world: World) -> None:
    ada = world.funded_customer()
    close(ada)

    body = {"service": "discord", "max_price_minor": PRICE_MINOR}
    assert_problem(ada.post("/verifications", body, key=new_key()), 403, "account_closing")
    assert_problem(ada.post("/verification-batches", body | {"quantity": 2}, key=new_key()), 403, "account_closing")
    assert_problem(ada.post("/deposits", {"amount_minor": 500_000}, key=new_key()), 403, "account_closing")
    assert ada.balance() == 500_000


def test_it_asks_for_password_and_code(ada: Customer) -> None:
    app, _ = enrol(ada)

    assert_problem(close(ada, "wrong"), 401, "invalid_credentials")
    assert_problem(close(ada), 401, "second_factor_required")
    assert_problem(close(ada, code="000000"), 401, "invalid_code")
    assert ada.get("/me").json["closing"] is None
    assert close(ada, code=app.code()).status == 202


def test_an_open_number_and_a_payment_under_way_hinder_it(world: World) -> None:
    ada = world.funded_customer()
    world.rent(ada)
    assert_problem(close(ada), 409, "numbers_open", open=1)

    bob = world.customer()
    bob.open_deposit()
    assert_problem(close(bob), 409, "payment_under_way")


def test_a_payment_that_succeeds_late_is_credited_and_an_operator_is_told(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit()
    ada.post(f"/deposits/{deposit['id']}/cancel")
    close(ada)
    world.pay(deposit)

    assert ada.post(f"/deposits/{deposit['id']}/verify").json["deposit"]["status"] == "credited"
    [alarm] = world.log.events("closing_account_paid")
    assert (alarm["level"], alarm["user_id"], alarm["deposit_id"]) == ("error", ada.id, deposit["id"])
    assert ada.get("/me").json["closing"]["left_minor"] == 500_000
