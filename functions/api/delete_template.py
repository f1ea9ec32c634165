"""DELETE /templates/{template_id}: delete a saved selection. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/templates/{template_id}",
    caller=CUSTOMER,
    status=204,
    uses=("templates",),
    throttle=(50, 100),
)
def delete_template(request: Request[None], services: Services) -> Answer[None]:
    services.templates.delete(request.user_id, request.path_id("template_id"))
    return Answer(None)
