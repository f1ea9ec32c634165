"""Queue `codes`: poll for codes. A poll queues the next one of its chain.

The polls of one batch share one request to the supplier.
"""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId, VerificationId
from callbox.workers import Batch, Failures, Message, consumer

SAFE_TIME = timedelta(seconds=30)
"""Time that must remain for the last poll: the requests that end one verification, each with its timeout."""


@consumer("codes", uses=("fulfilment",))
def fetch_code(batch: Batch, services: Services) -> Failures:
    ask_until = services.now() + batch.time_left - SAFE_TIME
    fulfilment = services.fulfilment
    polled = fulfilment.poll_together([_owned(poll) for poll in batch.with_texts("user_id", "verification_id")])

    def poll(message: Message) -> None:
        may_ask = services.now() < ask_until
        if "order_id" not in message:
            owned = _owned(message)
            fulfilment.fetch_code(
                *owned,
                chain=message["chain"],
                poll_number=message.get("poll_number", 1),  # a message of an earlier release has none
                polled=polled.get(owned),
                may_ask=may_ask,
            )
        elif may_ask:  # a hint of an earlier release, which had no queue for them
            fulfilment.fetch_code_of(message["order_id"])
        else:
            raise Unavailable("No time is left to ask the supplier.")

    return batch.each(poll)


def _owned(message: Message) -> tuple[UserId, VerificationId]:
    return UserId(message["user_id"]), VerificationId(message["verification_id"])
