"""No customer rings the alarm that undoes a release (infra/gradual.py), whatever is sent to whichever route.

The alarm counts crashes of functions, and functions that API Gateway cannot call. tests/infra/test_alarms.py shows the
lines of API Gateway itself: floods, too large requests, timeouts and the web ACL. Every other test of a function fails
when a crash is logged (tests/functions/log.py).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from infra.rows import Row
from infra.stack_logs import BROKEN_CODE
from tests.attacks.targets import BODIES, ROUTES, path_of
from tests.functions.answers import Answer
from tests.functions.cloud import message
from tests.functions.customers import SAME_SITE, Customer, World, new_key
from tests.functions.log import Log

TERMS = re.findall(r'\?"([^"]+)"', BROKEN_CODE)
NOISE = b"\x00\xff\xfe{[\"' or 1=1 --"
BAD_BODIES = (
    b"", b"null", b"[]", b"17", b"{", NOISE, b"[" * 9_000, b'{"a":' * 2_000, b"\xef\xbb\xbf{}", b'{"\\ud800": 1}',
    b'{"__proto__": {"is_admin": true}}', b" " * 300_000,
)  # fmt: skip
BAD_TEXTS = ("", " ", "\x00", "../../etc/passwd", "%s%n", "\ud83d\udcb8" * 400, "a" * 20_000, "-1", "NaN", "1e999")
BAD_HEADERS = (
    {"Authorization": "Bearer "},
    {"Authorization": "Basic eDp5"},
    {"Authorization": "Bearer a.b.c"},
    {"Authorization": "Bearer " + "e" * 8_000},
    {"Cookie": "callbox_refresh=" + ";" * 500},
    {"Cookie": "callbox_refresh=%00.%ff." + "x" * 4_000, **SAME_SITE},
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Idempotency-Key": "k" * 5_000},
    {"x-paystack-signature": "0" * 128, "X-Webhook-Signature": "HMAC-SHA512=" + "A" * 88},
)


def ringing(log: Log) -> list[str]:
    """Return the lines so far that the alarm's metric filters count."""
    return [line for line in map(json.dumps, log.events()) if any(term in line for term in TERMS)]


def requests_to(world: World, row: Row, ada: Customer) -> Iterator[Answer]:
    """Send everything bad to one route: with a good token, so that it gets further than the door."""
    signed_in = {"Authorization": f"Bearer {ada.token}", "Idempotency-Key": new_key(), **SAME_SITE}
    path = path_of(row)
    for raw in BAD_BODIES:
        yield world.lambdas.call(row.method, path, raw=raw, headers=signed_in)
    for headers in BAD_HEADERS:
        yield world.lambdas.call(row.method, path, body=BODIES.get(row.name), headers=headers)
    for text in BAD_TEXTS:
        query = {"cursor": text, "limit": text, "q": text, "state": text, text or "x": text}
        yield world.lambdas.call(row.method, path, query=query, headers=signed_in)
        body = dict.fromkeys(BODIES.get(row.name, {"x": 1}), text)
        yield world.lambdas.call(row.method, path, body=body, headers=signed_in)


def test_nothing_that_a_customer_sends_to_any_route_rings_it(world: World) -> None:
    ada = world.funded_customer()
    statuses = Counter[int]()
    for row in ROUTES:
        for answer in requests_to(world, row, ada):
            assert answer.status < 500, f"{row.name}: {answer}"
            statuses[answer.status] += 1

    assert statuses[400] > 50  # it got past the door
    assert statuses[422] > 50
    assert ringing(world.log) == []


def test_repeating_a_request_while_paystack_is_silent_does_not_ring_it(world: World) -> None:
    ada = world.customer()
    fault = {"method": "POST", "path_prefix": "/transaction/initialize", "mode": "error_before", "times": 40}
    world.paystack.control("POST", "/__control/faults", fault)

    answers = [ada.post("/deposits", {"amount_minor": 500_000}, key=new_key()) for _ in range(10)]

    assert {answer.status for answer in answers} == {503}
    assert ringing(world.log) == []


def test_a_crash_rings_it(world: World) -> None:
    world.log.may_crash = True

    world.lambdas.consume("settle_deposit", [message("not json")])  # our own queue: no customer writes to it

    assert len(ringing(world.log)) == 1
