"""PUT /push-subscriptions/{subscription_id}: tell this device of news when its page is closed. Safe to repeat."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.domain.push import MAX_ENDPOINT
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


class PushKeys(Struct, forbid_unknown_fields=True):
    """What a payload would be encrypted with."""

    p256dh: Annotated[str, Meta(max_length=200)]
    auth: Annotated[str, Meta(max_length=100)]


class SavePushSubscription(Struct, forbid_unknown_fields=True):
    """What the browser's PushManager gave. `keys` are not stored: a push carries no text, so nothing is encrypted."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=MAX_ENDPOINT)]
    keys: PushKeys | None = None


@endpoint(
    "PUT",
    "/push-subscriptions/{subscription_id}",
    caller=LIVE_CUSTOMER,
    status=204,
    body=SavePushSubscription,
    refuses=("endpoint_refused", "too_many_subscriptions"),
    uses=("push_subscriptions",),
    throttle=(20, 40),
)
def save_push_subscription(request: Request[SavePushSubscription], services: Services) -> Answer[None]:
    services.push_subscriptions.subscribe(
        request.user_id,
        request.session.family_id,
        subscription_id=request.path_id("subscription_id"),
        endpoint=request.body.endpoint,
    )
    return Answer(None)
