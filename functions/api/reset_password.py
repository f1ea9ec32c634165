"""POST /password-resets/confirm (open): set a new password with the link from the mail; all sessions end."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


class ResetPassword(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]
    password: str


@endpoint(routes, "POST", "/password-resets/confirm", status=204, refuses=("invalid_token",))
def reset_password(request: Request) -> Answer[None]:
    body = request.json(ResetPassword)
    wiring.accounts().reset_password(body.token, body.password)
    return Answer(None)
