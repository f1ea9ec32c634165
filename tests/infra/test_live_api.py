"""The live API: one socket address, the routes of the rows and no others, throttled, with a right of its own."""

import json
from typing import Any

from infra.nested import FILES, ROLES
from infra.package import AWS_TEMPLATE, NESTED_TEMPLATES
from infra.rows import read_rows
from infra.stack import load
from tests.infra.stage import Stage

ROWS = read_rows()
ARN = "arn:aws:execute-api:eu-west-1:111122223333:LiveApi/live"


def test_it_has_the_routes_of_the_rows_and_takes_nothing_else(stage: Stage) -> None:
    [api] = stage.of_type("AWS::ApiGatewayV2::Api").values()
    routes = stage.of_type("AWS::ApiGatewayV2::Route").values()

    assert (api["ProtocolType"], api["RouteSelectionExpression"]) == ("WEBSOCKET", "$request.body.action")
    assert {one["RouteKey"] for one in routes} == {row.action for row in ROWS.values() if row.kind == "live"}
    assert not [one for one in routes if one["RouteKey"].startswith("$")]


def test_a_route_calls_its_own_lambda_with_the_gateways_role_and_answers_nothing(stage: Stage) -> None:
    for row in (row for row in ROWS.values() if row.kind == "live"):
        integration = stage.properties(f"{row.stem}Integration")
        route = stage.properties(f"{row.stem}Route")

        assert integration["IntegrationType"] == "AWS_PROXY"
        assert stage.text(integration["IntegrationUri"]).endswith(f":function:callbox-test-{row.name}/invocations")
        assert integration["CredentialsArn"] == {"Fn::GetAtt": ["GatewayCallsRole", "Arn"]}
        assert route["Target"] == {"Fn::Sub": f"integrations/${{{row.stem}Integration}}"}
        assert "RouteResponseSelectionExpression" not in route


def test_joins_are_throttled_and_logged_without_addresses_connections_or_texts(stage: Stage) -> None:
    properties = stage.properties("LiveStage")
    settings, log = properties["DefaultRouteSettings"], properties["AccessLogSettings"]

    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (100, 200)
    assert settings["DataTraceEnabled"] is False
    assert properties["AutoDeploy"] is True
    assert stage.text(log["DestinationArn"]).endswith(":log-group:/aws/apigateway/callbox-test")
    logged = json.loads(log["Format"])
    assert set(logged.values()) == {
        "live_request", "$context.requestId", "$context.routeKey", "$context.eventType", "$context.status",
        "$context.integrationLatency", "$context.error.responseType", "$context.integration.integrationStatus",
        "$context.requestTimeEpoch",
    }  # fmt: skip


def test_the_stage_waits_for_the_accounts_role_and_for_the_routes(stage: Stage) -> None:
    routes = {f"{row.stem}Route" for row in ROWS.values() if row.kind == "live"}

    assert set(stage.resources["LiveStage"]["DependsOn"]) == {"ApiGatewayAccount", *routes}


def test_functions_with_live_and_no_others_may_post_to_its_sockets_and_close_them(stage: Stage) -> None:
    policy = stage.properties("LivePolicy")
    [statement] = policy["PolicyDocument"]["Statement"]

    assert {one["Ref"] for one in policy["Roles"]} == {row.role_resource for row in ROWS.values() if row.live}
    assert statement["Action"] == ["execute-api:ManageConnections"]
    assert {stage.text(one) for one in statement["Resource"]} == {
        f"{ARN}/POST/@connections/*", f"{ARN}/DELETE/@connections/*",
    }  # fmt: skip


def test_what_changes_codes_or_payments_or_ends_sessions_has_live() -> None:
    changing = {"PutItem", "UpdateItem"}
    tells = {
        row.name
        for row in ROWS.values()
        if changing
        & {*row.tables.get("entries", []), *row.tables.get("verifications", []), *row.tables.get("deposits", [])}
    }
    ends = {row.name for row in ROWS.values() if "UpdateItem" in row.tables.get("sessions", [])}

    silent = {row.name for row in ROWS.values() if not row.live}
    # a purchase, and what only the page that did it sees, stand in their own answer
    assert tells & silent <= {"create_verification", "create_batch", "create_deposit", "label_verification"}
    assert ends & silent == set()


def test_no_resource_of_it_waits_for_a_function_or_the_site(stage: Stage) -> None:
    """Else the stack would go in circles: functions and the site's headers need its address."""
    own = {name: item for name, item in load("live")["Resources"].items() if name != "LivePolicy"}

    assert references(own) <= {"LiveApi", "AccessLogs", "Stage"}


def test_the_policy_stays_in_the_root_and_names_the_roles_by_outputs_of_their_stack(package: None) -> None:
    root = json.loads(AWS_TEMPLATE.read_text())
    nested = {path.name: json.loads(path.read_text()) for path in NESTED_TEMPLATES}

    roles = root["Resources"]["LivePolicy"]["Properties"]["Roles"]
    assert all(one["Fn::GetAtt"][0] == ROLES for one in roles)
    assert "LiveApi" not in json.dumps(nested[FILES[ROLES]])


def references(value: Any) -> set[str]:
    match value:
        case {"Ref": str() as name}:
            return {name}
        case {"Fn::GetAtt": [str() as name, _]}:
            return {name}
        case dict():
            return set().union(*map(references, value.values()))
        case list():
            return set().union(*map(references, value))
    return set()
