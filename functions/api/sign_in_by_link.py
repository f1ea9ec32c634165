"""POST /sessions/link (open): begin a session with a mailed link, in the browser that asked for it."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.cookies import ASKED, DEVICE, REFRESH, SessionShape, signed_in
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import origin_of, place_of
from callbox.http.requests import Request


class SignInByLink(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]
    code: Annotated[str, Meta(max_length=40)] | None = None


@endpoint(
    "POST",
    "/sessions/link",
    caller=OPEN,
    body=SignInByLink,
    headers=("Set-Cookie",),
    refuses=("invalid_token", "second_factor_required", "invalid_code"),
    uses=("account_log", "accounts"),
    throttle=(20, 40),
)
def sign_in_by_link(request: Request[SignInByLink], services: Services) -> Answer[SessionShape]:
    session = services.accounts.sign_in_by_link(
        request.body.token,
        browser=request.cookie(ASKED.name),
        code=request.body.code,
        device=request.device,
        place=place_of(request),
        device_token=request.cookie(DEVICE.name),
        previous=request.cookie(REFRESH.name),
    )
    services.account_log.note("signed_in", origin_of(request, session), subject_id=session.family_id)
    return signed_in(session)
