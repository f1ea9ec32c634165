"""Render the OpenAPI document as one plain HTML page: no script, one style sheet, no external resources."""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from callbox.http.cookies import REFRESH

Json = dict[str, Any]

STYLE = Path(__file__).with_name("openapi_page.css")
_SIGNED = {"bearer": "access token", REFRESH.name: "refresh cookie"}


def page(document: Json) -> str:
    """Return the page. All text of the document is escaped."""
    info, schemas = document["info"], document["components"]["schemas"]
    routes = [(path, method, item) for path, methods in document["paths"].items() for method, item in methods.items()]
    contents = "".join(
        f'<li><a href="#{item["operationId"]}"><code>{method.upper()} {escape(path)}</code></a></li>'
        for path, method, item in routes
    )
    sections = "".join(_route(path, method, item) for path, method, item in routes)
    forms = "".join(_form(name, schema) for name, schema in schemas.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>{escape(info["title"])} · API</title>
<link rel="icon" href="/icons/callbox.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/docs/api.css" />
</head>
<body>
<header>
<h1>{escape(info["title"])} API</h1>
{_text(info["description"])}
<p>Machine-readable: <a href="/openapi.json">openapi.json</a> (OpenAPI {escape(document["openapi"])},
version {escape(info["version"])}). <a href="/">Back to the site</a></p>
</header>
<nav aria-label="Routes"><ul>{contents}</ul></nav>
<main>
{sections}<h2>Forms</h2>
{forms}</main>
</body>
</html>
"""


def _route(path: str, method: str, item: Json) -> str:
    ways = [_SIGNED[name] for way in item["security"] for name in way]
    answers = "".join(_answer(status, answer) for status, answer in item["responses"].items())
    return f"""<section id="{item["operationId"]}">
<h2><code>{method.upper()} {escape(path)}</code></h2>
{_text(item["summary"])}
<p>{"Requires the " + " or the ".join(ways) + "." if ways else "Open to all."}{_body(item)}</p>
{_parameters(item["parameters"])}<table><thead><tr><th>Answer</th><th>Meaning</th></tr></thead><tbody>{answers}</tbody></table>
</section>
"""


def _body(item: Json) -> str:
    if "requestBody" not in item:
        return ""
    return f" Takes {_type(item['requestBody']['content']['application/json']['schema'])} as JSON."


def _parameters(parameters: list[Json]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{one['in']}{', required' if one['required'] else ''}</td>"
        f"<td>{_type(one['schema'])} {_inline(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<table><thead><tr><th>Parameter</th><th>In</th><th>Form</th></tr></thead><tbody>{rows}</tbody></table>\n"


def _answer(status: str, answer: Json) -> str:
    parts = [_inline(answer["description"])]
    for media_type, content in answer.get("content", {}).items():
        if media_type == "application/json":
            parts.append(_type(content["schema"]))
    parts += [f"Header <code>{escape(name)}</code>." for name in answer.get("headers", {})]
    return f"<tr><td>{escape(status)}</td><td>{' '.join(parts)}</td></tr>"


def _form(name: str, schema: Json) -> str:
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{_type(its)}"
        f"{'' if field in required else ', optional'}</td></tr>"
        for field, its in schema.get("properties", {}).items()
    )
    about = _text(schema.get("description", ""))
    return (
        f'<section id="form-{escape(name)}"><h3><code>{escape(name)}</code></h3>{about}'
        f"<table><thead><tr><th>Field</th><th>Form</th></tr></thead><tbody>{rows}</tbody></table></section>\n"
    )


def _type(schema: Json) -> str:
    """Summarize a JSON Schema in a few words; a named schema becomes a link."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#form-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in values)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}{_bounds(schema)}"
    return escape(str(schema.get("format") or schema.get("type") or "anything")) + _bounds(schema)


def _bounds(schema: Json) -> str:
    words = {"minimum": "from", "maximum": "to", "minLength": "at least", "maxLength": "at most", "maxItems": "at most"}
    said = [f"{word} {schema[name]}" for name, word in words.items() if name in schema]
    if "pattern" in schema:
        said.append(f"matching {schema['pattern']}")
    return f" <small>({escape(', '.join(said))})</small>" if said else ""


def _text(text: str) -> str:
    return f"<p>{_inline(text)}</p>" if text else ""


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
