"""Queue `numbers` (FIFO): order the number for a paid request from the supplier, once."""

from callbox.composition.services import Services
from callbox.domain.identity import UserId, VerificationId
from callbox.workers import Batch, Failures, Message, consumer


@consumer("numbers", uses=("ordering",))
def request_number(batch: Batch, services: Services) -> Failures:
    def request(message: Message) -> None:
        services.ordering.request_number(UserId(message["user_id"]), VerificationId(message["verification_id"]))

    return batch.each(request)
