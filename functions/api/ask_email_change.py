"""POST /email-changes: ask for another e-mail address; answer 202 once its mails are queued.

The answer is the same whether the address is free or another account's: its mailbox alone is told.
"""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.me import EmailChangeShape
from callbox.http.network import origin_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import Proof


class AskEmailChange(Struct, forbid_unknown_fields=True):
    email: str
    proof: Proof


class EmailChangeAsked(Struct):
    email_change: EmailChangeShape


@endpoint(
    "POST",
    "/email-changes",
    caller=LIVE_CUSTOMER,
    status=202,
    body=AskEmailChange,
    refuses=(*PROOF_REFUSALS, "email_unverified", "email_changed_lately", "rate_limited"),
    uses=("account_log", "email_changes"),
    throttle=(10, 20),
)
def ask_email_change(request: Request[AskEmailChange], services: Services) -> Answer[EmailChangeAsked]:
    proof = request.body.proof
    change = services.email_changes.ask(
        request.user, request.session, request.body.email, password=proof.password, code=proof.code
    )
    services.account_log.note("email_change_asked", origin_of(request))
    return Answer(EmailChangeAsked(EmailChangeShape.of(change)))
