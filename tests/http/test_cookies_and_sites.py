"""The refresh cookie, and which sites may make a browser send it."""

from collections.abc import Mapping

import pytest

from callbox.domain.errors import Refused
from callbox.domain.identity import UserId
from callbox.http.cookies import REFRESH, signed_in, signed_out
from callbox.http.requests import Request
from callbox.services.sessions import SignedIn

SITE = "https://callbox.example"
SESSION = SignedIn(UserId("ada"), "the.access.token", 900, "family.secret", 2_592_000)


def a_request(headers: Mapping[str, str], *, body: bytes = b"") -> Request[None]:
    return Request(name="refresh_session", raw_body=body, headers=headers, query={}, path={}, request_id="r-1")


def test_the_body_has_the_access_token_and_the_cookie_the_refresh_token() -> None:
    answer = signed_in(SESSION)

    assert answer.body is not None
    assert "family.secret" not in repr(answer.body)
    assert answer.cookies == (
        "__Secure-callbox_refresh=family.secret; Max-Age=2592000; Path=/api/v1/sessions;"
        " HttpOnly; Secure; SameSite=Strict",
        "__Host-callbox_in=1; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax",
    )


def test_signing_out_clears_the_same_cookies() -> None:
    answer = signed_out()

    assert answer.body is None
    assert answer.cookies == (
        "__Secure-callbox_refresh=; Max-Age=0; Path=/api/v1/sessions; HttpOnly; Secure; SameSite=Strict",
        "__Host-callbox_in=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
    )


def test_a_cookie_that_was_set_can_be_read() -> None:
    pair = signed_in(SESSION).cookies[0].partition(";")[0]

    assert a_request({"Cookie": pair}).cookie(REFRESH.name) == "family.secret"


@pytest.mark.parametrize(
    "cookie",
    [
        "a=b; __Secure-callbox_refresh=f.s",
        "__Secure-callbox_refresh=f.s; a=b",
        "a=b;__Secure-callbox_refresh=f.s",
        "__Secure-callbox_refresh=f.s; __Secure-callbox_refresh=other",
        'prefs={"a": 1}; __Secure-callbox_refresh=f.s',
        'broken="quote; __Secure-callbox_refresh=f.s',
        "na me=x; __Secure-callbox_refresh=f.s; ümlaut=ß",
        "a=b,c@d[e]; flag; =; __Secure-callbox_refresh=f.s;;",
    ],
)
def test_the_cookie_is_found_among_malformed_cookies(cookie: str) -> None:
    assert a_request({"cookie": cookie}).cookie(REFRESH.name) == "f.s"


@pytest.mark.parametrize(
    "cookie", ["", ";", "a=b", "callbox_refresh=f.s", REFRESH.name, f"x{REFRESH.name}=f.s", f"{REFRESH.name}x=f.s"]
)
def test_a_cookie_header_without_the_cookie_has_no_token(cookie: str) -> None:
    assert not a_request({"Cookie": cookie}).cookie(REFRESH.name)


def test_a_request_without_cookies_has_no_token() -> None:
    assert a_request({}).cookie(REFRESH.name) is None


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
def test_our_own_site_may_send_requests_and_the_cookie(headers: dict[str, str]) -> None:
    request = a_request({"X-Requested-With": "callbox", **headers})

    request.must_not_be_cross_site(SITE)
    request.must_be_our_script()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": SITE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://sub.callbox.example", "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://callbox.example.evil.example"},
        {"Origin": "http://callbox.example"},
        {"Origin": "https://callbox.example/"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_other_sites_may_not_send_requests(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as error:
        a_request({"X-Requested-With": "callbox", **headers}).must_not_be_cross_site(SITE)

    assert error.value.code == "cross_site"


def test_a_client_that_is_no_browser_may_send_requests_but_no_cookie() -> None:
    request = a_request({"X-Requested-With": "callbox", "User-Agent": "curl/8.5.0"})

    request.must_not_be_cross_site(SITE)
    with pytest.raises(Refused) as error:
        request.must_be_our_script()
    assert error.value.code == "cross_site"


@pytest.mark.parametrize("value", [None, "", "XMLHttpRequest", "Callbox"])
def test_our_own_site_must_send_a_header_that_forms_cannot(value: str | None) -> None:
    headers = {"Origin": SITE} | ({"X-Requested-With": value} if value is not None else {})

    with pytest.raises(Refused) as error:
        a_request(headers).must_be_our_script()

    assert error.value.code == "cross_site"


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"])
def test_a_body_declared_as_json_is_read(media_type: str) -> None:
    a_request({"Content-Type": media_type}, body=b"{}").must_be_json()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/plain; application/json"},
        {"Content-Type": "text/plain, application/json"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json-seq"},
        {"Content-Type": "application/problem+json"},
    ],
)
def test_a_body_declared_as_anything_else_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as error:
        a_request(headers, body=b"{}").must_be_json()

    assert error.value.code == "unsupported_media_type"


def test_a_request_without_a_body_needs_no_type() -> None:
    a_request({}).must_be_json()
    a_request({"Content-Type": "text/plain"}).must_be_json()
