"""POST /password-resets/confirm (open): set a new password with a mailed link. Only a new session goes on.

`factor_lost`, where a code is asked for, has the second factor removed in 72 hours instead.
"""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.cookies import signed_in
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import origin_by, place_of
from callbox.http.requests import Request
from callbox.http.shapes import Code


class ResetPassword(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]
    password: str
    code: Code | None = None
    factor_lost: bool = False


@endpoint(
    "POST",
    "/password-resets/confirm",
    caller=OPEN,
    status=204,
    body=ResetPassword,
    headers=("Set-Cookie",),
    refuses=("invalid_token", "second_factor_required", "invalid_code", "factor_waits"),
    uses=("account_log", "passwords"),
    throttle=(20, 40),
)
def reset_password(request: Request[ResetPassword], services: Services) -> Answer[None]:
    body = request.body
    session = services.passwords.reset(
        body.token,
        body.password,
        code=body.code,
        factor_lost=body.factor_lost,
        device=request.device,
        place=place_of(request),
    )
    services.account_log.note("password_reset", origin_by("link", request, session.user_id))
    return Answer(None, cookies=signed_in(session).cookies)
