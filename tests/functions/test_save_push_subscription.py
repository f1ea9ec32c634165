"""PUT /push-subscriptions/{subscription_id}"""

from urllib.parse import quote

import pytest

from callbox.adapters.dynamodb.push_subscriptions import DynamoPushSubscriptions
from callbox.domain.identity import UserId
from tests.functions.answers import assert_invalid, assert_problem
from tests.functions.customers import Customer
from tests.functions.pushes import ENDPOINT, SOME_KEY, subscribe

GOOD = {"endpoint": ENDPOINT}


def kept(customer: Customer) -> dict[str, str]:
    return {one.subscription_id: one.endpoint for one in DynamoPushSubscriptions().list(UserId(customer.id))}


def test_a_device_is_kept_under_the_id_that_it_chose(ada: Customer) -> None:
    answer = ada.send("PUT", "/push-subscriptions/phone", GOOD)

    assert (answer.status, answer.text) == (204, "")
    [stored] = DynamoPushSubscriptions().list(UserId(ada.id))
    assert (stored.subscription_id, stored.endpoint, stored.key) == ("phone", ENDPOINT, SOME_KEY)


def test_me_answers_the_key_to_subscribe_for(ada: Customer) -> None:
    assert ada.get("/me").json["push_public_key"] == SOME_KEY


def test_the_keys_that_a_browser_gives_are_accepted_and_not_stored(ada: Customer) -> None:
    body = {**GOOD, "keys": {"p256dh": "x" * 87, "auth": "y" * 22}}

    assert ada.send("PUT", "/push-subscriptions/phone", body).status == 204

    assert "x" * 87 not in repr(DynamoPushSubscriptions().list(UserId(ada.id)))


def test_another_address_under_the_same_id_replaces_the_first(ada: Customer) -> None:
    assert subscribe(ada, "phone") == 204
    assert subscribe(ada, "phone", ENDPOINT + "2") == 204

    assert kept(ada) == {"phone": ENDPOINT + "2"}


def test_ten_devices_are_told_and_the_eleventh_is_refused(ada: Customer) -> None:
    for n in range(10):
        assert subscribe(ada, f"d{n}", f"{ENDPOINT}{n}") == 204

    assert_problem(ada.send("PUT", "/push-subscriptions/d10", GOOD), 409, "too_many_subscriptions")
    assert subscribe(ada, "d9") == 204
    assert len(kept(ada)) == 10


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/x",
        "http://169.254.169.254/latest/meta-data/",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:8443/x",
        "http://fcm.googleapis.com/x",
        "javascript:alert(1)",
        "https://fcm.googleapis.com/\u0000",
    ],
)
def test_an_address_of_no_known_push_service_is_refused_and_not_kept(ada: Customer, endpoint: str) -> None:
    assert_problem(ada.send("PUT", "/push-subscriptions/phone", {"endpoint": endpoint}), 422, "endpoint_refused")

    assert kept(ada) == {}


WRONG: list[tuple[str, object]] = [
    ("endpoint", ""),
    ("endpoint", None),
    ("endpoint", 7),
    ("endpoint", ENDPOINT.ljust(1_001, "x")),
    ("keys", "none"),
    ("keys", {"p256dh": "x"}),
    ("kinds", ["code"]),
    ("user_id", "somebody"),
]


def test_an_invalid_field_is_named(ada: Customer) -> None:
    for field, value in WRONG:
        named = "auth" if value == {"p256dh": "x"} else field
        assert_invalid(ada.send("PUT", "/push-subscriptions/phone", {**GOOD, field: value}), named)
    assert kept(ada) == {}


@pytest.mark.parametrize("name", ["a b", "a/b", "é", "A" * 65])
def test_a_malformed_id_is_not_found(ada: Customer, name: str) -> None:
    assert_problem(ada.send("PUT", f"/push-subscriptions/{quote(name, safe='')}", GOOD), 404, "not_found")
