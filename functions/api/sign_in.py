"""POST /sessions (open): begin a session. Returns an access token; the refresh token goes into a cookie."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.cookies import DEVICE, REFRESH, SessionShape, asked, signed_in
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import network_of, origin_of, place_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.services.sign_in_links import LinkMailed


class SignIn(Struct, forbid_unknown_fields=True):
    email: str
    password: str
    code: Annotated[str, Meta(max_length=40)] | None = None


@endpoint(
    "POST",
    "/sessions",
    caller=OPEN,
    body=SignIn,
    headers=("Set-Cookie",),
    refuses=PROOF_REFUSALS,
    asks_work=True,
    uses=("account_log", "accounts"),
    throttle=(50, 100),
)
def sign_in(request: Request[SignIn], services: Services) -> Answer[SessionShape]:
    body = request.body
    try:
        session = services.accounts.sign_in(
            email=body.email,
            password=body.password,
            code=body.code,
            network=network_of(request),
            device=request.device,
            place=place_of(request),
            device_token=request.cookie(DEVICE.name),
            previous=request.cookie(REFRESH.name),
            work=request.work,
        )
    except LinkMailed as refused:
        raise asked(refused) from None
    services.account_log.note("signed_in", origin_of(request, session), subject_id=session.family_id)
    return signed_in(session)
