"""The running platform enforces the roles: it refuses what a row does not name, for every Lambda, table and secret.

Only Lambda can assume a function's role (tests/infra/test_roles.py), so a twin with the same policies tries each.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.rows import Row, read_rows
from infra.stack import load

REGION = "us-east-1"
ROWS = list(read_rows().values())
TWIN = "tried-by-a-test"
SOCKETS = "apigatewaymanagementapi"
_ANY_PRINCIPAL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}

Client = Callable[..., Any]


@pytest.fixture(scope="module")
def owner(stack: Mapping[str, str]) -> Client:
    """Return clients with the owner's rights, which allow everything."""
    return lambda service: _client(stack, service, "local", "local")


@pytest.fixture(scope="module")
def keys(owner: Client) -> dict[str, dict[str, Any]]:
    """Return for each table a key without an item."""
    dynamodb = owner("dynamodb")
    found = {}
    for name in dynamodb.list_tables()["TableNames"]:
        table = dynamodb.describe_table(TableName=name)["Table"]
        kinds = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
        key = {one["AttributeName"]: {kinds[one["AttributeName"]]: "0"} for one in table["KeySchema"]}
        found[name.removeprefix("callbox-local-")] = key
    return found


@pytest.fixture
def twin(request: pytest.FixtureRequest, stack: Mapping[str, str], owner: Client) -> Iterator[Client]:
    """Return clients with the rights of the row's Lambda."""
    row: Row = request.param
    function = owner("lambda").get_function_configuration(FunctionName=f"callbox-local-{row.name}")
    with twin_of(function["Role"].rpartition("/")[2], stack, owner) as clients:
        yield clients


@contextmanager
def twin_of(role: str, stack: Mapping[str, str], owner: Client) -> Iterator[Client]:
    iam = owner("iam")
    name = f"{TWIN}-{role}"[:64]
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(_ANY_PRINCIPAL))["Role"]["Arn"]
    policies = iam.list_role_policies(RoleName=role)["PolicyNames"]
    for policy in policies:
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
    taken = owner("sts").assume_role(RoleArn=arn, RoleSessionName=TWIN)["Credentials"]
    credentials = (taken["AccessKeyId"], taken["SecretAccessKey"], taken["SessionToken"])
    yield lambda service: _client(stack, service, *credentials)
    for policy in policies:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)


def _client(stack: Mapping[str, str], service: str, *credentials: str) -> Any:
    url = stack["aws_endpoint_url"]
    if service == SOCKETS:
        url += f"/_aws/execute-api/{urlsplit(stack['live_url']).netloc.partition('.')[0]}/live"
    return boto3.Session(*credentials, region_name=REGION).client(service, endpoint_url=url)


def refused(call: Callable[[], Any]) -> bool:
    """Return whether a call was refused for lack of a permission; a missing item is not a refusal."""
    try:
        call()
    except ClientError as error:
        return "AccessDenied" in error.response["Error"]["Code"]
    return False


@pytest.mark.parametrize(("twin", "row"), [(row, row) for row in ROWS], ids=lambda row: row.name, indirect=["twin"])
def test_a_lambda_reads_the_tables_and_secrets_of_its_row_and_no_others(
    twin: Client, row: Row, keys: Mapping[str, dict[str, Any]]
) -> None:
    dynamodb, secrets = twin("dynamodb"), twin("ssm")
    beyond, missing = [], []

    for table, key in keys.items():
        may = not refused(partial(dynamodb.get_item, TableName=f"callbox-local-{table}", Key=key))
        should = "GetItem" in row.tables.get(table, [])
        beyond += [table] if may and not should else []
        missing += [table] if should and not may else []
    for secret in {name for one in ROWS for name in one.secrets}:
        may = not refused(partial(secrets.get_parameter, Name=f"/callbox/local/{secret}"))
        beyond += [secret] if may and secret not in row.secrets else []
        missing += [secret] if secret in row.secrets and not may else []

    sockets = twin(SOCKETS)
    for act in (partial(sockets.post_to_connection, Data=b"{}"), sockets.delete_connection):
        assert refused(partial(act, ConnectionId="none")) != row.live

    assert (beyond, missing) == ([], [])


def test_an_operator_can_read_and_add_but_not_delete_or_change_records(
    stack: Mapping[str, str], owner: Client, keys: Mapping[str, dict[str, Any]]
) -> None:
    operators = load("operators")["Tables"]
    [deployed] = owner("cloudformation").describe_stacks(StackName="callbox-local")["Stacks"]
    [arn] = [one["OutputValue"] for one in deployed["Outputs"] if one["OutputKey"] == "OperatorRoleArn"]

    with twin_of(arn.rpartition("/")[2], stack, owner) as operator:
        dynamodb, secrets = operator("dynamodb"), operator("ssm")
        for table, key in keys.items():
            place: dict[str, Any] = {"TableName": f"callbox-local-{table}", "Key": key}
            may_read = "GetItem" in operators.get(table, [])
            assert refused(partial(dynamodb.get_item, **place)) != may_read, table
            assert refused(partial(dynamodb.delete_item, **place)), table
            assert refused(partial(dynamodb.delete_table, TableName=place["TableName"])), table
        assert refused(partial(dynamodb.update_item, TableName="callbox-local-operator_log", Key=keys["operator_log"]))
        assert refused(partial(secrets.get_parameter, Name="/callbox/local/jwt_signing_key"))
        assert not refused(partial(secrets.get_parameter, Name="/callbox/local/paystack"))
