"""Describe the API as OpenAPI 3.1, from what the code itself says; there is no second description.

Routes and their order come from functions.yaml; bodies and answers from the msgspec types that decode and encode them;
parameters from what a route's source reads; errors from http/problems.py, from what a route declares to refuse, and
from what API Gateway answers by itself.

    python -m infra.openapi            writes build/openapi: openapi.json and the page to read it by
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import yaml

import app  # registers every endpoint
from callbox.http.endpoint import ENDPOINTS, Answer, Endpoint
from callbox.http.problems import MEDIA_TYPE, PROBLEMS, Problem
from callbox.http.requests import ID_PATTERN, REFRESH_COOKIE
from infra.openapi_page import STYLE, page
from infra.openapi_reading import Reads, read
from infra.rows import ROOT, Row, read_rows

Json = dict[str, Any]

FOLDER = ROOT / "build" / "openapi"
_REF = "#/components/schemas/{name}"
# Whoever comes around the site is refused, where a stage demands it: http/edge.py.
_BEFORE_ANY_ROUTE = {"cross_site"}
# API Gateway's answers for paths that are no route belong to no route.
_NO_ROUTE = {"MISSING_AUTHENTICATION_TOKEN", "RESOURCE_NOT_FOUND"}
_ABOUT = """\
Money is an integer of minor units (`…_minor`, kobo) beside a `currency`; times are ISO 8601 with `Z`; ids are opaque.
Lists page with `limit` and `cursor`, and end where `next_cursor` is null. Errors are problems (RFC 9457) with a stable
`code`; facts about them stand beside the common fields. Whoever is asked to wait finds the seconds in `Retry-After`."""
_SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token that a session answers; it lives for 15 minutes.",
    },
    REFRESH_COOKIE: {
        "type": "apiKey",
        "in": "cookie",
        "name": REFRESH_COOKIE,
        "description": "The refresh token; HttpOnly, and sent to the session routes only. Each use replaces it.",
    },
}
# What an answer carries beside its body, by the function that makes it.
_HEADERS: dict[str, tuple[str, Json]] = {
    "created": (
        "Idempotent-Replay",
        {"description": "The first answer to this key, given again.", "schema": {"type": "string", "const": "true"}},
    ),
    "retry_after": (
        "Retry-After",
        {"description": "Seconds until it is worth asking again.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    ),
    "signed_in": ("Set-Cookie", {"description": "The next refresh token.", "schema": {"type": "string"}}),
    "signed_out": ("Set-Cookie", {"description": "Takes the refresh token away.", "schema": {"type": "string"}}),
}
_RETRY_AFTER = {"Retry-After": _HEADERS["retry_after"][1]}


def document(version: str = "unversioned") -> Json:
    """Return the whole description. Raises NotReadable for a route that cannot be described."""
    app.app  # noqa: B018 - the import has registered what is described here
    routes = [row for row in read_rows().values() if row.kind == "api"]
    reads = {row.name: read(ENDPOINTS[row.name].view) for row in routes}
    shapes = [*{shape: None for row in routes for shape in _shapes(row, reads[row.name])}, Problem]
    references, schemas = msgspec.json.schema_components(shapes, ref_template=_REF)
    by_shape = dict(zip(shapes, references, strict=True))
    schemas["Problem"]["additionalProperties"] = {"type": ["string", "integer"]}
    paths: Json = {}
    for row in routes:
        operation = _operation(row, ENDPOINTS[row.name], reads[row.name], by_shape)
        paths.setdefault(row.path, {})[row.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Callbox", "version": version, "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY_SCHEMES},
    }


def answer_shape(endpoint: Endpoint) -> Any:
    """Return the type of a route's body, as its annotation says; None where it answers nothing."""
    annotated = get_type_hints(endpoint.view)["return"]
    if getattr(annotated, "__origin__", None) is not Answer:
        raise TypeError(f"{endpoint.view.__name__} must be annotated with Answer[…]")
    [shape] = annotated.__args__
    return None if shape is type(None) else shape


def _shapes(row: Row, reads: Reads) -> list[Any]:
    return [shape for shape in (reads.body, answer_shape(ENDPOINTS[row.name])) if shape is not None]


def _operation(row: Row, endpoint: Endpoint, reads: Reads, by_shape: dict[Any, Json]) -> Json:
    operation: Json = {
        "operationId": row.name,
        "summary": _summary(endpoint),
        "tags": [row.path.split("/")[3]],
        "parameters": [*_path_parameters(row), *reads.parameters],
        "security": reads.security,
        "responses": {
            str(endpoint.status): _success(endpoint, reads, by_shape),
            **_refusals({*reads.codes, *endpoint.refuses, *_gateway_codes(), *_BEFORE_ANY_ROUTE}, by_shape[Problem]),
        },
    }
    # what signs its body is taken whatever it says, and may mean nothing to us
    body = by_shape[reads.body] if reads.body else {} if reads.raw_body else None
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _summary(endpoint: Endpoint) -> str:
    """Return the sentence of a route's module, which begins with the route itself."""
    first = (inspect.getmodule(endpoint.view).__doc__ or "").partition("\n")[0]
    said = first.partition(": ")[2]
    return said[:1].upper() + said[1:]


def _path_parameters(row: Row) -> list[Json]:
    schema = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
    names = re.findall(r"{(\w+)}", row.path)
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _success(endpoint: Endpoint, reads: Reads, by_shape: dict[Any, Json]) -> Json:
    shape = answer_shape(endpoint)
    headers = dict(_HEADERS[name] for name in sorted(reads.calls & _HEADERS.keys()))
    return {
        "description": "Done." if shape is None else "What was asked for.",
        **({"headers": headers} if headers else {}),
        **({"content": {"application/json": {"schema": by_shape[shape]}}} if shape else {}),
    }


def _refusals(codes: set[str], problem: Json) -> Json:
    """Return one response for each status; a status that several codes share names them all."""
    unknown = sorted(codes - PROBLEMS.keys())
    if unknown:
        raise ValueError(f"not in the table of problems: {unknown}")
    responses: Json = {}
    for status in sorted({PROBLEMS[code][0] for code in codes}):
        here = [code for code, (its, _) in PROBLEMS.items() if code in codes and its == status]
        schema = {"allOf": [problem, {"properties": {"status": {"const": status}, "code": {"enum": here}}}]}
        responses[str(status)] = {
            "description": "; ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in here),
            **({"headers": _RETRY_AFTER} if status in (429, 503) else {}),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
    return responses


def _gateway_codes() -> set[str]:
    """Return the codes that any route may answer, since API Gateway says them before or after it runs."""
    answers = yaml.safe_load((ROOT / "infra" / "api.yaml").read_text())["GatewayAnswers"]
    return {answer["code"] for kind, answer in answers.items() if kind not in _NO_ROUTE}


def write(folder: Path = FOLDER, *, version: str = "unversioned") -> Path:
    """Write the description, the page and its style; return the folder, whose files belong to the site."""
    described = document(version)
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n")
    (folder / "docs" / "api.html").write_text(page(described))
    (folder / "docs" / "api.css").write_text(STYLE.read_text())
    return folder


if __name__ == "__main__":
    print(f"wrote {write().relative_to(ROOT)}")
