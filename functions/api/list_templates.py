"""GET /templates: the customer's saved selections, most recently saved first; at most 50, in one page."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import TemplateShape


class Templates(Struct):
    templates: list[TemplateShape]


@endpoint(
    "GET",
    "/templates",
    caller=CUSTOMER,
    uses=("templates",),
    throttle=(50, 100),
)
def list_templates(request: Request[None], services: Services) -> Answer[Templates]:
    return Answer(Templates([TemplateShape.of(t) for t in services.templates.list(request.user_id)]))
