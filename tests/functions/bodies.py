"""Bodies that every route must refuse, and the error for each."""

from collections.abc import Callable

from tests.functions.answers import Answer, assert_problem

LIMIT_BYTES = 16 * 1024

_NOT_JSON: tuple[bytes | None, ...] = (
    None,  # no body at all
    b"",
    b" \n",
    b"{",
    b'{"',
    b"\xef\xbb\xbf{}",  # a byte order mark
    b"{'a': 1}",
    b"email=a%40b.c&password=x",
    b"\xff\xfe{",
    b"NaN",
    b"\x00",
)
_NOT_AN_OBJECT = (b"[]", b"null", b'"text"', b"17", b"true", b"[" * 16_000)
_WITH_AN_UNKNOWN_FIELD = b'{"is_admin": true}'
_DEEP = b'{"is_admin": ' + b'{"a": [' * 2_000
_TOO_LARGE = b'{"a": "' + b"x" * LIMIT_BYTES + b'"}'

Send = Callable[[bytes | None], Answer]


def assert_refuses_bad_bodies(send: Send) -> None:
    """Send bodies that are not JSON (400), not an object or have unknown fields (422), or are too large (413)."""
    for raw in _NOT_JSON:
        assert_malformed(send(raw))
    for raw in _NOT_AN_OBJECT:
        answer = send(raw)
        sentence = "The body must be one JSON object."
        wrong = {"field": "", "code": "wrong_type", "message": sentence}
        assert_problem(answer, 422, "invalid_request", errors=[wrong])
        assert answer.json["detail"] == sentence
    for raw in (_WITH_AN_UNKNOWN_FIELD, _DEEP):
        answer = send(raw)
        assert_problem(answer, 422, "invalid_request", errors=answer.json.get("errors"))
        unknown = {"field": "is_admin", "code": "unknown_field", "message": "There is no such field."}
        assert answer.json["errors"] == [unknown]
    assert_problem(send(_TOO_LARGE), 413, "body_too_large")


def assert_malformed(answer: Answer) -> None:
    assert_problem(answer, 400, "malformed_json")
