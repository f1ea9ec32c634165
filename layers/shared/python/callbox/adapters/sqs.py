"""The Queues and MailQueue ports on SQS: ids in small JSON objects, never what they stand for.

Work is looked up when it is done, so a message that comes late, twice or out of order carries nothing stale. The one
exception is the address for which a new password is asked: looking it up before would take a time that tells whether
it has an account.
"""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from zlib import crc32

from botocore.exceptions import BotoCoreError, ClientError

from callbox.adapters import aws
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.mails import MailKind

LONGEST_DELAY_S = 900
"""SQS's own limit."""


class SqsQueues:
    """Sends to the queues whose addresses `queue_url` returns for `DEPOSITS_QUEUE_URL` and its like.

    Orders of numbers go through `lanes` message groups. SQS hands out one message of a group at a time, so this is how
    many orders the supplier gets at once, however many wait. The nonce chooses the lane too: when a message that is
    not finished keeps its lane closed, the sweeper's next try goes round it.
    """

    def __init__(self, queue_url: Callable[[str], str], *, lanes: int) -> None:
        self._queue_url = queue_url
        self._lanes = lanes

    @cached_property
    def _client(self) -> Any:
        """Made when first needed: many who could send do not."""
        return aws.client("sqs")

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        body: dict[str, str | int] = {"reference": reference}
        facts = {"returned": returned, "dispute_lost": dispute_lost}
        self._send("DEPOSITS_QUEUE_URL", body | {name: True for name, holds in facts.items() if holds})

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        request_id = f"{verification_id}.{nonce}"
        self._send(
            "NUMBERS_QUEUE_URL",
            {"user_id": user_id, "verification_id": verification_id},
            MessageGroupId=f"textverified-{crc32(request_id.encode()) % self._lanes}",
            MessageDeduplicationId=request_id,
        )

    def fetch_code(self, user_id: UserId, verification_id: VerificationId, *, chain: int, delay_s: int) -> None:
        if not 0 <= delay_s <= LONGEST_DELAY_S:
            raise ValueError(f"a message waits for 0 to {LONGEST_DELAY_S} seconds, not {delay_s}")
        body: dict[str, str | int] = {"user_id": user_id, "verification_id": verification_id, "chain": chain}
        self._send("CODES_QUEUE_URL", body, DelaySeconds=delay_s)

    def fetch_code_of(self, order_id: str) -> None:
        self._send("CODES_QUEUE_URL", {"order_id": order_id})

    def send_mail(self, kind: MailKind, recipient: str) -> None:
        self._send("MAILS_QUEUE_URL", {"kind": kind, "recipient": recipient})

    def _send(self, queue: str, body: Mapping[str, str | int], **options: Any) -> None:
        """Send one message. After a lost reply it may have been sent all the same: consumers bear it twice."""
        url = self._queue_url(queue)
        try:
            self._client.send_message(QueueUrl=url, MessageBody=json.dumps(dict(body)), **options)
        except (BotoCoreError, ClientError) as error:
            if not aws.passes(error):
                raise
            raise Unavailable("The queue does not answer.") from error
