"""AWS in memory with Callbox's tables, queues and secrets, made from the same files as the real ones.

For one thread only; concurrency is tested elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import yaml
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends
from moto.sqs import sqs_backends

from callbox.domain.public_pages import TEMPLATES
from infra.rows import read_rows
from infra.stack_data import queue_resources, table_resources
from tests.operator_details import OPERATOR

INFRA = Path(__file__).resolve().parents[2] / "infra"
PREFIX = "callbox-test-"
SECRETS_PREFIX = "/callbox/test/"
REGION = "eu-west-1"
MAIL_FROM = "no-reply@callbox.example"
SITE_BUCKET = "callbox-test-site"
PAGES = dict.fromkeys(("landing", "prices", "services", "sitemap", "service", "service-gone"), "a page")
"""Templates of the public pages."""
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "STAGE": "test",
    "VERSION": "1.2.3",
    "TABLE_PREFIX": PREFIX,
    "SECRETS_PREFIX": SECRETS_PREFIX,
    "SITE_URL": "https://callbox.example",
    "LIVE_URL": "wss://live.callbox.example/live",
    "MAIL_FROM": MAIL_FROM,
    **OPERATOR,
    "FUNDED_AFTER_HOURS": "0",
    "CARDS_SETTLE_AFTER_HOURS": "0",
}
_TABLE_PROPERTIES = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")

Record = dict[str, Any]


@dataclass(frozen=True)
class Cloud:
    """What a test does to the cloud directly. `queue_urls` maps queue names to URLs."""

    sqs: Any
    secrets: Any
    queue_urls: Mapping[str, str]

    def take(self, queue: str) -> list[Record]:
        """Take at most ten messages that are due, as the records of a Lambda event."""
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_urls[queue],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["All"],
        )
        return [_record(queue, message) for message in answer.get("Messages", [])]

    def delete(self, queue: str, record: Record) -> None:
        self.sqs.delete_message(QueueUrl=self.queue_urls[queue], ReceiptHandle=record["receiptHandle"])

    def waiting(self, queue: str) -> int:
        """Return how many messages are in a queue, due or delayed."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.queue_urls[queue], AttributeNames=names)["Attributes"]
        return sum(int(attributes[name]) for name in names)

    def delays_s(self, queue: str) -> list[int]:
        """Return with how many seconds of delay the messages of a queue were sent, oldest first."""
        url = self.queue_urls[queue]
        stored = sqs_backends[DEFAULT_ACCOUNT_ID][REGION].get_queue(url.rpartition("/")[2])
        return [round((one.delayed_until - one.sent_timestamp) / 1000) for one in stored._messages]

    def sent_mails(self) -> list[Any]:
        """Return the mails that SES accepted, oldest first."""
        return list(ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages)

    def put_secret(self, name: str, value: Mapping[str, str]) -> None:
        self.secrets.put_parameter(Name=f"{SECRETS_PREFIX}{name}", Value=json.dumps(value), Type="SecureString")


@contextmanager
def running_cloud() -> Iterator[Cloud]:
    """Make an empty cloud and discard it at the end. Calls to this machine go through to where they are meant."""
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1"]}}}):
        dynamodb, sqs = _client("dynamodb"), _client("sqs")
        for table in _tables().values():
            dynamodb.create_table(**table)
        urls = {
            name: sqs.create_queue(QueueName=f"{PREFIX}{name}{suffix}", Attributes=attributes)["QueueUrl"]
            for name, (suffix, attributes) in _queues().items()
        }
        # elsewhere than in us-east-1, S3 wants to be told where
        _client("s3").create_bucket(Bucket=SITE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        _client("s3").put_object(Bucket=SITE_BUCKET, Key=TEMPLATES, Body=json.dumps(PAGES).encode())
        _client("sesv2").create_email_identity(EmailIdentity=MAIL_FROM.partition("@")[2])
        yield Cloud(sqs, _client("ssm"), urls)


def message(body: object) -> Record:
    """Return a record that never was in a queue. A string is the body; anything else is written as JSON."""
    return _record(
        "anywhere",
        {
            "MessageId": str(uuid4()),
            "ReceiptHandle": "none",
            "Body": body if isinstance(body, str) else json.dumps(body),
            "Attributes": {"ApproximateReceiveCount": "1"},
        },
    )


def _record(queue: str, message: Mapping[str, Any]) -> Record:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{PREFIX}{queue}",
        "awsRegion": REGION,
    }


@cache
def _client(service: str) -> Any:
    """Return one client for all tests: making one takes as long as a test."""
    return boto3.client(service, region_name=REGION)


@cache
def _tables() -> Mapping[str, Any]:
    resources = table_resources(yaml.safe_load((INFRA / "tables.yaml").read_text()))
    return {
        name: {
            "TableName": PREFIX + resource["Properties"]["TableName"]["Fn::Sub"].removeprefix("callbox-${Stage}-"),
            **{key: resource["Properties"][key] for key in _TABLE_PROPERTIES if key in resource["Properties"]},
        }
        for name, resource in resources.items()
    }


@cache
def _queues() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Return (suffix of the name, attributes) for each queue; only attributes that a consumer notices."""
    named = yaml.safe_load((INFRA / "queues.yaml").read_text())
    resources = queue_resources(named, read_rows())
    made = {}
    for name, queue in named.items():
        properties = resources[f"{name.capitalize()}Queue"]["Properties"]
        attributes = {"VisibilityTimeout": str(properties["VisibilityTimeout"])}
        if queue.get("fifo"):
            attributes["FifoQueue"] = "true"
        made[name] = (".fifo" if queue.get("fifo") else "", attributes)
    return made
