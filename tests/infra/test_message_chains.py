"""The local platform stops a chain of messages where AWS Lambda does, unless its function is allowed to loop."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.handlers import add_recursion_detection_header

from infra.local.cloud import EMULATOR
from infra.local.emulator import next_trace
from infra.rows import read_rows
from tests.infra.stage import Stage
from tests.ministack_process import ministack

WITHIN_S = 120
LAST = 20
SENDS_THE_NEXT_NUMBER = f"""
import os, boto3
sqs = boto3.client("sqs", endpoint_url=os.environ["CLOUD"], region_name="us-east-1")
def handler(event, context):
    for record in event["Records"]:
        number = int(record["body"])
        queue = "done" if number == {LAST} else os.environ["QUEUE"]
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=str(number + 1))
"""


class Cloud:
    def __init__(self, url: str) -> None:
        self._url = url
        self._session = boto3.Session("local", "local", region_name="us-east-1")
        self.sqs, self.functions = self.client("sqs"), self.client("lambda")

    def client(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self._url)

    def queue(self, name: str, **attributes: str) -> tuple[str, str]:
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, found["Attributes"]["QueueArn"]

    def looping(self, name: str) -> str:
        """Make a function that sends the next number to its own queue; return the queue's address."""
        _, dead = self.queue(f"{name}-dead")
        redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5})
        url, arn = self.queue(name, RedrivePolicy=redrive, VisibilityTimeout="60")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("own.py", SENDS_THE_NEXT_NUMBER)
        self.functions.create_function(
            FunctionName=name,
            Runtime="python3.11",
            Role="arn:aws:iam::000000000000:role/none",
            Handler="own.handler",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {"CLOUD": self._url, "QUEUE": name}},
        )
        self.functions.create_event_source_mapping(FunctionName=name, EventSourceArn=arn, BatchSize=1)
        return url

    def number_that_arrives_in(self, queue: str) -> int:
        url = self.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            for message in self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []):
                return int(message["Body"])
        raise TimeoutError(f"nothing came to {queue}")


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with ministack(("-P", str(EMULATOR))) as url:
        yield Cloud(url)


def test_a_function_is_invoked_sixteen_times_in_a_chain_and_the_next_message_is_put_aside(cloud: Cloud) -> None:
    url = cloud.looping("stopped")

    cloud.sqs.send_message(QueueUrl=url, MessageBody="1")

    assert cloud.number_that_arrives_in("stopped-dead") == 17


def test_a_chain_of_a_function_that_is_allowed_to_loop_goes_on(cloud: Cloud) -> None:
    cloud.queue("done")
    url = cloud.looping("allowed")
    cloud.functions.put_function_recursion_config(FunctionName="allowed", RecursiveLoop="Allow")

    cloud.sqs.send_message(QueueUrl=url, MessageBody="1")

    assert cloud.number_that_arrives_in("done") == LAST + 1


def test_each_function_of_a_chain_is_counted_by_itself_and_the_chain_keeps_its_root(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sent(trace: str) -> str:
        """Return the header as the SDK sends it."""
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "any")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
        request: dict[str, dict[str, str]] = {"headers": {}}
        add_recursion_detection_header(request)
        return request["headers"]["X-Amzn-Trace-Id"]

    first, _ = next_trace([], "request_number")
    second, count = next_trace([sent(first)], "fetch_code")
    _, again = next_trace(["", sent(second)], "fetch_code")

    assert (count, again) == (1, 2)
    assert first.split(";")[0] == second.split(";")[0]


def test_only_functions_that_consume_what_they_send_may_loop(stage: Stage) -> None:
    allowed = [row.name for row in read_rows().values() if stage.function(row.name).get("RecursiveLoop") == "Allow"]

    assert allowed == ["fetch_code"]
