"""Expand one row of functions.yaml into its Lambda and its route. Roles, logs and alarms have their own modules.

The row alone decides what a function may do; a row that names an unknown table, queue or secret is an error. `chalice
package` merges the result over its own template.
"""

import re
from typing import Any

from infra.rows import CHALICE_API_ROW, Row, camel
from infra.runtime import LAMBDA_RUNTIME
from infra.stack_alarms import lambda_name
from infra.stack_live import connections_url
from infra.stack_logs import group_resource
from infra.stack_roles import SITE_BUCKET, queue_resource, role

Resources = dict[str, Any]

STAGE_NAME = "live"
GATEWAY_ROLE = "GatewayCallsRole"
LAYERS = {"crypto": "crypto-layer.zip"}
"""The layers that a row may name, and their zips beside the template (infra/package.py)."""


def function_resources(row: Row, queues: dict[str, Any]) -> Resources:
    """Return every CloudFormation resource that exists because of this row."""
    return {
        row.resource: {"Type": "AWS::Serverless::Function", "Properties": _function(row, queues)},
        row.role_resource: {"Type": "AWS::IAM::Role", "Properties": role(row, queues)},
        **({f"{row.resource}InvokePermission": _health_permission(row)} if row.name == CHALICE_API_ROW else {}),
    }


def _function(row: Row, queues: dict[str, Any]) -> Resources:
    properties: Resources = {
        "FunctionName": lambda_name(row),
        "Description": f"Without it: {row.alarm}.",
        "Runtime": LAMBDA_RUNTIME,
        "Handler": row.handler,
        "CodeUri": "./deployment.zip",
        "Layers": [{"Ref": "ManagedLayer"}, *({"Ref": layer_resource(name)} for name in row.layers)],
        "MemorySize": row.memory_mb,
        "Timeout": row.timeout_s,
        "Role": {"Fn::GetAtt": [row.role_resource, "Arn"]},
        "LoggingConfig": {"LogGroup": {"Ref": group_resource(row)}},
    }
    queue_urls = {f"{queue.upper()}_QUEUE_URL": {"Ref": queue_resource(queue, queues)} for queue in row.sends}
    own = {**queue_urls, **({"SITE_BUCKET": {"Fn::Sub": SITE_BUCKET}} if row.site else {})}
    if row.live:
        own["LIVE_CONNECTIONS_URL"] = connections_url()
    if own:
        properties["Environment"] = {"Variables": own}
    if row.may_loop:
        # Lambda stops a chain of messages through one function after about 16 rounds, and `fetch_code` polls 44 times.
        # The code bounds its chains itself (services/poll_chain.py).
        # https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
        properties["RecursiveLoop"] = "Allow"
    if row.kind == "queue":
        properties["Events"] = {f"{row.stem}SqsEventSource": _queue_event(row, queues)}
    if row.kind == "schedule":
        properties["Events"] = {f"{row.stem}Event": _timer_event(row)}
        # The next run is the retry; concurrent runs would race.
        properties["EventInvokeConfig"] = {"MaximumRetryAttempts": 0}
    return properties


def layer_resource(name: str) -> str:
    """Return the logical id of a layer beside the main one. Raises ValueError for an unknown name."""
    if name not in LAYERS:
        raise ValueError(f"there is no layer {name!r}: the layers are {', '.join(LAYERS)}")
    return f"{camel(name)}Layer"


def layer_resources() -> Resources:
    """Return the layers beside the main one, which Chalice writes."""
    return {
        layer_resource(name): {
            "Type": "AWS::Serverless::LayerVersion",
            "Properties": {
                "LayerName": {"Fn::Sub": f"callbox-${{Stage}}-{name}"},
                "CompatibleRuntimes": [LAMBDA_RUNTIME],
                "ContentUri": f"./{archive}",
            },
        }
        for name, archive in LAYERS.items()
    }


def _queue_event(row: Row, queues: dict[str, Any]) -> Resources:
    queue = queues[row.queue]
    return {
        "Type": "SQS",
        "Properties": {
            # Fn::Sub instead of Fn::GetAtt: Chalice writes a Fn::Sub here, and the merge would keep both.
            "Queue": {"Fn::Sub": f"${{{queue_resource(row.queue, queues)}.Arn}}"},
            "BatchSize": queue["batch_size"],
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": {"MaximumConcurrency": queue["concurrency"]},
        },
    }


def _timer_event(row: Row) -> Resources:
    return {
        "Type": "Schedule",
        "Properties": {"Schedule": f"rate({row.every})", "Description": f"{row.name}, every {row.every}"},
    }


def _health_permission(row: Row) -> Resources:
    """Narrow the one permission that Chalice writes itself to this route. Other routes need none (`swagger_method`)."""
    path = re.sub(r"{[^}]+}", "*", row.path)
    api = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestAPIId}"
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "FunctionName": {"Ref": row.resource},
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
            # A list, because Chalice writes its own permission as one and the merge keeps the shape.
            "SourceArn": {"Fn::Sub": [f"{api}/{STAGE_NAME}/{row.method}{path}", {"RestAPIId": {"Ref": "RestAPI"}}]},
        },
    }


def function_arn(row: Row) -> str:
    """Return the text of the Lambda's ARN for Fn::Sub, from names: the API waits for no function.

    The functions need the address of the site, which depends on the API.
    """
    return f"arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:callbox-${{Stage}}-{row.name}"


def swagger_method(row: Row) -> Resources:
    """Point the route's integration at its own Lambda, which API Gateway calls with its one role (api.yaml)."""
    invoke = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return {
        "x-amazon-apigateway-integration": {
            "uri": {"Fn::Sub": f"{invoke}/{function_arn(row)}/invocations"},
            "credentials": {"Fn::GetAtt": [GATEWAY_ROLE, "Arn"]},
        }
    }


def gateway_statement(rows: list[Row]) -> Resources:
    """Return what API Gateway may do: call the Lambdas of the routes, and none other."""
    return {
        "Effect": "Allow",
        "Action": ["lambda:InvokeFunction"],
        "Resource": [{"Fn::Sub": function_arn(row)} for row in rows],
    }


def method_setting(row: Row) -> Resources:
    """Throttle the row's method. AWS needs slashes in the path as ~1; the local platform needs plain slashes."""
    encoded = "/" + row.path.replace("/", "~1")
    rate, burst = row.throttle
    return {
        "ResourcePath": {"Fn::If": ["IsLocal", row.path, encoded]},
        "HttpMethod": row.method,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }
