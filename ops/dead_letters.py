"""List, explain or redrive dead letters: messages that a function failed to process.

    python -m ops.dead_letters list
    python -m ops.dead_letters explain --queue codes
    python -m ops.dead_letters redrive --stage prod --queue codes --author ops@example.com --reason outage

`list` and `explain` leave every message in its queue. `explain` shows the state of the message's document and whether
processing the message again would change anything. `redrive` sends each message to its source queue and then deletes
it from the dead-letter queue. Processing a message twice changes nothing, except that a mail is sent twice. `redrive`
keeps unreadable messages. It deletes a password reset that is more than half an hour old, without sending it.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3

from callbox.services.dead_letters import DeadLetterService, Explanation
from infra.stack import load
from ops.operating import add_author, add_stage, note, services_of

MOST_MESSAGES = 10_000
"""Limit for one run and queue. The next run continues with the rest."""
HELD_S = 120
"""Visibility timeout of a message while a command reads it."""
WAIT_S = 1
EMPTY_ANSWERS = 2
"""SQS polls a subset of its servers, so one empty answer does not mean an empty queue; two in a row end the read."""


@dataclass(frozen=True)
class DeadQueue:
    """A queue of queues.yaml with its dead letters."""

    name: str
    url: str
    dead_url: str
    is_fifo: bool


def main(arguments: list[str] | None = None) -> int:
    known = load("queues")
    parser = argparse.ArgumentParser(description="List, explain or redrive dead letters.")
    parser.add_argument("command", choices=("list", "explain", "redrive"))
    parser.add_argument("--queue", choices=sorted(known), help="one queue; default: all queues")
    add_author(parser)
    add_stage(parser)
    options = parser.parse_args(arguments)
    services = services_of(options)
    sqs = boto3.client("sqs")
    service = services.dead_letters
    for name in [options.queue] if options.queue else sorted(known):
        queue = _queue(sqs, options.stage, name, is_fifo=bool(known[name].get("fifo")))
        if options.command == "redrive":
            note(services, options, "dead_letters_redriven", name)
            redrive(sqs, queue, service)
        else:
            _show(sqs, queue, service if options.command == "explain" else None)
    return 0


def _queue(sqs: Any, stage: str, name: str, *, is_fifo: bool) -> DeadQueue:
    suffix = ".fifo" if is_fifo else ""
    url, dead_url = [
        sqs.get_queue_url(QueueName=f"callbox-{stage}-{one}{suffix}")["QueueUrl"] for one in (name, f"{name}-dead")
    ]
    return DeadQueue(name, url, dead_url, is_fifo)


def _show(sqs: Any, queue: DeadQueue, service: DeadLetterService | None) -> None:
    """Print the messages and make them visible again at once."""
    messages = list(_messages(sqs, queue))
    print(f"{queue.name}: {_count(len(messages))}")
    for message in messages:
        sent_at = _sent_at(message)
        print(f"  {message['MessageId']}  sent {sent_at:%Y-%m-%d %H:%M} UTC  {message['Body']}")
        if service is not None:
            print(f"      {_explained(service.explain(queue.name, message['Body'], sent_at=sent_at))}")
        sqs.change_message_visibility(
            QueueUrl=queue.dead_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )


def redrive(sqs: Any, queue: DeadQueue, service: DeadLetterService, *, wait_s: int = WAIT_S) -> None:
    """Send each message to its queue, then delete it. After a crash between the two, the next run sends it again."""
    sent, kept = 0, 0
    for message in _messages(sqs, queue, wait_s=wait_s):
        explanation = service.explain(queue.name, message["Body"], sent_at=_sent_at(message))
        if not explanation.is_readable:
            print(f"  {message['MessageId']} kept: {explanation.text}")
            kept += 1
            continue
        if explanation.is_late:
            sqs.delete_message(QueueUrl=queue.dead_url, ReceiptHandle=message["ReceiptHandle"])
            print(f"  {message['MessageId']} deleted: {explanation.text}")
            continue
        sqs.send_message(QueueUrl=queue.url, MessageBody=message["Body"], **_fifo_options(queue, message))
        sqs.delete_message(QueueUrl=queue.dead_url, ReceiptHandle=message["ReceiptHandle"])
        print(f"  {message['MessageId']} sent again: {_explained(explanation)}")
        sent += 1
    print(f"{queue.name}: {_count(sent)} sent again, {kept} kept")


def _sent_at(message: Any) -> datetime:
    return datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)


def _messages(sqs: Any, queue: DeadQueue, *, wait_s: int = WAIT_S) -> Iterator[Any]:
    """Receive every message once, hidden from other consumers meanwhile. Stop when one arrives a second time."""
    seen: set[str] = set()
    empty = 0
    while len(seen) < MOST_MESSAGES and empty < EMPTY_ANSWERS:
        answer = sqs.receive_message(
            QueueUrl=queue.dead_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD_S,
            WaitTimeSeconds=wait_s,
            MessageSystemAttributeNames=["All"],
        )
        fresh = [one for one in answer.get("Messages", []) if one["MessageId"] not in seen]
        empty = 0 if fresh else empty + 1
        seen |= {one["MessageId"] for one in fresh}
        yield from fresh


def _fifo_options(queue: DeadQueue, message: Any) -> dict[str, str]:
    """Keep the message group. Deduplicate by message id: SQS drops a second copy sent within five minutes."""
    if not queue.is_fifo:
        return {}
    return {
        "MessageGroupId": message["Attributes"]["MessageGroupId"],
        "MessageDeduplicationId": f"redrive-{message['MessageId']}",
    }


def _explained(explanation: Explanation) -> str:
    return explanation.text if explanation.would_act else f"{explanation.text}: nothing would change"


def _count(messages: int) -> str:
    return f"{messages} message" + ("" if messages == 1 else "s")


if __name__ == "__main__":
    sys.exit(main())
