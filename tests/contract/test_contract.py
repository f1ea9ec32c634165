"""The running platform keeps to its published description for every request."""

from collections.abc import Mapping

import requests

from infra.openapi import document
from tests.contract.generating import send_generated
from tests.waiting import PATIENCE_S

REQUESTS = 1_000


def test_a_thousand_generated_requests_are_answered_as_described(stack: Mapping[str, str]) -> None:
    tally = send_generated(stack, at_least=REQUESTS, seed=1)

    assert tally.failures == [], tally.summary() + "\n\n" + "\n\n".join(tally.failures[:10])
    assert tally.never_taken() == []


def test_the_description_and_its_page_are_published_with_the_site(stack: Mapping[str, str]) -> None:
    def published(path: str) -> requests.Response:
        # plain Python cannot resolve *.cloudfront.localhost, so the request goes to the platform's own address
        host = stack["site_url"].removeprefix("http://")
        return requests.get(f"{stack['aws_endpoint_url']}{path}", headers={"Host": host}, timeout=PATIENCE_S)

    description, page, style = published("/openapi.json"), published("/docs/api.html"), published("/docs/api.css")

    assert description.json()["paths"] == document()["paths"]
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert '<section id="create_deposit">' in page.text
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
