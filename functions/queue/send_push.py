"""Queue `pushes`: have the browsers' push services wake the devices of a customer for whom there is news."""

from datetime import datetime

from callbox.composition.services import Services
from callbox.domain.identity import UserId
from callbox.workers import Batch, Failures, Message, consumer


@consumer("pushes", uses=("pusher",))
def send_push(batch: Batch, services: Services) -> Failures:
    deadline = services.now() + batch.time_left

    def send(message: Message) -> None:
        happened_at = datetime.fromisoformat(message["happened_at"])
        services.pusher.send(UserId(message["user_id"]), happened_at=happened_at, deadline=deadline)

    return batch.each(send)
