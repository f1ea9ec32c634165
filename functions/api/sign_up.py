"""POST /users (open): make an account."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import UserShape

routes = Blueprint(__name__)


class SignUp(Struct, forbid_unknown_fields=True):
    email: str
    password: str
    accepted_terms: str


class SignedUp(Struct):
    user: UserShape


@endpoint(routes, "POST", "/users", status=201, refuses=("email_taken",))
def sign_up(request: Request) -> Answer[SignedUp]:
    body = request.json(SignUp)
    user = wiring.accounts().sign_up(
        email=body.email, password=body.password, accepted_terms=body.accepted_terms, network=request.network
    )
    return Answer(SignedUp(UserShape.of(user)))
