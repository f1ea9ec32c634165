"""DELETE /account-closure"""

from tests.functions.customers import Customer, World
from tests.functions.test_close_account import close


def test_an_account_that_waits_to_be_closed_is_kept(world: World) -> None:
    ada = world.funded_customer()
    close(ada)

    assert [ada.send("DELETE", "/account-closure").status for _ in range(2)] == [204, 204]

    assert ada.get("/me").json["closing"] is None
    assert ada.buy()["state"] == "requesting"
    assert [one["what"] for one in ada.get("/account-log").json["entries"]].count("closing_stopped") == 1


def test_the_mailed_link_keeps_it_without_a_sign_in(world: World, ada: Customer) -> None:
    close(ada)

    answer = world.lambdas.call("POST", "/links", body={"token": world.mailed_token(ada.email)})

    assert (answer.status, answer.json["done"], answer.json["next"]) == (200, "closing_stopped", None)
    assert ada.get("/me").json["closing"] is None
