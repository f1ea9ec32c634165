"""The refresh cookie, and which sites may make a browser send it."""

from collections.abc import Mapping

import pytest

from callbox.domain.errors import Refused
from callbox.http.cookies import signed_in, signed_out
from callbox.http.requests import Request
from callbox.services.sessions import SignedIn

SITE = "https://callbox.example"
SESSION = SignedIn("the.access.token", 900, "family.secret", 2_592_000)


def a_request(headers: Mapping[str, str]) -> Request[None]:
    return Request(name="refresh_session", raw_body=b"", headers=headers, query={}, path={}, request_id="r-1")


def test_the_body_has_the_access_token_and_the_cookie_the_refresh_token() -> None:
    answer = signed_in(SESSION)

    assert answer.body is not None
    assert "family.secret" not in repr(answer.body)
    assert answer.headers["Set-Cookie"] == (
        "callbox_refresh=family.secret; Max-Age=2592000; Path=/api/v1/sessions; HttpOnly; Secure; SameSite=Strict"
    )


def test_signing_out_clears_the_same_cookie() -> None:
    answer = signed_out()

    assert answer.body is None
    assert answer.headers["Set-Cookie"] == (
        "callbox_refresh=; Max-Age=0; Path=/api/v1/sessions; HttpOnly; Secure; SameSite=Strict"
    )


def test_a_cookie_that_was_set_can_be_read() -> None:
    pair = signed_in(SESSION).headers["Set-Cookie"].partition(";")[0]

    assert a_request({"Cookie": pair}).refresh_token() == "family.secret"


@pytest.mark.parametrize(
    "cookie",
    [
        "a=b; callbox_refresh=f.s",
        "callbox_refresh=f.s; a=b",
        "a=b;callbox_refresh=f.s",
        "callbox_refresh=f.s; callbox_refresh=other",
        'prefs={"a": 1}; callbox_refresh=f.s',
        'broken="quote; callbox_refresh=f.s',
        "na me=x; callbox_refresh=f.s; ümlaut=ß",
        "a=b,c@d[e]; flag; =; callbox_refresh=f.s;;",
    ],
)
def test_the_cookie_is_found_among_malformed_cookies(cookie: str) -> None:
    assert a_request({"cookie": cookie}).refresh_token() == "f.s"


@pytest.mark.parametrize("cookie", ["", ";", "a=b", "callbox_refresh", "xcallbox_refresh=f.s", "callbox_refreshx=f.s"])
def test_a_cookie_header_without_the_cookie_has_no_token(cookie: str) -> None:
    assert not a_request({"Cookie": cookie}).refresh_token()


def test_a_request_without_cookies_has_no_token() -> None:
    assert a_request({}).refresh_token() is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": SITE},
        {"Origin": SITE, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://own.example", "Host": "own.example"},
        {"Origin": "http://localhost:4566", "Host": "localhost:4566"},
    ],
)
def test_our_own_site_may_send_the_cookie(headers: dict[str, str]) -> None:
    a_request({"X-Requested-With": "callbox", **headers}).must_be_same_site(SITE)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://sub.callbox.example", "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://callbox.example.evil.example"},
        {"Origin": "http://callbox.example"},
        {"Origin": "https://callbox.example/"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_other_sites_may_not_send_the_cookie(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as error:
        a_request({"X-Requested-With": "callbox", **headers}).must_be_same_site(SITE)

    assert error.value.code == "cross_site"


@pytest.mark.parametrize("value", [None, "", "XMLHttpRequest", "Callbox"])
def test_our_own_site_must_send_a_header_that_forms_cannot(value: str | None) -> None:
    headers = {"Origin": SITE} | ({"X-Requested-With": value} if value is not None else {})

    with pytest.raises(Refused) as error:
        a_request(headers).must_be_same_site(SITE)

    assert error.value.code == "cross_site"
