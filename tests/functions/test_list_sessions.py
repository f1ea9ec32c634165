"""GET /sessions"""

import pytest

from tests.functions.answers import ID, TIME, assert_shape
from tests.functions.customers import PASSWORD, Customer
from tests.functions.lambdas import Lambdas
from tests.functions.networks import come_through, from_network

SESSION = {
    "id": ID,
    "device": str,
    "place": str,
    "created_at": TIME,
    "used_at": TIME,
    "expires_at": TIME,
    "current": bool,
    "known": bool,
}


def test_a_customer_sees_their_sessions_and_which_is_the_current_one(lambdas: Lambdas, ada: Customer) -> None:
    credentials = {"email": ada.email, "password": PASSWORD}
    lambdas.call("POST", "/sessions", body=credentials, headers={"User-Agent": "Phone/1.0 \x07" + "x" * 500})

    answer = ada.get("/sessions")

    assert answer.status == 200
    for session in answer.json["sessions"]:
        assert_shape(session, SESSION)
    by_id = {session["id"]: session for session in answer.json["sessions"]}
    mine = by_id.pop(ada.refresh_token.partition(".")[0])
    [other] = by_id.values()
    assert (mine["current"], other["current"]) == (True, False)
    assert other["device"] == ("Phone/1.0 " + "x" * 500)[:200]


def test_a_customer_does_not_see_another_customers_sessions(ada: Customer, bob: Customer) -> None:
    assert [one["id"] for one in bob.get("/sessions").json["sessions"]] == [bob.refresh_token.partition(".")[0]]
    assert len(ada.get("/sessions").json["sessions"]) == 1


def test_a_session_says_near_which_place_it_began(
    lambdas: Lambdas, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_through(monkeypatch)
    credentials = {"email": ada.email, "password": PASSWORD}
    near = {"X-Callbox-Viewer-City": "Lagos", "X-Callbox-Viewer-Country": "Nigeria"}

    lambdas.call("POST", "/sessions", body=credentials, headers={**from_network("203.0.113.7"), **near})
    lambdas.call("POST", "/sessions", body=credentials, headers=near)  # around CloudFront

    around, through, first = ada.get("/sessions").json["sessions"]
    assert [around["place"], through["place"], first["place"]] == ["", "Lagos, Nigeria", ""]
