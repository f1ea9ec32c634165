"""GET /templates: the customer's saved combinations, the most recently saved first; at most 50, so one page."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import TemplateShape

routes = Blueprint(__name__)


class Templates(Struct):
    templates: list[TemplateShape]


@endpoint(routes, "GET", "/templates")
def list_templates(request: Request) -> Answer[Templates]:
    user_id = request.user_id(wiring.access_tokens())
    return Answer(Templates([TemplateShape.of(t) for t in wiring.templates().list(user_id)]))
