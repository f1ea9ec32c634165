"""GET /account-log"""

import re

import pytest

from tests.functions.answers import ID, NOTHING, TEXT, TIME, assert_invalid, assert_shape
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World
from tests.functions.networks import come_through, from_network

NEW = "nanoseconds of wire"
ENTRY = {
    "id": ID,
    "at": TIME,
    "what": TEXT,
    "by": dict,
    "address": (TEXT, NOTHING),
    "subject_id": (TEXT, NOTHING),
    "changed": list,
}


def test_each_act_on_an_account_is_a_line_newest_first(world: World, ada: Customer) -> None:
    world.log.keep_out(NEW)
    phone = ada.refresh_token.partition(".")[0]
    ada.sign_in()
    ada.send("DELETE", f"/sessions/{phone}")
    app, _ = enrol(ada)
    ada.post("/second-factor/recovery-codes", {"proof": {"password": PASSWORD, "code": app.code()}})
    ada.post("/links", {"token": world.mailed_token(ada.email)})
    ada.post("/password-resets/confirm", {"token": world.mailed_token(ada.email), "password": PASSWORD})
    ada.sign_in()
    ada.send("PUT", "/me/password", {"password": PASSWORD, "new_password": NEW})
    ada.post("/links", {"token": world.mailed_token(ada.email)})
    ada.post("/password-resets/confirm", {"token": world.mailed_token(ada.email), "password": PASSWORD})
    ada.sign_in()
    ada.send("DELETE", "/sessions")
    ada.sign_in()

    entries = ada.get("/account-log", limit="100").json["entries"]

    for entry in entries:
        assert_shape(entry, ENTRY)
        assert_shape(entry["by"], {"kind": re.compile("session|link|system|operator"), "id": (ID, NOTHING)})
    assert [(entry["what"], entry["by"]["kind"]) for entry in reversed(entries)] == [
        ("signed_up", "session"),
        ("signed_in", "session"),
        ("email_confirmed", "link"),
        ("signed_in", "session"),
        ("session_ended", "session"),
        ("factor_set", "session"),
        ("recovery_codes_made", "session"),
        ("factor_removed", "link"),
        ("password_reset", "link"),
        ("signed_in", "session"),
        ("password_changed", "session"),
        ("password_voided", "link"),
        ("password_reset", "link"),
        ("signed_in", "session"),
        ("all_sessions_ended", "session"),
        ("signed_in", "session"),
    ]
    [ended] = [entry for entry in entries if entry["what"] == "session_ended"]
    assert ended["subject_id"] == phone


def test_a_line_says_from_which_address_when_the_request_came_through_the_site(
    world: World, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_through(monkeypatch)
    credentials = {"email": ada.email, "password": PASSWORD}
    for headers in (from_network("203.0.113.7"), {"X-Callbox-Viewer-Address": "198.51.100.9"}):
        assert world.lambdas.call("POST", "/sessions", body=credentials, headers=headers).status == 200

    newest = ada.get("/account-log", limit="2").json["entries"]

    assert [entry["address"] for entry in newest] == [None, "203.0.113.7"]


def test_pages_hold_every_line_once_and_nobody_elses(ada: Customer, bob: Customer) -> None:
    ada.sign_in()
    first = ada.get("/account-log", limit="3").json
    rest = ada.get("/account-log", limit="3", cursor=first["next_cursor"]).json

    ids = [entry["id"] for entry in first["entries"] + rest["entries"]]
    assert len(set(ids)) == len(ids) == 4
    assert rest["next_cursor"] is None
    assert not {entry["id"] for entry in bob.get("/account-log").json["entries"]} & set(ids)
    assert_invalid(ada.get("/account-log", cursor="made-up"), "cursor")
