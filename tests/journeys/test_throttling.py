"""A burst on one method of the running platform: refused in the contract's form, and let in again a moment later."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.rows import API_PREFIX, read_rows
from tests.functions.answers import Answer, assert_problem
from tests.journeys.customers import Site, eventually

AT_ONCE = (8, 8, 8, 8, 16, 32, 64)
"""Requests under way at the same time, burst by burst: each wakes a worker of the local platform. More than the method
allows end any doubt, however slow the machine."""
HEALTH, SERVICES = read_rows()["get_health"], read_rows()["list_services"]


def burst(site: Site) -> Iterator[Answer]:
    """Ask the cheapest route, many at once, until one is refused."""
    path = HEALTH.path.removeprefix(API_PREFIX)
    for at_once in AT_ONCE:
        with ThreadPoolExecutor(at_once) as people:
            answers = list(people.map(lambda _: site.call("GET", path), range(2 * HEALTH.throttle[1])))
        yield from answers
        if any(answer.status != 200 for answer in answers):
            return
    pytest.fail("nothing was refused, not even of more requests at once than functions.yaml allows")


def test_a_burst_beyond_the_methods_row_is_refused_in_the_contracts_form_and_let_in_again_later(site: Site) -> None:
    rate, allowed = HEALTH.throttle
    began = time.monotonic()
    answers = list(burst(site))
    took_s = time.monotonic() - began

    refused = [answer for answer in answers if answer.status != 200]
    for answer in refused:
        assert_problem(answer, 429, "rate_limited", retry_after_s=1)
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["cache-control"] == "no-store"
    assert allowed - 1 <= len(answers) - len(refused) <= allowed + rate * took_s + 1, "not the row's own numbers"

    assert site.call("GET", SERVICES.path.removeprefix(API_PREFIX)).status == 401, "the other methods stay open"
    assert eventually(lambda: site.call("GET", HEALTH.path.removeprefix(API_PREFIX)).status == 200)
