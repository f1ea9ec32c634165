"""Whether a request came through the site's CloudFront, and from which network."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from callbox import config
from callbox.domain.errors import Refused
from callbox.http import edge
from callbox.http.network import DIRECT, network_of, place_of
from callbox.http.requests import Request

SECRET, OLDER = "the newest secret", "the one before"
THROUGH = {"x-callbox-origin": SECRET}


def request(headers: dict[str, str]) -> Request[Any]:
    return Request(name="x", raw_body=b"", headers=headers, query={}, path={}, request_id="r-1")


def network(headers: dict[str, str]) -> str:
    return network_of(request(headers))


@pytest.fixture(autouse=True)
def rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on AWS, while the secret rotates."""
    hashes = [sha256(secret.encode()).hexdigest() for secret in (OLDER, SECRET)]
    monkeypatch.setenv("ORIGIN_SECRET_HASHES", ",".join(hashes))
    monkeypatch.setenv("REQUIRE_ORIGIN", "true")
    config.origin_rule.cache_clear()
    yield
    config.origin_rule.cache_clear()


@pytest.mark.parametrize("secret", [SECRET, OLDER])
def test_either_secret_is_accepted_while_they_rotate(secret: str) -> None:
    edge.must_have_come_through({"x-callbox-origin": secret})


@pytest.mark.parametrize("headers", [{}, {"x-callbox-origin": ""}, {"x-callbox-origin": "made up"}])
def test_requests_that_bypass_cloudfront_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        edge.must_have_come_through(headers)

    assert refused.value.code == "cross_site"


def test_without_a_configured_secret_every_request_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_SECRET_HASHES", "")
    config.origin_rule.cache_clear()

    for headers in (THROUGH, {}):
        with pytest.raises(Refused):
            edge.must_have_come_through(headers)


def test_where_no_secret_is_required_every_request_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ORIGIN", "false")
    config.origin_rule.cache_clear()

    edge.must_have_come_through({})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("nonsense", DIRECT),
        ("", DIRECT),
    ],
)
def test_the_network_is_the_viewers_ipv4_address_or_ipv6_prefix(address: str, expected: str) -> None:
    assert network({**THROUGH, "x-callbox-viewer-address": address}) == expected


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"])
def test_no_client_header_changes_the_counted_address(name: str) -> None:
    headers = {**THROUGH, "x-callbox-viewer-address": "203.0.113.7", name: "198.51.100.1"}

    assert network(headers) == "203.0.113.7"


def test_a_viewer_address_without_the_secret_is_ignored() -> None:
    assert network({"x-callbox-viewer-address": "203.0.113.7"}) == DIRECT


def test_a_place_is_believed_together_with_the_secret_alone() -> None:
    place = {"X-Callbox-Viewer-City": "Lagos", "X-Callbox-Viewer-Country": "Nigeria"}

    assert place_of(request({**THROUGH, **place})) == "Lagos, Nigeria"
    assert place_of(request(place)) == ""
    assert place_of(request({**place, "x-callbox-origin": "made up"})) == ""


def test_cloudfronts_own_names_are_not_read_since_a_client_can_write_them() -> None:
    assert place_of(request({**THROUGH, "CloudFront-Viewer-City": "Lagos"})) == ""
