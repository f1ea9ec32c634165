"""POST /email-verifications: mail another confirmation link; answer 202 once the mail is queued."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import MailAsked


@endpoint(
    "POST",
    "/email-verifications",
    caller=CUSTOMER,
    status=202,
    uses=("accounts",),
    throttle=(10, 20),
)
def ask_email_verification(request: Request[None], services: Services) -> Answer[MailAsked]:
    services.accounts.ask_email_verification(request.user_id)
    return Answer(MailAsked())
