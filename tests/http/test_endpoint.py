"""`endpoint` makes a function a route."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from chalice import Chalice
from chalice.test import Client
from msgspec import Struct

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import Claims, UserId
from callbox.http.endpoint import (
    COOKIE,
    CUSTOMER,
    ENDPOINTS,
    OPEN,
    SECURITY_HEADERS,
    Answer,
    Caller,
    Endpoint,
    created,
    serve,
    webhook,
)
from callbox.http.query import PAGE, Text
from callbox.http.requests import MAX_BODY_BYTES, Request


class Said(Struct):
    words: str


@dataclass
class Settings:
    site_url: str = "https://callbox.example"


class Offer:
    """The use cases that `endpoint` and the handlers of these tests need."""

    settings = Settings()
    things = "a thing"
    others = "another"

    def claims(self, token: str) -> Claims:
        if token != "good":
            raise Refused("unauthenticated", "Sign in to continue.")
        return Claims(UserId("user-ada"), "session-1", datetime(2026, 11, 30, tzinfo=UTC))


def served(view: Callable[..., Answer[Any]], *, path: str = "/things", caller: Caller = OPEN, **declared: Any) -> Any:
    """Return a function that posts to the only route of an app."""
    route = Endpoint("POST", path, caller=caller, throttle=(1, 1), **declared)

    def named(request: Request[Any], services: Any) -> Answer[Any]:
        return view(request, services) if view.__code__.co_argcount == 2 else view(request)

    assert route(named) is named
    ENDPOINTS.pop("named")
    app = Chalice(app_name="things")
    serve(app, route, cast(Any, Offer))
    client = Client(app)

    def post(to: str = path, *, body: bytes = b"", headers: dict[str, str] | None = None, query: str = "") -> Any:
        sent = {"Content-Type": "application/json", **(headers or {})}
        return client.http.post(f"/api/v1{to}{query}", body=body, headers=sent)

    return post


def raising(error: Exception) -> Callable[..., Answer[Any]]:
    def view(_: Request[Any]) -> Answer[Any]:
        raise error

    return view


def test_the_return_value_of_a_route_is_its_answer() -> None:
    answer = served(lambda _: Answer(Said("hello"), {"Retry-After": "3"}), status=202)()

    assert (answer.status_code, answer.json_body) == (202, {"words": "hello"})
    assert (answer.headers["Content-Type"], answer.headers["Retry-After"]) == ("application/json", "3")


def test_each_cookie_of_an_answer_is_a_header_of_its_own() -> None:
    answer = served(lambda _: Answer(Said("hello"), cookies=("a=1; Path=/x", "b=2; Path=/y")))()

    assert answer.headers["Set-Cookie"] == ["a=1; Path=/x", "b=2; Path=/y"]


def test_an_answer_without_content_has_no_body() -> None:
    answer = served(lambda _: Answer(None), status=204)()

    assert (answer.status_code, answer.body) == (204, b"")


@pytest.mark.parametrize(
    "view",
    [
        lambda _: Answer(Said("hello")),
        lambda _: Answer(None),
        raising(Refused("not_found", "Nothing.")),
        raising(Unavailable("Busy.")),
        raising(RuntimeError("broken")),
    ],
)
def test_every_answer_good_or_bad_has_the_security_headers(view: Callable[..., Answer[Any]]) -> None:
    headers = served(view)().headers

    assert headers.items() >= SECURITY_HEADERS.items()
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        f"{directive} 'none'" for directive in ("default-src", "object-src", "base-uri", "frame-ancestors")
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert set(headers["Permissions-Policy"].split(", ")) == {
        f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb", "clipboard-write")
    }


def test_an_error_is_answered_as_a_problem() -> None:
    answer = served(raising(Refused("price_changed", "It has risen.", price_minor=5)))()

    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert (answer.json_body["code"], answer.json_body["price_minor"]) == ("price_changed", 5)


def test_an_unknown_failure_reveals_nothing_to_the_caller(capsys: pytest.CaptureFixture[str]) -> None:
    answer = served(raising(RuntimeError("password hunter2 of ada@example.com")))()

    assert (answer.status_code, answer.json_body["code"]) == (500, "internal_error")
    assert "hunter2" not in answer.body.decode()
    log = capsys.readouterr().out
    assert "hunter2" not in log
    assert json.loads(log)["kind"] == "RuntimeError"


def test_an_unlisted_code_answers_500_and_is_logged_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    answer = served(raising(Refused("no_such_code", "The code 482913 of ada@example.com.")))()

    assert (answer.status_code, answer.json_body["code"]) == (500, "internal_error")
    [line] = capsys.readouterr().out.splitlines()
    noted = json.loads(line)
    assert (noted["event"], noted["level"], noted["kind"]) == ("crashed", "error", "Refused")
    assert "test_endpoint.py" in noted["place"]
    assert "482913" not in line
    assert "ada@" not in line


def test_a_refusal_is_logged_with_its_code_and_the_customer_and_not_as_a_crash(
    capsys: pytest.CaptureFixture[str],
) -> None:
    signed_in = {"Authorization": "Bearer good"}
    served(raising(Refused("not_found", "Nothing.")), caller=CUSTOMER)(headers=signed_in)
    served(lambda _: Answer(None), caller=CUSTOMER)()
    served(lambda _: Answer(None), caller=CUSTOMER)(headers=signed_in)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["event"], line["level"], line["code"], line.get("user_id")) for line in lines] == [
        ("request_refused", "info", "not_found", "user-ada"),
        ("request_refused", "info", "unauthenticated", None),
    ]


def test_an_answer_that_cannot_be_encoded_is_a_failure_and_not_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    answer = served(lambda _: Answer(Said("\ud800")))()

    assert (answer.status_code, answer.json_body["code"]) == (500, "internal_error")
    assert json.loads(capsys.readouterr().out)["event"] == "crashed"


def test_a_body_of_exactly_the_limit_is_accepted_and_one_byte_more_is_refused() -> None:
    post = served(lambda request: Answer(Said(str(len(request.raw_body)))))

    assert post(body=b"x" * MAX_BODY_BYTES).json_body == {"words": str(MAX_BODY_BYTES)}
    too_large = post(body=b"x" * (MAX_BODY_BYTES + 1))
    assert (too_large.status_code, too_large.json_body["code"]) == (413, "body_too_large")


def test_a_route_may_have_its_own_limit() -> None:
    post = served(lambda request: Answer(Said(str(len(request.raw_body)))), max_body_bytes=20_000)

    assert post(body=b"x" * 20_000).json_body == {"words": "20000"}
    too_large = post(body=b"x" * 20_001)
    assert (too_large.status_code, too_large.json_body["detail"]) == (413, "Send at most 20,000 bytes.")


def test_the_limit_counts_bytes_and_not_characters() -> None:
    post = served(lambda request: Answer(Said(str(len(request.raw_body)))))

    assert post(body="₦".encode() * (MAX_BODY_BYTES // 3 + 1)).status_code == 413


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""])
def test_a_webhook_is_taken_with_any_content_type_and_origin(content_type: str) -> None:
    post = served(lambda request: Answer(Said(request.raw_body.decode())), caller=webhook("X-Signature"))

    answer = post(body=b"hello", headers={"Content-Type": content_type, "Origin": "https://supplier.example"})

    assert (answer.status_code, answer.json_body) == (200, {"words": "hello"})


@pytest.mark.parametrize("declared", [{"body": Said}, {}])
def test_a_body_that_is_not_declared_as_json_is_refused(declared: dict[str, Any]) -> None:
    post = served(lambda _: Answer(Said("read")), **declared)

    answer = post(body=b'{"words": "hello"}', headers={"Content-Type": "text/plain"})

    assert (answer.status_code, answer.json_body["code"]) == (415, "unsupported_media_type")


def test_a_route_sees_its_path_and_headers() -> None:
    def view(request: Request[Any]) -> Answer[Said]:
        return Answer(Said(f"{request.path_id('thing_id')} {request.header('x-colour')}"))

    answer = served(view, path="/things/{thing_id}")("/things/01AB", headers={"X-Colour": "red"})

    assert answer.json_body == {"words": "01AB red"}


@pytest.mark.parametrize(("replayed", "headers"), [(False, {}), (True, {"Idempotent-Replay": "true"})])
def test_a_replayed_answer_differs_only_by_its_header(replayed: bool, headers: dict[str, str]) -> None:
    answer = created(Said("made"), replayed=replayed)

    assert (answer.body, answer.headers) == (Said("made"), headers)


# --- what a route declares is checked before its handler runs


def test_a_customers_route_identifies_the_caller_and_refuses_requests_without_one() -> None:
    post = served(lambda request: Answer(Said(request.user_id)), caller=CUSTOMER)

    assert post(headers={"Authorization": "Bearer good"}).json_body == {"words": "user-ada"}
    for headers in ({}, {"Authorization": "Bearer bad"}, {"Authorization": "good"}):
        assert (post(headers=headers).status_code, post(headers=headers).json_body["code"]) == (401, "unauthenticated")


def test_a_route_for_our_own_page_refuses_every_other_site() -> None:
    post = served(lambda _: Answer(Said("hello")), caller=COOKIE)
    ours = {"Origin": "https://callbox.example", "X-Requested-With": "callbox"}

    assert post(headers=ours).status_code == 200
    assert post(headers=ours | {"Origin": "https://other.example"}).json_body["code"] == "cross_site"
    assert post().json_body["code"] == "cross_site"


def test_an_idempotent_route_has_the_key_and_a_hash_of_the_request() -> None:
    post = served(lambda request: Answer(Said("/".join(request.idempotency))), body=Said, idempotent=True)

    first = post(body=b'{"words": "hello"}', headers={"Idempotency-Key": "k"})
    again = post(body=b'{ "words":"hello" }', headers={"Idempotency-Key": "k"})
    other = post(body=b'{"words": "bye"}', headers={"Idempotency-Key": "k"})

    assert first.json_body == again.json_body != other.json_body
    assert first.json_body["words"].startswith("k/")
    assert post(body=b'{"words": "hello"}').json_body["code"] == "idempotency_key_missing"


def test_helpers_between_a_handler_and_its_request_change_nothing() -> None:
    def page_of(request: Request[Any]) -> int:
        return request.query(PAGE).limit

    def words_of(request: Request[Any]) -> str:
        return f"{request.user_id} {page_of(request)}"

    post = served(lambda request: Answer(Said(words_of(request))), caller=CUSTOMER, query=(PAGE,))

    answer = post(headers={"Authorization": "Bearer good"}, query="?limit=7")

    assert answer.json_body == {"words": "user-ada 7"}


@pytest.mark.parametrize(
    "view",
    [
        lambda request: Answer(Said(request.user_id)),
        lambda request: Answer(Said(request.idempotency[0])),
        lambda request: Answer(Said(request.query(Text("q")))),
        lambda _, services: Answer(Said(services.others)),
    ],
)
def test_a_handler_cannot_use_what_its_route_does_not_declare(
    view: Callable[..., Answer[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert served(view, uses=("things",))().status_code == 500
    assert json.loads(capsys.readouterr().out)["kind"] == "NotDeclared"


def test_a_declared_use_case_is_available() -> None:
    answer = served(lambda _, services: Answer(Said(services.things)), uses=("things",))()

    assert answer.json_body == {"words": "a thing"}
