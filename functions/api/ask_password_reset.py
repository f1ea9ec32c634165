"""POST /password-resets (open): mail a link to set a new password. Answers alike with an account and without."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import MailAsked

routes = Blueprint(__name__)


class AskPasswordReset(Struct, forbid_unknown_fields=True):
    email: str


@endpoint(routes, "POST", "/password-resets", status=202)
def ask_password_reset(request: Request) -> Answer[MailAsked]:
    wiring.accounts().ask_password_reset(request.json(AskPasswordReset).email, network=request.network)
    return Answer(MailAsked())
