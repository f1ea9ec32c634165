"""A page of another site in a real browser: what its form can and cannot do at our API."""

import json
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.browser.backstage import Backstage
from tests.browser.complaints import Complaints


def test_a_form_on_another_site_does_not_sign_a_visitor_into_the_attackers_account(
    page: Page, backstage: Backstage, base_url: str, complaints: Complaints
) -> None:
    """The classic: the body of a text/plain form is `name=value`, which can be JSON."""
    complaints.expect("403")
    attacker = backstage.new_customer(confirmed=False)
    sent = json.dumps({"email": attacker.email, "password": "="}).replace('"="', f'"{attacker.password}')
    form = f"""<form method="post" enctype="text/plain" action="{base_url}/api/v1/sessions">
        <input name='{sent}' value='"}}'></form><button onclick="document.forms[0].submit()">Look at cats</button>"""
    elsewhere = f"http://evil.localhost:{urlsplit(base_url).port}/cats"

    def cats(route: Route) -> None:
        route.fulfill(content_type="text/html", body=form)

    page.route(elsewhere, cats)
    page.goto(elsewhere)
    with page.expect_response("**/api/v1/sessions") as answered:
        page.get_by_role("button", name="Look at cats").click()

    assert answered.value.status == 403
    assert answered.value.json()["code"] == "cross_site"
    assert page.context.cookies() == []
