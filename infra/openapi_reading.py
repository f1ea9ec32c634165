"""Read from a route's own source what it takes of a request, so that no second description of it exists.

A route is at most a screen of code that asks its `Request` for things by name. Each question has its line in READERS;
one without a line, and a request handed on to where it cannot be followed, are refused: the description would be wrong.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from callbox.http.endpoint import View
from callbox.http.requests import (
    DEFAULT_LIMIT,
    IDEMPOTENCY_KEY_PATTERN,
    MAX_CURSOR,
    MAX_IDS,
    MAX_LIMIT,
    REFRESH_COOKIE,
)

Json = dict[str, Any]


class NotReadable(Exception):
    """A route asks its request for something that the description has no words for."""


@dataclass
class Reads:
    """What a route takes of a request, beside its path."""

    body: type | None = None
    raw_body: bool = False
    parameters: list[Json] = field(default_factory=list)
    security: list[Json] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """Of the problems that come from reading a request."""
    calls: frozenset[str] = frozenset()
    """Names of the functions that the route calls, methods left out."""


def read(view: View) -> Reads:
    """Return what `view` reads. Raises NotReadable."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        raise NotReadable(f"{view.__name__} is no plain function")
    request = function.args.args[0].arg
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    named = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    reads = Reads(calls=frozenset(named))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == request:
            asked = parents[node]
            if not isinstance(asked, ast.Attribute) or asked.attr not in READERS:
                raise NotReadable(f"{view.__name__}: no words for {ast.unparse(asked)} in infra/openapi_reading.py")
            call = parents[asked]
            given = _arguments(call, view) if isinstance(call, ast.Call) and call.func is asked else {}
            READERS[asked.attr](reads, given)
    return reads


def _arguments(call: ast.Call, view: View) -> dict[str | int, Any]:
    """Return the arguments that stand for themselves: literals, and names of the route's module."""
    given: dict[str | int, Any] = {}
    named: list[tuple[str | int, ast.expr]] = [*enumerate(call.args)]
    named += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    for place, node in named:
        if isinstance(node, ast.Name) and node.id in view.__globals__:
            given[place] = view.__globals__[node.id]
        else:
            try:
                given[place] = ast.literal_eval(node)
            except ValueError:
                continue
    return given


Given = Mapping[str | int, Any]


def _json(reads: Reads, given: Given) -> None:
    reads.body = given[0]
    reads.codes += ["malformed_json", "invalid_request"]


def _raw_body(reads: Reads, _: Given) -> None:
    reads.raw_body = True


def _bearer(reads: Reads, _: Given) -> None:
    reads.security.append({"bearer": []})
    reads.codes.append("unauthenticated")


def _idempotency(reads: Reads, _: Given) -> None:
    schema = {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY_PATTERN}$"}
    text = "Chosen by the client, new for each thing that is wanted. The same key and body get the first answer again."
    reads.parameters.append(_parameter("header", "Idempotency-Key", schema, text, required=True))
    reads.codes += ["idempotency_key_missing", "idempotency_key_reused"]


def _path_id(reads: Reads, _: Given) -> None:
    reads.codes.append("not_found")


def _query(reads: Reads, given: Given) -> None:
    schema = {"type": "string", "maxLength": given.get("longest", 100)}
    reads.parameters.append(_parameter("query", given[0], schema))
    reads.codes.append("invalid_request")


def _choice(reads: Reads, given: Given) -> None:
    reads.parameters.append(_parameter("query", given[0], {"type": "string", "enum": ["", *given[1]]}))
    reads.codes.append("invalid_request")


def _ids(reads: Reads, _: Given) -> None:
    schema = {"type": "string", "pattern": r"^[0-9A-Za-z, -]*$", "maxLength": MAX_IDS * 65}
    reads.parameters.append(_parameter("query", "ids", schema, f"At most {MAX_IDS} ids, with commas between."))
    reads.codes.append("invalid_request")


def _page(reads: Reads, _: Given) -> None:
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    cursor = {"type": "string", "maxLength": MAX_CURSOR}
    reads.parameters += [
        _parameter("query", "limit", limit, "How many a page has at most."),
        _parameter("query", "cursor", cursor, "`next_cursor` of the page before, as it is."),
    ]
    reads.codes.append("invalid_request")


def _next_cursor(_: Reads, __: Given) -> None:
    """Nothing more is read: it writes what `page` reads."""


def _same_site(reads: Reads, _: Given) -> None:
    marker = {"type": "string", "const": "callbox"}
    text = "A browser sends the site's own. Without it, `Sec-Fetch-Site: same-origin` must be there."
    reads.parameters += [
        _parameter("header", "X-Requested-With", marker, "What no form of another site can send.", required=True),
        _parameter("header", "Origin", {"type": "string"}, text),
    ]
    reads.codes.append("cross_site")


def _cookie(reads: Reads, _: Given) -> None:
    reads.security.append({REFRESH_COOKIE: []})


def _header(reads: Reads, given: Given) -> None:
    if given[0] == "Authorization":  # whether it is there; `claims` reads it
        return
    reads.parameters.append(_parameter("header", given[0], {"type": "string"}, "Signs the body.", required=True))


def _parameter(place: str, name: str, schema: Json, text: str = "", *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": place,
        "required": required,
        "schema": schema,
        **({"description": text} if text else {}),
    }


READERS: Mapping[str, Callable[[Reads, Given], None]] = {
    "device": lambda _reads, _given: None,  # whatever the browser calls itself
    "network": lambda _reads, _given: None,  # of the connection, not of the request's text
    "json": _json,
    "raw_body": _raw_body,
    "user_id": _bearer,
    "claims": _bearer,
    "idempotency": _idempotency,
    "path_id": _path_id,
    "query": _query,
    "choice": _choice,
    "ids": _ids,
    "page": _page,
    "next_cursor": _next_cursor,
    "must_be_same_site": _same_site,
    "refresh_token": _cookie,
    "header": _header,
}
