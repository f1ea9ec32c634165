"""POST /password-resets/confirm (open): set a new password with the link from the mail; all sessions end."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.requests import Request


class ResetPassword(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]
    password: str


@endpoint(
    "POST",
    "/password-resets/confirm",
    caller=OPEN,
    status=204,
    body=ResetPassword,
    refuses=("invalid_token",),
    uses=("accounts",),
    throttle=(20, 40),
)
def reset_password(request: Request[ResetPassword], services: Services) -> Answer[None]:
    body = request.body
    services.accounts.reset_password(body.token, body.password)
    return Answer(None)
