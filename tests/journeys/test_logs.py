"""After all that a customer does, the running platform's log groups record the events and contain no secrets."""

import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from callbox.http.cookies import REFRESH
from tests.browser.outside import Supplier
from tests.functions.authenticator import Authenticator
from tests.journeys.customers import PASSWORD, Customer, Site, done, eventually

DEPOSIT_MINOR = 1_000_000
CODE = str(100_000 + secrets.randbelow(900_000))
TEXT = f"Discord: {CODE} is what you asked for, brave heron."
HAPPENED = {
    "user_signed_up", "mail_sent", "email_verified", "session_started", "sign_in_refused", "second_factor_turned_on",
    "deposit_created", "number_rented", "code_received", "session_ended", "password_reset",
}  # fmt: skip
"""Log of the flow below. Without them the search has looked in the wrong place."""


@pytest.fixture
def logs(stack: Mapping[str, str]) -> Any:
    session = boto3.Session("local", "local", region_name="us-east-1")
    return session.client("logs", endpoint_url=stack["aws_endpoint_url"])


def lines_since(logs: Any, since_ms: int) -> list[str]:
    """Return every line of every log group since a time."""
    groups = [group for page in logs.get_paginator("describe_log_groups").paginate() for group in page["logGroups"]]
    found = []
    for group in groups:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"], startTime=since_ms)
        found += [event["message"] for page in pages for event in page["events"]]
    return found


def everything_a_customer_does(site: Site, supplier: Supplier) -> set[str]:
    """Sign up, buy, receive, cancel, set up a second factor, reset the password; return what is private."""
    ada = site.new_customer(amount_minor=DEPOSIT_MINOR)
    cancelled = ada.rent()
    done(ada.post(f"/verifications/{cancelled['id']}/cancel"), 200)
    rented = ada.rent()
    supplier.send(rented["number"], TEXT, code=CODE)
    received = ada.wait_for(rented, "received")
    assert (received["code"], received["messages"][0]["text"]) == (CODE, TEXT)
    seen = {TEXT, CODE, ada.token, ada.email, *(site.mailed_tokens(ada.email))}
    seen |= {form for one in (rented, cancelled) for form in (one["number"], one["number"].removeprefix("+1"))}
    return seen | second_factor_and_sessions(site, ada) | forgotten_password(site, ada)


def second_factor_and_sessions(site: Site, ada: Customer) -> set[str]:
    secret = done(ada.post("/second-factor", {"password": PASSWORD}), 201)["secret"]
    app = Authenticator(secret)
    first = app.code()
    recovery = done(ada.post("/second-factor/confirm", {"code": first}), 200)["recovery_codes"]
    wrong = f"{PASSWORD} {secrets.token_hex(4)}"
    sign_in = {"email": ada.email, "password": PASSWORD}
    done(site.call("POST", "/sessions", {**sign_in, "password": wrong, "code": first}), 401)
    second = app.code()
    answer = site.call("POST", "/sessions", {**sign_in, "code": second})
    token = done(answer, 200)["access_token"]
    refresh = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    cookie = f"{REFRESH.name}={refresh}"
    same_site = {"X-Requested-With": "callbox", "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    done(site.call("DELETE", "/sessions/current", headers=same_site), 204)
    return {PASSWORD, wrong, secret, first, second, *recovery, token, refresh, *refresh.split(".")[1:]}


def forgotten_password(site: Site, ada: Customer) -> set[str]:
    known, password = set(site.mailed_tokens(ada.email)), f"eight {secrets.token_hex(4)} herons"
    done(site.call("POST", "/password-resets", {"email": ada.email}), 202)
    [token] = eventually(lambda: set(site.mailed_tokens(ada.email)) - known)
    done(site.call("POST", "/password-resets/confirm", {"token": token, "password": password}), 204)
    return {token, password}


def test_no_log_group_holds_a_password_token_code_number_text_or_address(
    site: Site, supplier: Supplier, logs: Any
) -> None:
    began_ms = int(time.time() * 1000)
    private = everything_a_customer_does(site, supplier)

    def told() -> list[str] | None:
        lines = lines_since(logs, began_ms)
        return lines if all(any(f'"event": "{event}"' in line for line in lines) for event in HAPPENED) else None

    # a six-digit code may occur inside a longer number by chance
    secret = re.compile("|".join(rf"(?<![\w.]){re.escape(one)}(?!\w)" for one in private))
    assert [line for line in eventually(told) if secret.search(line)] == []
