"""What a page of another site can make a browser send: forms of three media types, and requests that name their origin.

The defence is the declaration of the routes (http/endpoint.py): every route that is not a read takes JSON alone, and
from browsers on our own site alone. Webhooks are signed and come from no browser.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.attacks.targets import BODIES, ROUTES, WEBHOOKS, path_of
from tests.functions.answers import Answer, assert_problem
from tests.functions.customers import SAME_SITE, Customer, World, new_key
from tests.functions.lambdas import ROWS, Lambdas

GUARDED = [row.name for row in ROUTES if row.method != "GET" and row.name not in WEBHOOKS]
FOREIGN: tuple[Mapping[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://callbox.example", "Sec-Fetch-Site": "cross-site"},
)
# What a form can declare, and what a script can send elsewhere without asking first.
OF_FORMS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")


def send(
    lambdas: Lambdas, customer: Customer, name: str, headers: Mapping[str, str], *, raw: bytes | None = None
) -> Answer:
    row = ROWS[name]
    mine = {
        **SAME_SITE,
        "Authorization": f"Bearer {customer.token}",
        "Cookie": f"__Secure-callbox_refresh={customer.refresh_token}",
        "Idempotency-Key": new_key(),
    }
    if "Sec-Fetch-Site" in headers and "Origin" not in headers:
        del mine["Origin"]
    body: Any = BODIES.get(name) if raw is None else None
    return lambdas.call(row.method, path_of(row), body=body, raw=raw, headers={**mine, **headers})


@pytest.mark.parametrize("name", GUARDED)
def test_no_route_acts_for_a_browser_on_another_site(world: World, name: str) -> None:
    ada = world.funded_customer()
    before = ada.balance()

    for foreign in FOREIGN:
        answer = send(world.lambdas, ada, name, foreign)
        assert_problem(answer, 403, "cross_site")
        assert answer.cookies == ()

    assert ada.balance() == before
    assert ada.refresh().status == 200, "the session goes on"


@pytest.mark.parametrize("name", GUARDED)
def test_no_route_reads_a_body_that_a_form_can_send(lambdas: Lambdas, ada: Customer, name: str) -> None:
    for media_type in OF_FORMS:
        answer = send(lambdas, ada, name, {"Content-Type": media_type}, raw=b'{"x":"="}')
        assert_problem(answer, 415, "unsupported_media_type")


def test_a_form_of_another_site_signs_nobody_in(world: World) -> None:
    eve = world.customer()
    body = f'{{"email": "{eve.email}", "password": "correct horse battery staple"}}'.encode()

    from_a_form = world.lambdas.call("POST", "/sessions", raw=body, headers={"Content-Type": "text/plain"})
    from_elsewhere = world.lambdas.call("POST", "/sessions", raw=body, headers={"Origin": "https://evil.example"})
    from_curl = world.lambdas.call("POST", "/sessions", raw=body)

    assert_problem(from_a_form, 415, "unsupported_media_type")
    assert_problem(from_elsewhere, 403, "cross_site")
    assert (from_a_form.cookies, from_elsewhere.cookies) == ((), ())
    assert from_curl.status == 200
