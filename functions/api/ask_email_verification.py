"""POST /email-verifications: mail the link that confirms the address once more; answer 202 once it is queued."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import MailAsked

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/email-verifications", status=202)
def ask_email_verification(request: Request) -> Answer[MailAsked]:
    wiring.accounts().ask_email_verification(request.user_id(wiring.access_tokens()))
    return Answer(MailAsked())
