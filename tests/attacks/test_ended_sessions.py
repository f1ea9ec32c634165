"""An access token of a session that has ended: it moves no money and changes nothing of the account.

The defence: such routes declare `caller=LIVE_CUSTOMER`, and http/endpoint.py reads session and account before the
handler runs (services/live_sessions.py).
"""

from collections.abc import Callable

import pytest

from callbox.http.cookies import REFRESH
from callbox.http.endpoint import ENDPOINTS
from infra.rows import Row
from tests.attacks.targets import BODIES, ROUTES, path_of
from tests.functions.answers import assert_problem
from tests.functions.customers import SAME_SITE, Customer, World, new_key

TOKEN_IS_ENOUGH = {
    "save_template": "a saved order is no money and no right",
    "delete_template": "a saved order is no money and no right",
    "delete_push_subscription": "it only stops notifications on a device of the customer",
    "label_verification": "a label is a note for the customer's own records",
    "verify_deposit": "it can only credit the customer's own payment",
    "ask_email_verification": "it mails a link to the account's own address",
}
"""Routes that change something, and why a token of an ended session may go on for its last minutes."""
CUSTOMERS = [row for row in ROUTES if ENDPOINTS[row.name].caller.kind == "customer"]
LIVE = [row for row in CUSTOMERS if ENDPOINTS[row.name].caller.lives]


def by_sign_out(world: World, ada: Customer) -> None:
    headers = {**SAME_SITE, "Cookie": f"{REFRESH.name}={ada.refresh_token}"}
    assert world.lambdas.call("DELETE", "/sessions/current", headers=headers).status == 204


def by_sign_out_everywhere(_: World, ada: Customer) -> None:
    assert ada.send("DELETE", "/sessions").status == 204


def test_every_route_that_changes_something_asks_for_the_session_or_says_why_not() -> None:
    changing = {row.name for row in CUSTOMERS if row.method != "GET"}

    assert changing - {row.name for row in LIVE} == set(TOKEN_IS_ENOUGH)
    assert {row.name for row in LIVE} <= changing


@pytest.mark.parametrize("end", [by_sign_out, by_sign_out_everywhere])
@pytest.mark.parametrize("row", LIVE, ids=[row.name for row in LIVE])
def test_the_token_of_an_ended_session_is_refused(
    world: World, ada: Customer, row: Row, end: Callable[[World, Customer], None]
) -> None:
    end(world, ada)
    key = new_key() if ENDPOINTS[row.name].idempotent else None
    headers = {"Authorization": f"Bearer {ada.token}"} | ({"Idempotency-Key": key} if key else {})

    answer = world.lambdas.call(row.method, path_of(row), body=BODIES.get(row.name), headers=headers)

    assert_problem(answer, 401, "session_revoked")
