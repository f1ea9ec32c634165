"""POST /email-verifications/confirm (open): confirm the address with the link from the mail. Safe to repeat."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import origin_by
from callbox.http.requests import Request


class ConfirmEmail(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]


@endpoint(
    "POST",
    "/email-verifications/confirm",
    caller=OPEN,
    status=204,
    body=ConfirmEmail,
    refuses=("invalid_token",),
    uses=("account_log", "accounts"),
    throttle=(20, 40),
)
def confirm_email(request: Request[ConfirmEmail], services: Services) -> Answer[None]:
    user_id = services.accounts.confirm_email(request.body.token)
    services.account_log.note("email_confirmed", origin_by("link", request, user_id))
    return Answer(None)
