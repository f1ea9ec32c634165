"""A local stage for operators' commands: stack.json, tables, queues with dead letters, secrets, one Lambda."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from callbox.adapters.dynamodb.connection import use_tables
from infra.runtime import LAMBDA_RUNTIME
from infra.stack import load
from ops.operating import CONFIGURED
from tests.adapters.dynamodb.table_definitions import create_tables
from tests.operator_details import OPERATOR
from tests.simulator_processes import RunningPaystack, RunningTextVerified
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[2]
PREFIX = "callbox-local-"
REGION = "us-east-1"


@dataclass(frozen=True)
class Operated:
    """The stage and its state folder. `run` runs what an operator types."""

    state_dir: Path
    session: Any
    endpoint_url: str

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint_url)

    def run(self, command: str, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run `python -m ops.<command>`, which reads `given`, in an environment that knows nothing of the stage."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return subprocess.run(
            [sys.executable, "-m", f"ops.{command}", *arguments, "--state-dir", str(self.state_dir)],
            cwd=ROOT,
            env=kept,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def queue_url(self, name: str) -> str:
        return str(self.client("sqs").get_queue_url(QueueName=f"{PREFIX}{name}")["QueueUrl"])

    def count(self, name: str) -> int:
        """Return how many messages are in a queue, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.client("sqs").get_queue_attributes(QueueUrl=self.queue_url(name), AttributeNames=names)
        return sum(int(found["Attributes"][one]) for one in names)


@contextmanager
def operated(url: str, state_dir: Path, paystack: RunningPaystack, supplier: RunningTextVerified) -> Iterator[Operated]:
    """Make the stage in a running cloud, and point this process's models at its tables."""
    (state_dir / "stack.json").write_text(json.dumps({"aws_endpoint_url": url}))
    session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name=REGION)
    stage = Operated(state_dir, session, url)
    create_tables(stage.client("dynamodb"), PREFIX)
    for name, queue in load("queues").items():
        suffix = ".fifo" if queue.get("fifo") else ""
        for one in (name, f"{name}-dead"):
            attributes = {"FifoQueue": "true"} if suffix else {}
            stage.client("sqs").create_queue(QueueName=f"{PREFIX}{one}{suffix}", Attributes=attributes)
    for name, value in _secrets(paystack, supplier).items():
        stage.client("ssm").put_parameter(Name=f"/callbox/local/{name}", Value=json.dumps(value), Type="SecureString")
    create_configured_function(
        stage.client("lambda"), "local", PAYSTACK_URL=paystack.url, TEXTVERIFIED_URL=supplier.url
    )
    use_tables(PREFIX, region=REGION, endpoint_url=url)
    yield stage


def _secrets(paystack: RunningPaystack, supplier: RunningTextVerified) -> Mapping[str, Mapping[str, str]]:
    return {
        "paystack": {"secret_key": paystack.secret_key},
        "payers": {"hmac_key": "a key of the tests"},
        "textverified": {
            "api_key": supplier.api_key,
            "username": supplier.username,
            "webhook_secret": supplier.webhook_secret,
        },
    }


def create_configured_function(client: Any, stage: str, **variables: str) -> None:
    """Make the Lambda whose configuration the commands read. Its code never runs."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "")
    client.create_function(
        FunctionName=f"callbox-{stage}-{CONFIGURED}",
        Runtime=LAMBDA_RUNTIME,
        Role="arn:aws:iam::000000000000:role/none",
        Handler=f"app.{CONFIGURED}",
        Code={"ZipFile": code.getvalue()},
        Environment={
            "Variables": {
                "STAGE": stage,
                "TABLE_PREFIX": f"callbox-{stage}-",
                "SECRETS_PREFIX": f"/callbox/{stage}/",
                "SITE_URL": "https://callbox.example",
                "LIVE_URL": "wss://live.callbox.example/live",
                "MAIL_FROM": "no-reply@callbox.example",
                **OPERATOR,
                "PAYSTACK_URL": "https://paystack.example",
                "TEXTVERIFIED_URL": "https://textverified.example",
                "JWT_PUBLIC_KEYS": '{"key-1": "a public key"}',
                **variables,
            }
        },
    )
