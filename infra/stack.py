"""Write the merge template for `chalice package`: everything Callbox is in the cloud, as one JSON document.

Reads functions.yaml and the other YAML files beside this one, expands them, and joins them. The output is JSON
on purpose: YAML would carry aliases, which CloudFormation rejects.

    python -m infra.stack build/merge.json
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from callbox.http.endpoint import SECURITY_HEADERS
from infra.rows import ROOT, Row, camel, read_rows
from infra.runtime import LAMBDA_RUNTIME
from infra.settings import functions_environment, template_parameters
from infra.stack_alarms import alarm_resources
from infra.stack_dashboard import dashboard_resources
from infra.stack_data import queue_resources, table_resources
from infra.stack_functions import (
    GATEWAY_ROLE,
    function_resources,
    gateway_statement,
    layer_resources,
    method_setting,
    swagger_method,
)
from infra.stack_live import live_resources
from infra.stack_logs import log_resources
from infra.stack_roles import operator_statements

INFRA = ROOT / "infra"
Template = dict[str, Any]

# Requests for paths that are no route: enough to answer a lost client, too little to be worth flooding.
UNKNOWN_PATH_THROTTLE = (20, 40)


def load(name: str) -> Any:
    return yaml.safe_load((INFRA / f"{name}.yaml").read_text())


def merge_template() -> Template:
    """Return the whole merge template. Raises ValueError when two files define the same thing."""
    rows = read_rows()
    queues, api, site, alarms = load("queues"), load("api"), load("site"), load("alarms")
    operators, live = load("operators"), load("live")
    parts = [load("parameters"), site, alarms, operators, api]
    resources = _joined(
        table_resources(load("tables")),
        queue_resources(queues, rows),
        *[part.get("Resources", {}) for part in parts],
        log_resources(),
        layer_resources(),
        alarm_resources(rows, alarms["Alarms"]),
        *[function_resources(row, queues) for row in rows.values()],
        live_resources(rows, live["Resources"], calls_role=GATEWAY_ROLE),
        dashboard_resources(rows, load("tables"), queues, load("prices")),
    )
    _fill_api(resources["RestAPI"]["Properties"], list(rows.values()), api["GatewayAnswers"])
    [calls] = resources[GATEWAY_ROLE]["Properties"]["Policies"]
    called = [row for row in rows.values() if row.kind in ("api", "live")]
    calls["PolicyDocument"]["Statement"] = [gateway_statement(called)]
    [commands] = resources["OperatorRole"]["Properties"]["Policies"]
    commands["PolicyDocument"]["Statement"] += operator_statements(operators["Tables"])
    resources |= _local_gateway_responses(api["GatewayAnswers"])
    resources["ManagedLayer"] = {
        "Properties": {"LayerName": {"Fn::Sub": "callbox-${Stage}-layer"}, "CompatibleRuntimes": [LAMBDA_RUNTIME]}
    }
    return {
        "Description": "Callbox: phone numbers that receive verification codes",
        # X-Ray takes the share of requests that the sampling rule says (api.yaml)
        "Globals": {"Function": {"Environment": {"Variables": _environment(site, live)}, "Tracing": "Active"}},
        "Parameters": _joined(template_parameters(), *[part.get("Parameters", {}) for part in parts]),
        "Conditions": _joined(*[part.get("Conditions", {}) for part in parts]),
        "Resources": resources,
        "Outputs": _joined(*[part.get("Outputs", {}) for part in (*parts, live)]),
    }


def _joined(*parts: Template) -> Template:
    joined: Template = {}
    for part in parts:
        twice = sorted(joined.keys() & part.keys())
        if twice:
            raise ValueError(f"defined twice: {twice}")
        joined |= part
    return joined


def _environment(site: Template, live: Template) -> Template:
    """Return the environment all functions share. Names of secrets and places, never secrets."""
    return functions_environment(
        {
            "TABLE_PREFIX": {"Fn::Sub": "callbox-${Stage}-"},
            "SECRETS_PREFIX": {"Fn::Sub": "/callbox/${Stage}/"},
            "SITE_URL": site["Outputs"]["SiteUrl"]["Value"],
            "LIVE_URL": live["Outputs"]["LiveUrl"]["Value"],
        }
    )


def _fill_api(properties: Template, rows: list[Row], answers: Template) -> None:
    routes = [row for row in rows if row.kind == "api"]
    body = properties["DefinitionBody"]
    body["info"] = {"title": {"Fn::Sub": "callbox-${Stage}"}}
    body["paths"] = {}
    for row in routes:
        body["paths"].setdefault(row.path, {})[row.method.lower()] = swagger_method(row)
    body["x-amazon-apigateway-gateway-responses"] = {
        kind: _gateway_response(answer) for kind, answer in answers.items()
    }
    rate, burst = UNKNOWN_PATH_THROTTLE
    everything_else = {
        "ResourcePath": "/*",
        "HttpMethod": "*",
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }
    properties["MethodSettings"] = [everything_else, *map(method_setting, routes)]


def _gateway_response(answer: Template) -> Template:
    """Return one gateway response in the form of the contract's errors (RFC 9457)."""
    problem = {
        "type": f"/problems/{answer['code']}",
        "title": answer["title"],
        "status": answer["status"],
        "detail": answer["detail"],
        "code": answer["code"],
        "request_id": "$context.requestId",
        **answer.get("facts", {}),
    }
    headers = {**SECURITY_HEADERS, "Content-Type": "application/problem+json", **answer.get("headers", {})}
    return {
        "statusCode": str(answer["status"]),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": json.dumps(problem)},
    }


def _local_gateway_responses(answers: Template) -> Template:
    """Repeat the gateway responses as resources for the local platform, which does not read them from the API's body.

    On AWS they would come too late: only what is in the body is part of a deployment of the API.
    """
    return {
        f"Local{camel(kind.lower())}Answer": {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Condition": "IsLocal",
            "Properties": {
                "RestApiId": {"Ref": "RestAPI"},
                "ResponseType": kind,
                "StatusCode": response["statusCode"],
                "ResponseParameters": response["responseParameters"],
                "ResponseTemplates": response["responseTemplates"],
            },
        }
        for kind, response in ((kind, _gateway_response(answer)) for kind, answer in answers.items())
    }


def main() -> None:
    """Write the merge template to the path given on the command line."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(merge_template(), indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
