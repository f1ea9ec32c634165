"""Queue `mails`: write a mail to a customer and send it with SES."""

from callbox.composition.services import Services
from callbox.workers import Batch, Failures, consumer


@consumer("mails", uses=("mails",))
def send_mail(batch: Batch, services: Services) -> Failures:
    return batch.each(lambda message: services.mails.send(message["kind"], message["recipient"]))
