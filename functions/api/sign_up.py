"""POST /users (open): create an account."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import network_of, origin_by
from callbox.http.requests import Request
from callbox.http.shapes import UserShape


class SignUp(Struct, forbid_unknown_fields=True):
    email: str
    password: str
    accepted_terms: str


class SignedUp(Struct):
    user: UserShape


@endpoint(
    "POST",
    "/users",
    caller=OPEN,
    status=201,
    body=SignUp,
    refuses=("email_taken", "too_many_accounts"),
    asks_work=True,
    uses=("account_log", "accounts"),
    throttle=(20, 40),
)
def sign_up(request: Request[SignUp], services: Services) -> Answer[SignedUp]:
    body = request.body
    user = services.accounts.sign_up(
        email=body.email,
        password=body.password,
        accepted_terms=body.accepted_terms,
        network=network_of(request),
        work=request.work,
    )
    services.account_log.note("signed_up", origin_by("session", request, user.user_id))
    return Answer(SignedUp(UserShape.of(user)))
