"""A small local AWS for the benches: ministack with our tables, queues and secrets, and both simulators.

Unlike in the full platform (`make run`), the functions run in processes of the bench, so that it can measure them.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import yaml

from bench.sockets import RunningSockets, running_sockets
from infra.rows import Row, read_rows
from infra.stack import INFRA
from infra.stack_data import queue_resources, table_resources
from ops.keys import KeyPair, new_key_pair
from tests.ministack_process import ministack
from tests.operator_details import OPERATOR
from tests.simulator_processes import RunningPaystack, RunningTextVerified, running_paystack, running_textverified

PREFIX = "callbox-bench-"
SECRETS_PREFIX = "/callbox/bench/"
REGION = "us-east-1"
SITE = "https://callbox.example"
_TABLE_PROPERTIES = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")


@dataclass(frozen=True)
class Cloud:
    """The endpoints. `environment` is common to all functions; `queue_urls` is by queue name."""

    address: str
    environment: Mapping[str, str]
    queue_urls: Mapping[str, str]
    key_pair: KeyPair
    paystack: RunningPaystack
    textverified: RunningTextVerified
    sockets: RunningSockets

    def client(self, service: str) -> Any:
        own = self.environment.get(f"AWS_ENDPOINT_URL_{service.upper()}")
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=own or self.address,
            aws_access_key_id="bench",
            aws_secret_access_key="bench",  # noqa: S106 - opens nothing
        )

    def environment_of(self, row: Row) -> dict[str, str]:
        """Return the environment of one function, as its row gives it."""
        queues = {f"{queue.upper()}_QUEUE_URL": self.queue_urls[queue] for queue in row.sends}
        live = {"LIVE_CONNECTIONS_URL": self.sockets.url} if row.live else {}
        return {**self.environment, **queues, **live, "AWS_LAMBDA_FUNCTION_NAME": f"{PREFIX}{row.name}"}


@contextmanager
def running_cloud(*, dynamodb: str | None = None) -> Iterator[Cloud]:
    """Start an empty cloud, with its tables at the URL `dynamodb` if given; stop all processes at the end."""
    with (
        ministack() as address,
        running_paystack() as paystack,
        running_textverified(code_after=-1) as textverified,
        running_sockets() as sockets,
    ):
        pair = new_key_pair()
        environment = _environment(address, pair, paystack, textverified)
        if dynamodb is not None:
            environment["AWS_ENDPOINT_URL_DYNAMODB"] = dynamodb
        cloud = Cloud(address, environment, {}, pair, paystack, textverified, sockets)
        _make_tables(cloud)
        _put_secrets(cloud)
        yield Cloud(address, cloud.environment, _make_queues(cloud), pair, paystack, textverified, sockets)


def _environment(
    address: str, pair: KeyPair, paystack: RunningPaystack, textverified: RunningTextVerified
) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "STAGE": "bench",
        "VERSION": "1",
        "TABLE_PREFIX": PREFIX,
        "SECRETS_PREFIX": SECRETS_PREFIX,
        "SITE_URL": SITE,
        "LIVE_URL": "wss://live.callbox.example/live",
        "MAIL_FROM": "no-reply@callbox.example",
        **OPERATOR,
        "PAYSTACK_URL": paystack.url,
        "TEXTVERIFIED_URL": textverified.url,
        "JWT_PUBLIC_KEYS": json.dumps(pair.public_keys()),
        "CATALOGUE_REQUESTS_PER_S": "1000",  # the simulator has no rate limit
        "FUNDED_AFTER_HOURS": "0",  # each measured customer signs up first
        "CARDS_SETTLE_AFTER_HOURS": "0",
        "LANG": "C.UTF-8",
    }


def _make_tables(cloud: Cloud) -> None:
    dynamodb = cloud.client("dynamodb")
    for resource in table_resources(yaml.safe_load((INFRA / "tables.yaml").read_text())).values():
        properties = resource["Properties"]
        name = properties["TableName"]["Fn::Sub"].removeprefix("callbox-${Stage}-")
        made = {key: properties[key] for key in _TABLE_PROPERTIES if key in properties}
        dynamodb.create_table(TableName=PREFIX + name, **made)


def _make_queues(cloud: Cloud) -> dict[str, str]:
    sqs = cloud.client("sqs")
    named = yaml.safe_load((INFRA / "queues.yaml").read_text())
    resources = queue_resources(named, read_rows())
    urls = {}
    for name, queue in named.items():
        properties = resources[f"{name.capitalize()}Queue"]["Properties"]
        attributes = {"VisibilityTimeout": str(properties["VisibilityTimeout"])}
        suffix = ".fifo" if queue.get("fifo") else ""
        if suffix:
            attributes["FifoQueue"] = "true"
        urls[name] = sqs.create_queue(QueueName=f"{PREFIX}{name}{suffix}", Attributes=attributes)["QueueUrl"]
    return urls


def _put_secrets(cloud: Cloud) -> None:
    secrets = cloud.client("ssm")
    supplier = cloud.textverified
    values = {
        "jwt_signing_key": cloud.key_pair.secret_value(),
        "paystack": {"secret_key": cloud.paystack.secret_key},
        "payers": {"hmac_key": "a key of the benchmark"},
        "textverified": {
            "api_key": supplier.api_key,
            "username": supplier.username,
            "webhook_secret": supplier.webhook_secret,
        },
    }
    for name, value in values.items():
        secrets.put_parameter(Name=SECRETS_PREFIX + name, Value=json.dumps(value), Type="SecureString")
