"""PATCH /verifications/{verification_id}: give it another label. Safe to repeat."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import Reference, VerificationAnswer, VerificationShape, retry_after


class Label(Struct, forbid_unknown_fields=True):
    """Null, or an empty text, takes the label away."""

    reference: Reference | None


@endpoint(
    "PATCH",
    "/verifications/{verification_id}",
    caller=CUSTOMER,
    body=Label,
    headers=("Retry-After",),
    uses=("verifications",),
    throttle=(50, 100),
)
def label_verification(request: Request[Label], services: Services) -> Answer[VerificationAnswer]:
    verification_id = VerificationId(request.path_id("verification_id"))
    found = services.verifications.label(request.user_id, verification_id, request.body.reference or None)
    shape = VerificationShape.of(found.verification, found.messages, now=services.now())
    return Answer(VerificationAnswer(shape), headers=retry_after([shape]))
