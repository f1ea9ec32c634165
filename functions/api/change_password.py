"""PUT /me/password: change the password. Other sessions end; this browser goes on in a new one."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.cookies import SessionShape, signed_in
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of, place_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import Code


class ChangePassword(Struct, forbid_unknown_fields=True):
    password: str
    new_password: str
    code: Code | None = None


@endpoint(
    "PUT",
    "/me/password",
    caller=LIVE_CUSTOMER,
    body=ChangePassword,
    headers=("Set-Cookie",),
    refuses=PROOF_REFUSALS,
    uses=("account_log", "passwords"),
    throttle=(10, 20),
)
def change_password(request: Request[ChangePassword], services: Services) -> Answer[SessionShape]:
    body = request.body
    session = services.passwords.change(
        request.user,
        request.session,
        password=body.password,
        new_password=body.new_password,
        code=body.code,
        device=request.device,
        place=place_of(request),
    )
    services.account_log.note("password_changed", origin_of(request))
    return signed_in(session)
