"""The Queues, MailQueue and PushQueue ports on SQS: small JSON objects with ids, never with the data.

The consumer looks the data up, so a message that comes late, twice or out of order is never stale. One exception:
a password-reset message carries the typed address, because looking it up in the request would reveal by its duration
whether an account exists.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
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
    """Sends to the queues. `queue_url` returns the URL for a name such as `DEPOSITS_QUEUE_URL`.

    Orders of numbers go through `lanes` message groups. SQS delivers one message of a group at a time, so the supplier
    gets at most `lanes` orders at once, however many wait. The nonce also chooses the lane: when an unfinished message
    blocks a lane, the sweeper's next try uses another one.
    """

    def __init__(self, queue_url: Callable[[str], str], *, lanes: int) -> None:
        self._queue_url = queue_url
        self._lanes = lanes

    @cached_property
    def _client(self) -> Any:
        """Created on first use: many functions that could send never do."""
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

    def fetch_code(
        self, user_id: UserId, verification_id: VerificationId, *, chain: int, poll_number: int, delay_s: int
    ) -> None:
        if not 0 <= delay_s <= LONGEST_DELAY_S:
            raise ValueError(f"a message can wait for 0 to {LONGEST_DELAY_S} seconds, not {delay_s}")
        body: dict[str, str | int] = {"user_id": user_id, "verification_id": verification_id}
        body |= {"chain": chain, "poll_number": poll_number}
        self._send("CODES_QUEUE_URL", body, DelaySeconds=delay_s)

    def fetch_code_of(self, order_id: str, *, hinted_at: datetime) -> None:
        self._send("HINTS_QUEUE_URL", {"order_id": order_id, "hinted_at": hinted_at.isoformat()})

    def send_mail(self, kind: MailKind, recipient: str) -> None:
        self._send("MAILS_QUEUE_URL", {"kind": kind, "recipient": recipient})

    def send_push(self, user_id: UserId, *, happened_at: datetime) -> None:
        self._send("PUSHES_QUEUE_URL", {"user_id": user_id, "happened_at": happened_at.isoformat()})

    def _send(self, queue: str, body: Mapping[str, str | int], **options: Any) -> None:
        """Send one message. After a lost reply it may still have been sent; consumers tolerate repeats."""
        url = self._queue_url(queue)
        try:
            self._client.send_message(QueueUrl=url, MessageBody=json.dumps(dict(body)), **options)
        except (BotoCoreError, ClientError) as error:
            if not aws.passes(error):
                raise
            raise Unavailable("The queue is not answering.") from error
