"""POST /sessions (open): begin a session. Answers an access token; the refresh token goes into a cookie."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.http.cookies import SessionShape, signed_in
from callbox.http.endpoint import Answer, endpoint
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request

routes = Blueprint(__name__)


class SignIn(Struct, forbid_unknown_fields=True):
    email: str
    password: str
    code: Annotated[str, Meta(max_length=40)] | None = None


@endpoint(routes, "POST", "/sessions", refuses=PROOF_REFUSALS)
def sign_in(request: Request) -> Answer[SessionShape]:
    body = request.json(SignIn)
    session = wiring.accounts().sign_in(
        email=body.email, password=body.password, code=body.code, network=request.network, device=request.device
    )
    return signed_in(session)
