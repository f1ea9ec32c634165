"""Describe the API as OpenAPI 3.1, derived from the code alone.

Routes, callers, parameters and refusals come from the functions' declarations; their order from functions.yaml; bodies
and answers from the msgspec types that decode and encode them; errors from http/problems.py and from API Gateway's own
answers (api.yaml).

    python -m infra.openapi            writes build/openapi: openapi.json and an HTML page
"""

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import yaml

from callbox.http.cookies import REFRESH
from callbox.http.endpoint import ENDPOINTS, Answer, Endpoint
from callbox.http.problems import MEDIA_TYPE, PROBLEMS, Problem
from callbox.http.query import (
    DAY_PATTERN,
    DEFAULT_LIMIT,
    ID_PATTERN,
    INSTANT_PATTERN,
    MAX_CURSOR,
    MAX_IDS,
    MAX_LIMIT,
    Choice,
    Ids,
    Moment,
    Paging,
    Text,
)
from callbox.http.requests import IDEMPOTENCY_KEY_PATTERN, WORK_HEADER
from infra.openapi_page import STYLE, page
from infra.rows import ROOT, Row, read_rows

Json = dict[str, Any]

FOLDER = ROOT / "build" / "openapi"
_REF = "#/components/schemas/{name}"
# http/edge.py refuses requests that bypass CloudFront, on stages that require it.
_BEFORE_ANY_ROUTE = {"cross_site"}
# API Gateway's answers to unknown paths belong to no route.
_NO_ROUTE = {"MISSING_AUTHENTICATION_TOKEN", "RESOURCE_NOT_FOUND"}
_ABOUT = """\
Amounts are integers in minor units (`…_minor`, kobo) with a `currency`. Times are ISO 8601 with `Z`. Ids are opaque.
Lists page with `limit` and `cursor`; `next_cursor` is null on the last page. Errors are problems (RFC 9457) with a
stable `code`; further facts are members of the problem object. `Retry-After` gives the seconds to wait. A body needs
`Content-Type: application/json`. A browser may send requests other than GET from our own site alone."""
_SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token from a session route. It is valid for 15 minutes.",
    },
    REFRESH.name: {
        "type": "apiKey",
        "in": "cookie",
        "name": REFRESH.name,
        "description": "The refresh token: HttpOnly, sent to the session routes only. Each use replaces it.",
    },
}
# Answer headers that a route may declare.
_HEADERS: dict[str, Json] = {
    "Idempotent-Replay": {
        "description": "This is the first answer to this key, repeated.",
        "schema": {"type": "string", "const": "true"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next request.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "Set-Cookie": {
        "description": "A session's cookies, or their deletion; one header for each.",
        "schema": {"type": "string"},
    },
}


def document(version: str = "unversioned") -> Json:
    """Return the OpenAPI document."""
    routes = [row for row in read_rows().values() if row.kind == "api"]
    shapes = [*{shape: None for row in routes for shape in _shapes(ENDPOINTS[row.name])}, Problem]
    references, schemas = msgspec.json.schema_components(shapes, ref_template=_REF)
    by_shape = dict(zip(shapes, references, strict=True))
    schemas["Problem"]["additionalProperties"] = {"type": ["string", "integer"]}
    paths: Json = {}
    for row in routes:
        operation = _operation(row, ENDPOINTS[row.name], by_shape)
        paths.setdefault(row.path, {})[row.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Callbox", "version": version, "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY_SCHEMES},
    }


def answer_shape(endpoint: Endpoint) -> Any:
    """Return the type of a route's answer from its annotation; None when the answer has no body."""
    annotated = get_type_hints(endpoint.handler)["return"]
    if getattr(annotated, "__origin__", None) is not Answer:
        raise TypeError(f"{endpoint.name} must be annotated with Answer[…]")
    [shape] = annotated.__args__
    return None if shape is type(None) else shape


def _shapes(endpoint: Endpoint) -> list[Any]:
    return [shape for shape in (endpoint.body, answer_shape(endpoint)) if shape is not None]


def _operation(row: Row, endpoint: Endpoint, by_shape: dict[Any, Json]) -> Json:
    operation: Json = {
        "operationId": row.name,
        "summary": _summary(endpoint),
        "tags": [row.path.split("/")[3]],
        "parameters": [*_path_parameters(row), *_header_parameters(endpoint), *_query_parameters(endpoint)],
        "security": _security(endpoint),
        "responses": {
            str(endpoint.status): _success(endpoint, by_shape),
            **_refusals(
                {*_codes(row, endpoint), *_gateway_codes(), *_BEFORE_ANY_ROUTE},
                by_shape[Problem],
                headers=_headers_of_refusals(endpoint),
            ),
        },
    }
    # a signed webhook is accepted with any body, also one that we do not use
    signed: Json | None = {} if endpoint.caller.kind == "webhook" else None
    body = by_shape[endpoint.body] if endpoint.body else signed
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _headers_of_refusals(endpoint: Endpoint) -> Mapping[int, Sequence[str]]:
    """Return which refusals may set or delete cookies: a closed network's, and those of a session that has ended."""
    return {
        **({429: endpoint.headers} if endpoint.asks_work else {}),
        **({401: endpoint.headers} if endpoint.caller.kind == "cookie" else {}),
    }


def _codes(row: Row, endpoint: Endpoint) -> set[str]:
    """Return the error codes that a route declares, and those that follow from its declaration."""
    codes = set(endpoint.refuses)
    if endpoint.caller.kind == "customer":
        codes.add("unauthenticated")
    if endpoint.caller.lives:
        codes.add("session_revoked")
    if endpoint.is_guarded:
        codes |= {"cross_site", "unsupported_media_type"}
    if endpoint.body:
        codes |= {"malformed_json", "invalid_request"}
    if endpoint.asks_work:
        codes |= {"work_required", "work_wrong"}
    if endpoint.idempotent:
        codes |= {"idempotency_key_missing", "idempotency_key_reused"}
    if endpoint.query:
        codes.add("invalid_request")
    if "{" in row.path:
        codes.add("not_found")
    return codes


def _security(endpoint: Endpoint) -> list[Json]:
    schemes = ["bearer"] if endpoint.caller.needs_tokens else []
    schemes += [REFRESH.name] if endpoint.caller.kind == "cookie" else []
    return [{scheme: []} for scheme in schemes]


def _header_parameters(endpoint: Endpoint) -> list[Json]:
    parameters = []
    if endpoint.caller.kind == "cookie":
        marker = {"type": "string", "const": "callbox"}
        origin = "The site's origin; browsers send it. Without it, `Sec-Fetch-Site: same-origin` is required."
        parameters += [
            _parameter("header", "X-Requested-With", marker, "Forms on other sites cannot send it.", required=True),
            _parameter("header", "Origin", {"type": "string"}, origin),
        ]
    if endpoint.caller.kind == "webhook":
        text = "The signature of the body."
        parameters.append(_parameter("header", endpoint.caller.signature, {"type": "string"}, text, required=True))
    if endpoint.asks_work:
        schema = {"type": "string"}
        text = (
            "Proof of work, after a `work_required`: `<challenge>.<n>.<n>…` with one whole number for each of its "
            "`parts`. SHA-256 of `<challenge>.<i>.<n>`, i from 0, begins with `bits` zero bits. Good once, for this "
            "route."
        )
        parameters.append(_parameter("header", WORK_HEADER, schema, text))
    if endpoint.idempotent:
        schema = {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY_PATTERN}$"}
        text = "Chosen by the client, a new one per operation. The same key and body get the first answer again."
        parameters.append(_parameter("header", "Idempotency-Key", schema, text, required=True))
    return parameters


def _query_parameters(endpoint: Endpoint) -> list[Json]:
    return [described for parameter in endpoint.query for described in _described(parameter)]


def _described(parameter: Any) -> list[Json]:
    """Return the OpenAPI parameters of one declared query parameter; paging has two."""
    match parameter:
        case Text(name, longest):
            return [_parameter("query", name, {"type": "string", "maxLength": longest})]
        case Choice(name, options):
            return [_parameter("query", name, {"type": "string", "enum": ["", *options]})]
        case Moment(name):
            pattern = f"^$|^{DAY_PATTERN}$|^{INSTANT_PATTERN}$"
            text = "A day of UTC, or a time with its offset."
            return [_parameter("query", name, {"type": "string", "pattern": pattern}, text)]
        case Ids(name):
            schema = {"type": "string", "pattern": r"^[0-9A-Za-z, -]*$", "maxLength": MAX_IDS * 65}
            return [_parameter("query", name, schema, f"At most {MAX_IDS} ids, separated by commas.")]
        case Paging():
            limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
            cursor = {"type": "string", "maxLength": MAX_CURSOR}
            return [
                _parameter("query", "limit", limit, "Maximum number of items per page."),
                _parameter("query", "cursor", cursor, "`next_cursor` of the previous page, unchanged."),
            ]
    raise TypeError(f"no description of the query parameter {parameter}")


def _parameter(place: str, name: str, schema: Json, text: str = "", *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": place,
        "required": required,
        "schema": schema,
        **({"description": text} if text else {}),
    }


def _summary(endpoint: Endpoint) -> str:
    """Return the first sentence of a route's module docstring, without the route that it begins with."""
    first = (inspect.getmodule(endpoint.handler).__doc__ or "").partition("\n")[0]
    said = first.partition(": ")[2]
    return said[:1].upper() + said[1:]


def _path_parameters(row: Row) -> list[Json]:
    schema = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
    names = re.findall(r"{(\w+)}", row.path)
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _success(endpoint: Endpoint, by_shape: dict[Any, Json]) -> Json:
    shape = answer_shape(endpoint)
    names = [*endpoint.headers, *(["Idempotent-Replay"] if endpoint.idempotent else [])]
    headers = {name: _HEADERS[name] for name in sorted(names)}
    return {
        "description": "Done." if shape is None else "Success.",
        **({"headers": headers} if headers else {}),
        **({"content": {"application/json": {"schema": by_shape[shape]}}} if shape else {}),
    }


def _refusals(codes: set[str], problem: Json, *, headers: Mapping[int, Sequence[str]]) -> Json:
    """Return one response for each status, naming all codes that share it, with further headers by status."""
    unknown = sorted(codes - PROBLEMS.keys())
    if unknown:
        raise ValueError(f"not in the table of problems: {unknown}")
    responses: Json = {}
    for status in sorted({PROBLEMS[code][0] for code in codes}):
        here = [code for code, (its, _) in PROBLEMS.items() if code in codes and its == status]
        names = [*(["Retry-After"] if status in (429, 503) else []), *headers.get(status, ())]
        schema = {"allOf": [problem, {"properties": {"status": {"const": status}, "code": {"enum": here}}}]}
        responses[str(status)] = {
            "description": "; ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in here),
            **({"headers": {name: _HEADERS[name] for name in names}} if names else {}),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
    return responses


def _gateway_codes() -> set[str]:
    """Return the codes that API Gateway may answer on any route."""
    answers = yaml.safe_load((ROOT / "infra" / "api.yaml").read_text())["GatewayAnswers"]
    return {answer["code"] for kind, answer in answers.items() if kind not in _NO_ROUTE}


def write(folder: Path = FOLDER, *, version: str = "unversioned") -> Path:
    """Write the document, the page and its style sheet; return the folder, whose files belong to the site."""
    described = document(version)
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    _keep(folder / "openapi.json", json.dumps(described, indent=1, ensure_ascii=False) + "\n")
    _keep(folder / "docs" / "api.html", page(described))
    _keep(folder / "docs" / "api.css", STYLE.read_text())
    return folder


def _keep(file: Path, text: str) -> None:
    """Write a file unless it says so already: another platform may be reading it."""
    if not file.exists() or file.read_text() != text:
        file.write_text(text)


if __name__ == "__main__":
    print(f"wrote {write().relative_to(ROOT)}")
