"""Look at the messages that no function could work off, and send them round again.

    python -m ops.dead_letters list
    python -m ops.dead_letters explain --queue codes
    python -m ops.dead_letters redrive --stage prod --queue codes --author ops@example.com --reason outage

`list` and `explain` leave every message where it is; `explain` says how its document stands and whether working on it
again would do anything. `redrive` sends each message to its source queue and then takes it out of the dead ones. A
message that is sent twice changes nothing a second time, though a mail comes twice; one that nobody could read stays. A
link to a new password that was asked for more than half an hour ago is taken out unsent.
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
"""In one run and queue. More than that is no leftover but an outage; the next run goes on."""
HELD_S = 120
"""How long a message that is being looked at is hidden from others."""
WAIT_S = 1
EMPTY_ANSWERS = 2
"""SQS asks a part of its servers; two empty answers in a row are an end."""


@dataclass(frozen=True)
class DeadQueue:
    """A queue of queues.yaml with its dead letters."""

    name: str
    url: str
    dead_url: str
    is_fifo: bool


def main(arguments: list[str] | None = None) -> int:
    known = load("queues")
    parser = argparse.ArgumentParser(description="Look at dead letters, and send them round again.")
    parser.add_argument("command", choices=("list", "explain", "redrive"))
    parser.add_argument("--queue", choices=sorted(known), help="one queue; all of them if absent")
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
    """Print the messages, and let them be seen again at once."""
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
    """Send each message to its queue, then delete it. An end between the two sends it twice, which does no harm."""
    sent, kept = 0, 0
    for message in _messages(sqs, queue, wait_s=wait_s):
        explanation = service.explain(queue.name, message["Body"], sent_at=_sent_at(message))
        if not explanation.is_readable:
            print(f"  {message['MessageId']} stays: {explanation.text}")
            kept += 1
            continue
        if explanation.is_late:
            sqs.delete_message(QueueUrl=queue.dead_url, ReceiptHandle=message["ReceiptHandle"])
            print(f"  {message['MessageId']} taken out: {explanation.text}")
            continue
        sqs.send_message(QueueUrl=queue.url, MessageBody=message["Body"], **_fifo_options(queue, message))
        sqs.delete_message(QueueUrl=queue.dead_url, ReceiptHandle=message["ReceiptHandle"])
        print(f"  {message['MessageId']} sent again: {_explained(explanation)}")
        sent += 1
    print(f"{queue.name}: {_count(sent)} sent again, {kept} kept")


def _sent_at(message: Any) -> datetime:
    return datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)


def _messages(sqs: Any, queue: DeadQueue, *, wait_s: int = WAIT_S) -> Iterator[Any]:
    """Take every message once, hidden from others meanwhile. One that comes a second time ends the round."""
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
    """Keep the lane. The message's own id, so that one that is sent twice within five minutes arrives once."""
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
