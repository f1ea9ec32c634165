"""DELETE /push-subscriptions/{subscription_id}: tell this device no more. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/push-subscriptions/{subscription_id}",
    caller=CUSTOMER,
    status=204,
    uses=("push_subscriptions",),
    throttle=(20, 40),
)
def delete_push_subscription(request: Request[None], services: Services) -> Answer[None]:
    services.push_subscriptions.unsubscribe(request.user_id, request.path_id("subscription_id"))
    return Answer(None)
