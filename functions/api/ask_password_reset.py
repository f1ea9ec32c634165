"""POST /password-resets (open): mail a link to set a new password. Same answer with or without an account."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import network_of
from callbox.http.requests import Request
from callbox.http.shapes import MailAsked


class AskPasswordReset(Struct, forbid_unknown_fields=True):
    email: str


@endpoint(
    "POST",
    "/password-resets",
    caller=OPEN,
    status=202,
    body=AskPasswordReset,
    asks_work=True,
    uses=("accounts",),
    throttle=(10, 20),
)
def ask_password_reset(request: Request[AskPasswordReset], services: Services) -> Answer[MailAsked]:
    services.accounts.ask_password_reset(request.body.email, network=network_of(request), work=request.work)
    return Answer(MailAsked())
