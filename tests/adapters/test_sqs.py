"""What the queues carry, and how messages are delayed, ordered and deduplicated."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws

from callbox.adapters import aws
from callbox.adapters.sqs import LONGEST_DELAY_S, SqsQueues
from callbox.domain.errors import Unavailable
from callbox.domain.identity import VerificationId
from callbox.ports.queues import Queues
from tests.builders import ADA, NOW, a_verification

LANES = 4
VERIFICATION = a_verification().verification_id


class Cloud:
    """The three queues, as their consumers see them."""

    def __init__(self) -> None:
        self.client = aws.client("sqs")
        self.urls = {
            "DEPOSITS_QUEUE_URL": self._create("deposits"),
            "NUMBERS_QUEUE_URL": self._create("numbers.fifo", FifoQueue="true"),
            "CODES_QUEUE_URL": self._create("codes"),
            "HINTS_QUEUE_URL": self._create("hints"),
            "MAILS_QUEUE_URL": self._create("mails"),
        }

    def _create(self, name: str, **attributes: str) -> str:
        return str(self.client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])

    def messages(self, queue: str) -> list[dict[str, Any]]:
        answer = self.client.receive_message(
            QueueUrl=self.urls[queue], MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        )
        return list(answer.get("Messages", []))

    def bodies(self, queue: str) -> list[dict[str, str]]:
        return [json.loads(message["Body"]) for message in self.messages(queue)]

    def delayed(self, queue: str) -> int:
        name = "ApproximateNumberOfMessagesDelayed"
        answer = self.client.get_queue_attributes(QueueUrl=self.urls[queue], AttributeNames=[name])
        return int(answer["Attributes"][name])


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with mock_aws():
        yield Cloud()


@pytest.fixture
def queues(cloud: Cloud) -> Queues:
    return SqsQueues(cloud.urls.__getitem__, lanes=LANES)


def test_a_payment_is_queued_by_its_reference(cloud: Cloud, queues: Queues) -> None:
    queues.settle_deposit("deposit-1-1")

    assert cloud.bodies("DEPOSITS_QUEUE_URL") == [{"reference": "deposit-1-1"}]


def test_a_mail_is_queued_by_its_kind_and_recipient(cloud: Cloud) -> None:
    SqsQueues(cloud.urls.__getitem__, lanes=LANES).send_mail("confirm_email", "user-ada")

    assert cloud.bodies("MAILS_QUEUE_URL") == [{"kind": "confirm_email", "recipient": "user-ada"}]


def test_a_request_for_a_number_is_queued_by_its_verification(cloud: Cloud, queues: Queues) -> None:
    queues.request_number(ADA, VERIFICATION)

    assert cloud.bodies("NUMBERS_QUEUE_URL") == [{"user_id": ADA, "verification_id": VERIFICATION}]


def test_a_repeated_request_for_a_number_is_queued_once_until_its_nonce_changes(cloud: Cloud, queues: Queues) -> None:
    queues.request_number(ADA, VERIFICATION)
    queues.request_number(ADA, VERIFICATION)
    queues.request_number(ADA, VERIFICATION, nonce="0506")
    queues.request_number(ADA, VERIFICATION, nonce="0506")

    ids = {
        message["Attributes"]["MessageDeduplicationId"]
        for _ in range(2)  # a group delivers its next message when the first is deleted
        for message in _take_all(cloud)
    }
    assert ids == {f"{VERIFICATION}.", f"{VERIFICATION}.0506"}


def _take_all(cloud: Cloud) -> list[dict[str, Any]]:
    taken = cloud.messages("NUMBERS_QUEUE_URL")
    for message in taken:
        cloud.client.delete_message(QueueUrl=cloud.urls["NUMBERS_QUEUE_URL"], ReceiptHandle=message["ReceiptHandle"])
    return taken


def test_requests_for_numbers_share_a_fixed_number_of_lanes(cloud: Cloud, queues: Queues) -> None:
    for k in range(40):
        queues.request_number(ADA, VerificationId(f"verification-{k}"))

    lanes = {message["Attributes"]["MessageGroupId"] for _ in range(10) for message in _take_all(cloud)}
    assert lanes == {f"textverified-{k}" for k in range(LANES)}


def test_a_second_try_for_a_number_avoids_a_stuck_lane(cloud: Cloud, queues: Queues) -> None:
    for minute in range(20):
        queues.request_number(ADA, VERIFICATION, nonce=f"05{minute:02d}")

    lanes = {message["Attributes"]["MessageGroupId"] for _ in range(10) for message in _take_all(cloud)}
    assert lanes == {f"textverified-{k}" for k in range(LANES)}


def test_a_poll_is_delayed_as_requested(cloud: Cloud, queues: Queues) -> None:
    queues.fetch_code(ADA, VERIFICATION, chain=2, poll_number=7, delay_s=0)
    queues.fetch_code(ADA, VERIFICATION, chain=2, poll_number=7, delay_s=LONGEST_DELAY_S)

    assert cloud.bodies("CODES_QUEUE_URL") == [
        {"user_id": ADA, "verification_id": VERIFICATION, "chain": 2, "poll_number": 7}
    ]
    assert cloud.delayed("CODES_QUEUE_URL") == 1


@pytest.mark.parametrize("delay_s", [-1, LONGEST_DELAY_S + 1])
def test_a_delay_that_sqs_does_not_support_is_an_error(cloud: Cloud, queues: Queues, delay_s: int) -> None:
    with pytest.raises(ValueError, match="900"):
        queues.fetch_code(ADA, VERIFICATION, chain=2, poll_number=7, delay_s=delay_s)

    assert cloud.delayed("CODES_QUEUE_URL") == 0


def test_a_poll_by_the_suppliers_order_id_is_due_at_once(cloud: Cloud, queues: Queues) -> None:
    queues.fetch_code_of("order-1", hinted_at=NOW)

    assert cloud.bodies("HINTS_QUEUE_URL") == [{"order_id": "order-1", "hinted_at": NOW.isoformat()}]


@pytest.mark.parametrize(
    "failure",
    [
        ReadTimeoutError(endpoint_url="https://sqs.invalid"),
        EndpointConnectionError(endpoint_url="https://sqs.invalid"),
        ClientError({"Error": {"Code": "RequestThrottled"}}, "SendMessage"),
        ClientError({"Error": {"Code": "InternalFailure"}}, "SendMessage"),
    ],
    ids=["no answer", "no connection", "throttled", "internal"],
)
def test_a_queue_that_does_not_answer_is_unavailable(cloud: Cloud, failure: Exception) -> None:
    def fail(**_: Any) -> None:
        raise failure

    queues = SqsQueues(cloud.urls.__getitem__, lanes=LANES)
    aws.session().register("before-call.sqs.SendMessage", fail)
    try:
        # its client is made with the first message and has the session's events as they are then
        with pytest.raises(Unavailable) as raised:
            queues.settle_deposit("deposit-1-1")
    finally:
        aws.session().unregister("before-call.sqs.SendMessage", fail)

    assert raised.value.__cause__ is failure
    assert cloud.bodies("DEPOSITS_QUEUE_URL") == []


def test_a_queue_that_does_not_exist_is_a_configuration_error(cloud: Cloud, queues: Queues) -> None:
    cloud.client.delete_queue(QueueUrl=cloud.urls["DEPOSITS_QUEUE_URL"])

    with pytest.raises(ClientError):
        queues.settle_deposit("deposit-1-1")
