"""Requests, read as the contract requires."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest

from callbox.domain.errors import CallboxError, Invalid, Refused
from callbox.http.query import MAX_CURSOR, PAGE, Ids, Page, Text
from callbox.http.requests import Request


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    sizes: list[int] = []


class Body(msgspec.Struct, forbid_unknown_fields=True):
    amount_minor: Annotated[int, msgspec.Meta(ge=1)]
    kind: Literal["a", "b"] = "a"
    inner: Inner | None = None
    name: str = ""


def a_request(
    body: bytes | object = b"",
    *,
    name: str = "create_deposit",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    path: Mapping[str, str] | None = None,
) -> Request[Any]:
    return Request(
        name=name,
        raw_body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers=headers or {},
        query=query or {},
        path=path or {},
        request_id="r-1",
        parameters=(PAGE, Ids(), *(Text(name) for name in ("q", "long", "missing"))),
    )


def code_of(error: pytest.ExceptionInfo[CallboxError]) -> str:
    return error.value.code


def fields_of(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.field, one.message) for one in error.value.errors]


# --- body


def test_a_body_is_read_into_its_shape() -> None:
    assert a_request({"amount_minor": 5, "kind": "b"}).read_body(Body) == Body(5, "b")


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "amount_minor", "Missing."),
        ({"amount_minor": 1, "extra": 1}, "extra", "There is no such field."),
        ({"amount_minor": 1, "a.b`c": 1}, "a.b", "There is no such field."),
        ({"amount_minor": "1"}, "amount_minor", "This must be a whole number, not text."),
        ({"amount_minor": 0}, "amount_minor", "At least 1."),
        ({"amount_minor": 1, "kind": "c"}, "kind", "This is not one of the values that are allowed here."),
        ({"amount_minor": 1, "inner": {"sizes": [1, "x"]}}, "inner.sizes[1]", "This must be a whole number, not text."),
        ({"amount_minor": 1, "inner": {"other": 1}}, "other", "There is no such field."),
    ],
)
def test_an_invalid_field_is_named_with_its_error(body: object, field: str, message: str) -> None:
    with pytest.raises(Invalid) as error:
        a_request(body).read_body(Body)

    assert fields_of(error) == [(field, message)]


def test_a_long_field_name_is_cut_off_in_the_error() -> None:
    with pytest.raises(Invalid) as error:
        a_request({"amount_minor": 1, "x" * 9_000: 1}).read_body(Body)

    assert fields_of(error) == [("x" * 100, "There is no such field.")]


@pytest.mark.parametrize("raw", [b"", b"{", b"{]", b"\xff", b'{"name": "\xff"}', rb'{"name": "\ud800"}', b"{}x"])
def test_invalid_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(Refused) as error:
        a_request(raw).read_body(dict[str, str])

    assert code_of(error) == "malformed_json"


def test_nesting_that_is_too_deep_is_malformed() -> None:
    with pytest.raises(Refused) as error:
        a_request(b"[" * 16_000).read_body(object)

    assert code_of(error) == "malformed_json"


# --- idempotency


def a_keyed_request(body: bytes | object = b"{}", **changes: str) -> Request[Any]:
    return a_request(
        body,
        name=changes.get("name", "create_deposit"),
        headers={"Idempotency-Key": changes.get("key", "key-1")},
        path={"deposit_id": changes["path"]} if "path" in changes else {},
    )


def hash_of(request: Request[Any]) -> str:
    return key_of(request, request.read_body(Body))[1]


def key_of(request: Request[Any], body: object = None) -> tuple[str, str]:
    request.read_idempotency_key(body)
    return request.idempotency


@pytest.mark.parametrize("key", ["k", "x" * 255, "~ !"])
def test_a_key_of_printable_characters_is_accepted(key: str) -> None:
    assert key_of(a_keyed_request(key=key))[0] == key


@pytest.mark.parametrize("key", ["", "x" * 256, "a\n", "\t", "é", "\x7f", "\x00"])
def test_any_other_key_counts_as_missing(key: str) -> None:
    with pytest.raises(Refused) as error:
        key_of(a_keyed_request(key=key))

    assert code_of(error) == "idempotency_key_missing"


def test_without_the_header_the_key_is_missing() -> None:
    with pytest.raises(Refused) as error:
        key_of(a_request())

    assert code_of(error) == "idempotency_key_missing"


def test_the_same_body_formatted_differently_is_the_same_request() -> None:
    one = a_keyed_request(b'{"amount_minor": 5, "kind": "a"}')
    other = a_keyed_request(b'\n{"kind":"a","amount_minor":5}')
    with_the_default = a_keyed_request(b'{"amount_minor": 5}')

    assert hash_of(one) == hash_of(other) == hash_of(with_the_default)


def test_another_body_route_or_path_is_another_request() -> None:
    hashes = {
        hash_of(a_keyed_request({"amount_minor": 5})),
        hash_of(a_keyed_request({"amount_minor": 6})),
        hash_of(a_keyed_request({"amount_minor": 5, "kind": "b"})),
        hash_of(a_keyed_request({"amount_minor": 5}, name="create_verification")),
        hash_of(a_keyed_request({"amount_minor": 5}, path="one")),
        hash_of(a_keyed_request({"amount_minor": 5}, path="two")),
    }

    assert len(hashes) == 6


# --- who calls


@pytest.mark.parametrize("value", ["Bearer good", "bearer good", "BEARER  good "])
def test_a_token_is_read_from_its_header(value: str) -> None:
    assert a_request(headers={"authorization": value}).bearer() == "good"


@pytest.mark.parametrize("value", ["", "good", "Basic good", "Bearer", "Bearer ", "Bearergood"])
def test_any_other_header_value_is_not_a_token(value: str) -> None:
    with pytest.raises(Refused) as error:
        a_request(headers={"Authorization": value}).bearer()

    assert code_of(error) == "unauthenticated"


def test_without_the_header_there_is_no_token() -> None:
    with pytest.raises(Refused) as error:
        a_request().bearer()

    assert code_of(error) == "unauthenticated"


# --- ids, queries, pages


@pytest.mark.parametrize("value", ["", "a b", "a/b", "é", "a\n", "x" * 65, "a.b"])
def test_a_malformed_id_is_not_found(value: str) -> None:
    with pytest.raises(Refused) as error:
        a_request(path={"deposit_id": value}).path_id("deposit_id")

    assert (code_of(error), error.value.detail) == ("not_found", "There is no such deposit.")


def test_an_id_is_returned_as_it_is() -> None:
    assert a_request(path={"deposit_id": "01aZ"}).path_id("deposit_id") == "01aZ"


def test_a_query_parameter_has_a_default_and_a_bound() -> None:
    request = a_request(query={"q": "x" * 100, "long": "x" * 101})

    assert (request.query(Text("q")), request.query(Text("missing"))) == ("x" * 100, "")
    with pytest.raises(Invalid) as error:
        request.query(Text("long"))
    assert fields_of(error) == [("long", "Use at most 100 characters.")]


@pytest.mark.parametrize(("given", "ids"), [("", []), (",,", []), ("a", ["a"]), (" a ,b,,a", ["a", "b"])])
def test_repeated_ids_are_read_once(given: str, ids: list[str]) -> None:
    assert a_request(query={"ids": given}).query(Ids()) == ids


def test_a_hundred_ids_of_any_length_are_accepted_and_one_more_is_refused() -> None:
    ids = [f"{n:064d}" for n in range(101)]

    assert len(a_request(query={"ids": ",".join(ids[:100])}).query(Ids())) == 100
    with pytest.raises(Invalid):
        a_request(query={"ids": ",".join(ids)}).query(Ids())


def test_a_page_has_the_first_20_rows_by_default() -> None:
    assert a_request().query(PAGE) == Page(20, None)
    cursor = a_request().next_cursor("01AB")

    assert a_request(query={"limit": "100", "cursor": cursor}).query(PAGE) == Page(100, "01AB")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "+1", "1.0", "abc", "", "١", "1_0", "9" * 100])
def test_a_limit_is_a_whole_number_from_1_to_100(limit: str) -> None:
    with pytest.raises(Invalid) as error:
        a_request(query={"limit": limit}).query(PAGE)

    assert fields_of(error) == [("limit", "Use a whole number from 1 to 100.")]


@pytest.mark.parametrize("key", ["01KAQ0000000000000000000AB", "a b&c", "微信 💬", "a:b", "x" * 1_024, 1, 10**14])
def test_a_cursor_decodes_to_the_key_it_was_made_from(key: str | int) -> None:
    cursor = a_request().next_cursor(key)

    assert re.fullmatch(r"[0-9A-Za-z_-]+", cursor)
    assert a_request(query={"cursor": cursor}).query(PAGE).after == str(key)


def forged(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "value",
    [
        "!",
        "a",
        "=",
        "é",
        "AAAA BBBB",
        forged(b"01AB"),
        forged(b"create_deposit"),
        forged(b"create_deposit:"),
        forged(b"create_deposit:\xff"),
        forged(b"create_deposit:" + b"x" * MAX_CURSOR),
        a_request(name="list_entries").next_cursor("01AB"),
    ],
)
def test_a_cursor_that_this_list_never_issued_is_refused(value: str) -> None:
    with pytest.raises(Invalid) as error:
        a_request(query={"cursor": value}).query(PAGE)

    assert fields_of(error) == [("cursor", "Use the next_cursor of the previous page unchanged.")]


@pytest.mark.parametrize(("after", "number"), [(None, None), ("1", 1), ("9" * 15, 10**15 - 1)])
def test_a_numbered_list_continues_after_a_number(after: str | None, number: int | None) -> None:
    assert Page(20, after).after_number() == number


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "٣", "²", "9" * 16])
def test_a_numbered_list_refuses_other_cursors(after: str) -> None:
    with pytest.raises(Invalid):
        Page(20, after).after_number()


@pytest.mark.parametrize("after", [None, "01AB", "x" * 64])
def test_a_list_of_documents_continues_after_an_id(after: str | None) -> None:
    assert Page(20, after).after_id() == after


@pytest.mark.parametrize("after", ["", "a b", "a.b", "é", "a\n", "x" * 65])
def test_a_list_of_documents_refuses_other_cursors(after: str) -> None:
    with pytest.raises(Invalid) as error:
        Page(20, after).after_id()

    assert [field for field, _ in fields_of(error)] == ["cursor"]
