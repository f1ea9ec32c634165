"""Signing keys and the secret of CloudFront are rotated as README says, without refusing any request."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import boto3
import pytest

from callbox.adapters.dynamodb.oversight import DynamoOperatorLog
from callbox.adapters.tokens import SignedAccessTokens, SigningKey
from callbox.config import config
from callbox.domain.errors import Refused
from callbox.domain.identity import UserId
from ops import keys, origin
from tests.adapters.dynamodb.table_definitions import create_tables
from tests.ministack_process import ministack
from tests.ops.operated import create_configured_function

NOW = datetime.now(UTC)
FIRST_SECRET = "the first secret"
PARAMETERS = ("JwtPublicKeys", "OriginSecret", "OriginSecretHashes")


def _no_key() -> SigningKey:
    raise AssertionError("verifying needs no private key")


class Stage:
    """A stack with the rotated parameters; a resource shows the value of each to the test."""

    def __init__(self, session: boto3.Session) -> None:
        self._session = session
        pair = keys.new_key_pair()
        keys.put_secret(session, "test", keys.SECRET, pair.secret_value())
        values = {
            "JwtPublicKeys": json.dumps(pair.public_keys()),
            "OriginSecret": FIRST_SECRET,
            "OriginSecretHashes": sha256(FIRST_SECRET.encode()).hexdigest(),
        }
        template = {
            "Parameters": {name: {"Type": "String", "NoEcho": name == "OriginSecret"} for name in PARAMETERS},
            "Resources": {
                name: {
                    "Type": "AWS::SSM::Parameter",
                    "Properties": {"Name": name, "Type": "String", "Value": {"Ref": name}},
                }
                for name in PARAMETERS
            },
        }
        cloudformation = session.client("cloudformation")
        cloudformation.create_stack(
            StackName="callbox-test",
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
        )
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName="callbox-test", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )

    def value(self, name: str) -> str:
        return str(self._session.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])

    def sign(self) -> str:
        """Return a token signed with the functions' current key."""
        secret: Any = keys.current_secret(self._session, "test", keys.SECRET)
        key = SigningKey(kid=secret["kid"], private_key=secret["private_key_pem"])
        tokens = SignedAccessTokens({}, lambda: key)
        return tokens.sign(UserId("ada"), session="family", now=NOW, lifetime=timedelta(minutes=15))

    def accepts(self, token: str) -> bool:
        try:
            SignedAccessTokens(json.loads(self.value("JwtPublicKeys")), _no_key).verify(token, NOW)
        except Refused:
            return False
        return True


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name, value in (("ACCESS_KEY_ID", "local"), ("SECRET_ACCESS_KEY", "local"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    with ministack() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        create_tables(boto3.client("dynamodb"), "callbox-test-")
        create_configured_function(boto3.client("lambda"), "test")
        before = dict(os.environ)
        yield Stage(boto3.Session())
        # the commands copy the function's environment into this process: restore it
        os.environ.clear()
        os.environ.update(before)
        config.cache_clear()


def run(monkeypatch: pytest.MonkeyPatch, module: Any, command: str) -> None:
    said = ["--stage", "test", "--author", "ops@example.com", "--reason", "every quarter"]
    monkeypatch.setattr(sys, "argv", [module.__name__, command, *said])
    module.main()


def test_tokens_of_both_keys_are_valid_until_the_old_key_is_forgotten(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stage.sign()
    assert stage.accepts(before)

    run(monkeypatch, keys, "rotate")
    after = stage.sign()

    assert (stage.accepts(before), stage.accepts(after)) == (True, True)
    run(monkeypatch, keys, "forget")
    assert (stage.accepts(before), stage.accepts(after)) == (False, True)
    assert [act.act for act in DynamoOperatorLog().day(NOW.date().isoformat())] == [
        "signing_key_rotated",
        "signing_keys_forgotten",
    ]


def test_both_secrets_of_cloudfront_are_accepted_until_the_old_one_is_forgotten(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, origin, "rotate")

    newest = stage.value("OriginSecret")
    first, second = (sha256(secret.encode()).hexdigest() for secret in (FIRST_SECRET, newest))
    assert newest != FIRST_SECRET
    assert stage.value("OriginSecretHashes") == f"{first},{second}"
    run(monkeypatch, origin, "forget")
    run(monkeypatch, origin, "forget")
    assert (stage.value("OriginSecret"), stage.value("OriginSecretHashes")) == (newest, second)
    assert [act.act for act in DynamoOperatorLog().day(NOW.date().isoformat())] == [
        "origin_secret_rotated",
        "origin_secrets_forgotten",
        "origin_secrets_forgotten",
    ]


def test_two_rotations_without_forgetting_accept_the_two_newest_keys(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, origin, "rotate")
    between = stage.value("OriginSecret")

    run(monkeypatch, origin, "rotate")

    hashes = [sha256(secret.encode()).hexdigest() for secret in (between, stage.value("OriginSecret"))]
    assert stage.value("OriginSecretHashes") == ",".join(hashes)
