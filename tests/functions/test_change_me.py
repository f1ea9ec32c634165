"""PATCH /me"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.functions.answers import TIME, USER, Answer, assert_problem, assert_shape
from tests.functions.customers import PASSWORD, PRICE_MINOR, Customer, World, new_key


def change(customer: Customer, **wanted: Any) -> Answer:
    return customer.send("PATCH", "/me", wanted)


def order(customer: Customer) -> Answer:
    body = {"service": "discord", "max_price_minor": PRICE_MINOR}
    return customer.post("/verifications", body, key=new_key())


def test_a_customer_sets_a_sum_a_day_and_sees_what_is_used_of_every_limit(world: World) -> None:
    ada = world.funded_customer(500_000)
    ada.buy()

    answer = change(ada, spend_a_day_minor=2 * PRICE_MINOR - 1, low_balance_minor=100_000)

    assert answer.status == 200, answer
    assert_shape(answer.json, {"user": dict, "limits": dict, "usage": dict, "next_level": object})
    assert_shape(answer.json["user"], USER)
    assert answer.json["limits"]["spend_a_day_minor"] == 2 * PRICE_MINOR - 1
    assert answer.json["limits"]["low_balance_minor"] == 100_000
    assert answer.json["usage"] == {
        "open_verifications": 1,
        "purchases_an_hour": 1,
        "purchases_a_day": 1,
        "same_service_a_day": 1,
        "same_service": "discord",
        "cancels_an_hour": 0,
        "top_up_a_day_minor": 500_000,
        "spend_a_day_minor": PRICE_MINOR,
    }
    me = ada.get("/me").json
    assert (me["limits"], me["usage"]) == (answer.json["limits"], answer.json["usage"])


def test_a_purchase_one_kobo_above_the_sum_is_refused_and_takes_nothing(world: World) -> None:
    ada = world.funded_customer(500_000)
    change(ada, spend_a_day_minor=PRICE_MINOR - 1)

    answer = order(ada)

    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    resets_at = (today + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert_problem(answer, 402, "spending_limit_reached", limit_minor=PRICE_MINOR - 1, resets_at=resets_at)
    assert ada.balance() == 500_000
    change(ada, spend_a_day_minor=PRICE_MINOR - 2)  # lower still: no proof
    assert order(ada).status == 402


@pytest.mark.parametrize("more", [10 * PRICE_MINOR, None])
def test_more_needs_the_password_and_holds_a_day_later(world: World, more: int | None) -> None:
    ada = world.funded_customer(500_000)
    change(ada, spend_a_day_minor=PRICE_MINOR - 1)

    bare = change(ada, spend_a_day_minor=more)
    assert (bare.status, [one["field"] for one in bare.json["errors"]]) == (422, ["proof"])
    wrong = change(ada, spend_a_day_minor=more, proof={"password": "not the password"})
    assert_problem(wrong, 401, "invalid_credentials")
    raised = change(ada, spend_a_day_minor=more, proof={"password": PASSWORD})

    assert raised.status == 200
    assert raised.json["limits"]["spend_a_day_minor"] == PRICE_MINOR - 1
    assert_shape(raised.json["limits"]["spend_a_day_later"], {"spend_a_day_minor": more, "holds_from": TIME})
    assert order(ada).status == 402


def test_a_purchase_that_crosses_the_mark_sends_a_mail_and_the_next_crossing_of_the_day_none(world: World) -> None:
    ada = world.funded_customer(500_000)
    change(ada, low_balance_minor=500_000 - PRICE_MINOR + 1)

    ada.buy()
    world.fund(ada, 500_000)
    change(ada, low_balance_minor=1_000_000 - 2 * PRICE_MINOR + 1)
    ada.buy()

    assert len([text for text in world.mails_to(ada.email) if "below the mark" in text]) == 1


def test_limits_out_of_range_change_nothing(ada: Customer) -> None:
    for wrong in (-1, 10**13, 1.5, "1000"):
        assert change(ada, spend_a_day_minor=wrong).status == 422
    assert change(ada, language="en").status == 422
    assert change(ada).status == 200
    assert ada.get("/me").json["limits"]["spend_a_day_minor"] is None
