"""Join the live API (live.yaml) with the functions: its routes call some of them, and some post to its sockets."""

from typing import Any

from infra.rows import Row

Resources = dict[str, Any]


def live_resources(rows: dict[str, Row], api: Resources, *, calls_role: str) -> Resources:
    """Return live.yaml's resources with a route for each function of the kind `live`."""
    resources: Resources = dict(api)
    routes: list[str] = []
    for row in rows.values():
        if row.kind == "live":
            resources |= _route(row, calls_role)
            routes.append(f"{row.stem}Route")
    stage, policy = resources["LiveStage"], resources["LivePolicy"]
    resources["LiveStage"] = {**stage, "DependsOn": [*stage["DependsOn"], *routes]}
    roles = [{"Ref": row.role_resource} for row in rows.values() if row.live]
    resources["LivePolicy"] = {**policy, "Properties": {**policy["Properties"], "Roles": roles}}
    return resources


def connections_url() -> Resources:
    """Return the address below which a connection is posted to and closed. One machine has names for browsers alone."""
    return {
        "Fn::If": [
            "IsLocal",
            {"Fn::Sub": "http://127.0.0.1:${LocalPort}/_aws/execute-api/${LiveApi}/live"},
            {"Fn::Sub": "https://${LiveApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"},
        ]
    }


def _route(row: Row, calls_role: str) -> Resources:
    """Return a route and its integration. There is no response: what the function returns is dropped."""
    lambdas = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    arn = f"arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:callbox-${{Stage}}-{row.name}"
    return {
        f"{row.stem}Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "LiveApi"},
                "IntegrationType": "AWS_PROXY",
                "IntegrationMethod": "POST",
                "IntegrationUri": {"Fn::Sub": f"{lambdas}/{arn}/invocations"},
                "CredentialsArn": {"Fn::GetAtt": [calls_role, "Arn"]},
            },
        },
        f"{row.stem}Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": "LiveApi"},
                "RouteKey": row.action,
                "AuthorizationType": "NONE",
                "Target": {"Fn::Sub": f"integrations/${{{row.stem}Integration}}"},
            },
        },
    }
