"""Each row is one Lambda, one route or trigger, one log, and alarms with their reasons."""

import re
from typing import Any

import pytest

from infra.rows import CHALICE_API_ROW, ROOT, Row, read_rows
from infra.stack import load
from infra.stack_functions import function_resources
from tests.infra.stage import Stage

ROWS = read_rows()
ROUTES = [row for row in ROWS.values() if row.kind == "api"]
TIMERS = [row for row in ROWS.values() if row.kind == "schedule" and not row.silence]
every_row = pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
every_route = pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.name)


def api(stage: Stage) -> dict[str, Any]:
    return stage.properties("RestAPI")


def alarms_about(stage: Stage, row: Row) -> dict[str, dict[str, Any]]:
    """Return the alarms named after the row, by the rest of their name."""
    prefix = f"callbox-test-{row.name}-"
    named = {stage.text(item["AlarmName"]): item for item in stage.of_type("AWS::CloudWatch::Alarm").values()}
    return {name.removeprefix(prefix): item for name, item in named.items() if name.startswith(prefix)}


@every_row
def test_a_name_is_the_same_in_all_its_places(stage: Stage, row: Row) -> None:
    assert row.source_file.is_file()
    assert f"def {row.name}(" in row.source_file.read_text()
    assert (ROOT / "tests" / "functions" / f"test_{row.name}.py").is_file()
    assert stage.function(row.name)
    assert stage.role(row.name)["Policies"][0]["PolicyName"] == row.name


def test_every_function_in_the_tree_has_a_row() -> None:
    files = {path.stem for path in (ROOT / "functions").glob("*/*.py") if path.stem != "__init__"}

    assert files == set(ROWS)


@every_row
def test_every_handler_begins_with_app_so_that_app_py_has_run_first(stage: Stage, row: Row) -> None:
    assert stage.function(row.name)["Handler"] == ("app.app" if row.kind == "api" else f"app.{row.name}")


@every_row
def test_a_lambda_has_the_memory_and_time_of_its_row(stage: Stage, row: Row) -> None:
    function = stage.function(row.name)

    assert (function["MemorySize"], function["Timeout"]) == (row.memory_mb, row.timeout_s)
    assert row.kind != "api" or row.timeout_s < 29, "API Gateway gives up after 29 s"


@every_row
def test_a_lambda_logs_for_thirty_days_to_the_group_whose_errors_page_or_not(stage: Stage, row: Row) -> None:
    group = stage.properties(stage.function(row.name)["LoggingConfig"]["LogGroup"]["Ref"])

    assert stage.text(group["LogGroupName"]) == f"/callbox/test/{'page' if row.pages else 'ticket'}"
    assert group["RetentionInDays"] == 30


def test_errors_page_of_what_moves_money_or_finds_codes() -> None:
    moves_money = {row.name for row in ROWS.values() if "PutItem" in row.tables.get("entries", [])}
    hands_it_on = {
        row.name for row in ROWS.values() if {"deposits", "numbers", "codes", "hints"} & {*row.sends, row.queue}
    }

    assert {row.name for row in ROWS.values() if row.pages} == moves_money | hands_it_on | {"create_deposit"}


@every_row
def test_a_function_is_a_lambda_and_its_role(row: Row) -> None:
    resources = function_resources(row, load("queues"))

    assert len(resources) <= (3 if row.name == CHALICE_API_ROW else 2)


@pytest.mark.parametrize("row", TIMERS, ids=lambda row: row.name)
def test_a_timer_runs_as_its_row_says_and_alarms_when_it_does_not(stage: Stage, row: Row) -> None:
    [event] = stage.function(row.name)["Events"].values()
    silent = alarms_about(stage, row)["silent"]

    assert event["Properties"]["Schedule"] == f"rate({row.every})"
    assert silent["MetricName"] == "Invocations"
    # a timer of minutes is silent without data; one of hours has none from the deployment to its first run
    is_slow = row.every.split()[1] not in ("minute", "minutes")
    assert silent["TreatMissingData"] == ("missing" if is_slow else "breaching")
    assert ("InsufficientDataActions" in silent) == is_slow
    assert silent["Period"] * silent["EvaluationPeriods"] <= 36 * 3600


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.silence], ids=lambda row: row.name)
def test_a_timer_without_such_an_alarm_is_missed_by_an_event_that_the_code_writes(stage: Stage, row: Row) -> None:
    code = "".join(path.read_text() for path in (ROOT / "layers/shared/python/callbox/services").glob("*.py"))
    [event] = stage.function(row.name)["Events"].values()

    assert alarms_about(stage, row) == {}
    assert f'.alarm("{row.silence}"' in code
    assert event["Properties"]["Schedule"] == f"rate({row.every})"


