"""POST /email-verifications/confirm (open): the link from the mail was opened. Opening it twice is no error."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


class ConfirmEmail(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]


@endpoint(routes, "POST", "/email-verifications/confirm", status=204, refuses=("invalid_token",))
def confirm_email(request: Request) -> Answer[None]:
    wiring.accounts().confirm_email(request.json(ConfirmEmail).token)
    return Answer(None)
