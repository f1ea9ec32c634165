"""DELETE /templates/{template_id}: forget a saved combination. Safe to repeat."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


@endpoint(routes, "DELETE", "/templates/{template_id}", status=204)
def delete_template(request: Request) -> Answer[None]:
    user_id = request.user_id(wiring.access_tokens())
    wiring.templates().delete(user_id, request.path_id("template_id"))
    return Answer(None)