@every_route
def test_a_route_calls_its_own_lambda(stage: Stage, row: Row) -> None:
    method = api(stage)["DefinitionBody"]["paths"][row.path][row.method.lower()]
    integration = method["x-amazon-apigateway-integration"]

    assert integration["type"] == "aws_proxy"
    assert stage.text(integration["uri"]).endswith(f":function:callbox-test-{row.name}/invocations")


def test_the_api_has_the_routes_of_the_rows_and_no_others(stage: Stage) -> None:
    paths = api(stage)["DefinitionBody"]["paths"]

    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == {
        (row.method, row.path) for row in ROUTES
    }


@every_route
def test_a_route_calls_its_lambda_with_the_gateways_role(stage: Stage, row: Row) -> None:
    method = api(stage)["DefinitionBody"]["paths"][row.path][row.method.lower()]

    assert method["x-amazon-apigateway-integration"]["credentials"] == {"Fn::GetAtt": ["GatewayCallsRole", "Arn"]}


def test_the_gateways_role_may_call_the_lambdas_of_the_routes_and_nothing_else(stage: Stage) -> None:
    role = stage.properties("GatewayCallsRole")
    [trust], [policy] = role["AssumeRolePolicyDocument"]["Statement"], role["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["lambda:InvokeFunction"])
    assert {stage.text(one) for one in statement["Resource"]} == {
        f"arn:aws:lambda:eu-west-1:111122223333:function:callbox-test-{row.name}"
        for row in ROWS.values()
        if row.kind in ("api", "live")
    }


def test_the_gateways_role_has_room_for_fifty_more_routes(stage: Stage) -> None:
    """IAM allows 10,240 characters without spaces in a role's own policies.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    [policy] = stage.properties("GatewayCallsRole")["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    # quotes, comma, an alias, and a stage name of 12 letters instead of "test"
    used = sum(len(stage.text(one)) + len('"",:live') + 8 for one in statement["Resource"])

    assert used * (len(ROUTES) + 50) / len(ROUTES) < 10_240 - 200


def test_no_route_has_a_permission_of_its_own_but_the_one_that_chalice_writes(stage: Stage) -> None:
    granted = {name: stage.text(one["SourceArn"]) for name, one in stage.of_type("AWS::Lambda::Permission").items()}
    health = ROWS[CHALICE_API_ROW]
    caller = f"the-api/live/{health.method}{health.path}"

    assert granted == {"APIHandlerInvokePermission": f"arn:aws:execute-api:eu-west-1:111122223333:{caller}"}


@every_route
def test_a_method_is_throttled_as_its_row_says(stage: Stage, row: Row) -> None:
    encoded = "/" + row.path.replace("/", "~1")
    [setting] = [
        item
        for item in api(stage)["MethodSettings"]
        if item["HttpMethod"] == row.method and stage.text(item["ResourcePath"]) == encoded
    ]

    assert [setting["ThrottlingRateLimit"], setting["ThrottlingBurstLimit"]] == list(row.throttle)


def test_unknown_paths_are_throttled_too(stage: Stage) -> None:
    [rest] = [item for item in api(stage)["MethodSettings"] if item["HttpMethod"] == "*"]

    assert rest["ResourcePath"] == "/*"
    assert rest["ThrottlingRateLimit"] <= 20


def test_functions_get_their_queues_and_no_secrets_in_the_environment(stage: Stage) -> None:
    shared = stage.template["Globals"]["Function"]["Environment"]["Variables"]
    for row in ROWS.values():
        own = stage.function(row.name).get("Environment", {}).get("Variables", {})

        site = {"SITE_BUCKET"} if row.site else set()
        live = {"LIVE_CONNECTIONS_URL"} if row.live else set()
        assert set(own) == {f"{queue.upper()}_QUEUE_URL" for queue in row.sends} | site | live
        assert not [name for name in {**shared, **own} if re.search("PRIVATE|PASSWORD|API_KEY|SECRET_KEY", name)]
