"""A burst on one method of the running platform is refused as a problem, and accepted again later.

The test lowers the method's throttle, since a busy machine cannot send as many requests as its row allows.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from infra.rows import API_PREFIX, Row, read_rows
from tests.functions.answers import assert_problem
from tests.journeys.customers import Site, eventually

ROWS = [row for row in read_rows().values() if row.kind == "api"]
HEALTH, SERVICES = read_rows()["get_health"], read_rows()["list_services"]
ONE_IN_A_QUARTER_OF_AN_HOUR = 0.001
BURST = 3


class Stage:
    """The deployed stage of the API, which its owner configures."""

    def __init__(self, stack: Mapping[str, str]) -> None:
        session = boto3.Session("local", "local", region_name="us-east-1")
        self._client = session.client("apigateway", endpoint_url=stack["aws_endpoint_url"])
        [_, api_id, name, *_] = urlsplit(stack["api_url"]).path.strip("/").split("/")
        self._place = {"restApiId": api_id, "stageName": name}

    def throttles(self) -> dict[str, tuple[float, int]]:
        """Return (requests a second, requests at once) by path and method."""
        settings: Mapping[str, Any] = self._client.get_stage(**self._place)["methodSettings"]
        return {method: (one["throttlingRateLimit"], one["throttlingBurstLimit"]) for method, one in settings.items()}

    @contextmanager
    def throttled(self, row: Row, rate: float, burst: int) -> Iterator[None]:
        self._set(row, rate, burst)
        try:
            yield
        finally:
            self._set(row, *row.throttle)

    def _set(self, row: Row, rate: float, burst: int) -> None:
        place = f"/{row.path}/{row.method}/throttling"
        wanted = (("rateLimit", rate), ("burstLimit", burst))
        orders = [{"op": "replace", "path": f"{place}/{name}", "value": str(value)} for name, value in wanted]
        self._client.update_stage(**self._place, patchOperations=orders)


@pytest.fixture
def stage(stack: Mapping[str, str]) -> Stage:
    return Stage(stack)


def test_each_method_is_deployed_with_the_throttle_of_its_row(stage: Stage) -> None:
    deployed = stage.throttles()

    assert {row.name: deployed[f"{row.path}/{row.method}"] for row in ROWS} == {row.name: row.throttle for row in ROWS}


def test_a_burst_above_the_methods_throttle_is_refused_as_a_problem_and_accepted_later(
    site: Site, stage: Stage
) -> None:
    path = HEALTH.path.removeprefix(API_PREFIX)

    with stage.throttled(HEALTH, ONE_IN_A_QUARTER_OF_AN_HOUR, BURST):
        answers = [site.call("GET", path) for _ in range(2 * BURST)]

        assert [answer.status for answer in answers] == [200] * BURST + [429] * BURST
        for answer in answers[BURST:]:
            assert_problem(answer, 429, "rate_limited", retry_after_s=1)
            assert answer.headers["retry-after"] == "1"
            assert answer.headers["cache-control"] == "no-store"
        assert site.call("GET", SERVICES.path.removeprefix(API_PREFIX)).status == 200, "the other methods stay open"

    assert eventually(lambda: site.call("GET", path).status == 200)
