"""The Mailer port on SES (API version 2): plain text, from one sender."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callbox.adapters import aws
from callbox.domain.errors import Unavailable
from callbox.domain.mails import Mail
from callbox.ports.mail import MailRefused

# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
_REFUSALS = frozenset({"MessageRejected", "BadRequestException"})
_OF_ADDRESS = "BadRequestException"
"""The address cannot be mailed to. MessageRejected is about our texts, our domain, or an account in the sandbox."""
# the account's current quota; the queue delivers the mail again
_LATER = frozenset({"TooManyRequestsException", "LimitExceededException"})


class SesMailer:
    def __init__(self, sender: str) -> None:
        self._sender = sender
        self._client = aws.client("sesv2")

    def send(self, address: str, mail: Mail) -> None:
        content: dict[str, Any] = {
            "Simple": {
                "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": mail.text, "Charset": "UTF-8"}},
            }
        }
        try:
            self._client.send_email(
                FromEmailAddress=self._sender, Destination={"ToAddresses": [address]}, Content=content
            )
        except (BotoCoreError, ClientError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
            if code in _REFUSALS:
                raise MailRefused(is_of_address=code == _OF_ADDRESS) from error
            if code in _LATER or aws.passes(error):
                raise Unavailable("Mail cannot be sent right now.") from error
            raise
