"""Requests that another site made a browser send, or that bypassed CloudFront."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from callbox import config
from callbox.http.cookies import REFRESH
from callbox.http.endpoint import ENDPOINTS
from tests.functions.answers import assert_problem
from tests.functions.customers import SAME_SITE, Customer
from tests.functions.lambdas import ROWS, Lambdas

COOKIE_ROUTES = [ROWS[name] for name, endpoint in ENDPOINTS.items() if endpoint.caller.kind == "cookie"]
SECRET = "what CloudFront brings"


@pytest.fixture
def behind_cloudfront(lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdas]:
    """The functions as on AWS, where requests that bypass CloudFront are refused."""
    monkeypatch.setenv("ORIGIN_SECRET_HASHES", sha256(SECRET.encode()).hexdigest())
    monkeypatch.setenv("REQUIRE_ORIGIN", "true")
    config.origin_rule.cache_clear()
    yield lambdas
    config.origin_rule.cache_clear()


def test_only_two_routes_read_the_cookie() -> None:
    assert {row.name for row in COOKIE_ROUTES} == {"refresh_session", "sign_out"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example", "X-Requested-With": "callbox"},
        {"Sec-Fetch-Site": "cross-site", "X-Requested-With": "callbox"},
        {"Origin": "https://callbox.example"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_routes_that_read_the_cookie_refuse_other_sites(
    lambdas: Lambdas, ada: Customer, headers: dict[str, str]
) -> None:
    for row in COOKIE_ROUTES:
        path = row.path.removeprefix("/api/v1")
        cookie = {"Cookie": f"{REFRESH.name}={ada.refresh_token}"}

        assert_problem(lambdas.call(row.method, path, headers={**headers, **cookie}), 403, "cross_site")

    assert ada.refresh().status == 200, "a refused request changed the session"


def test_every_route_refuses_requests_that_bypass_cloudfront(behind_cloudfront: Lambdas) -> None:
    made_up = {**SAME_SITE, "X-Callbox-Origin": "made up"}

    for headers in (SAME_SITE, made_up):
        answer = behind_cloudfront.call("POST", "/sessions/refresh", headers=headers)
        assert_problem(answer, 403, "cross_site")


def test_requests_through_cloudfront_are_answered(behind_cloudfront: Lambdas) -> None:
    headers = {**SAME_SITE, "X-Callbox-Origin": SECRET}

    assert_problem(behind_cloudfront.call("POST", "/sessions/refresh", headers=headers), 401, "unauthenticated")


def test_behind_cloudfront_attempts_are_counted_per_viewer(behind_cloudfront: Lambdas) -> None:
    def guess(viewer: str, number: int) -> int:
        headers = {
            "X-Callbox-Origin": SECRET,
            "X-Callbox-Viewer-Address": viewer,
            "X-Forwarded-For": f"192.0.2.{number}",
        }
        body = {"email": f"stranger{number}@example.com", "password": "wrong"}
        return behind_cloudfront.call("POST", "/sessions", body=body, headers=headers).status

    assert {guess("203.0.113.7", number) for number in range(20)} == {401}
    assert guess("203.0.113.7", 20) == 428
    assert guess("203.0.113.8", 20) == 401
