"""Queue `deposits`: ask Paystack about a payment and update its deposit and the wallet."""

from callbox.composition.services import Services
from callbox.workers import Batch, Failures, Message, consumer


@consumer("deposits", uses=("deposits", "returns"))
def settle_deposit(batch: Batch, services: Services) -> Failures:
    def settle(message: Message) -> None:
        services.deposits.credit(message["reference"])
        if message.get("returned"):
            services.returns.take_back(message["reference"], dispute_lost=bool(message.get("dispute_lost")))

    return batch.each(settle)
