"""PUT /templates/{template_id}: save a selection under an id that the device makes. Safe to repeat."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.domain.money import Money
from callbox.domain.pricing import CURRENCY
from callbox.domain.templates import Template
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, SelectionBody, TemplateShape


class SaveTemplate(SelectionBody, forbid_unknown_fields=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    max_price_minor: Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)] | None = None


class Saved(Struct):
    template: TemplateShape


@endpoint(
    "PUT",
    "/templates/{template_id}",
    caller=CUSTOMER,
    body=SaveTemplate,
    refuses=("too_many_templates", "area_code_unknown"),
    uses=("templates",),
    throttle=(50, 100),
)
def save_template(request: Request[SaveTemplate], services: Services) -> Answer[Saved]:
    body = request.body
    template = Template(
        user_id=request.user_id,
        template_id=request.path_id("template_id"),
        name=body.name,
        selection=body.selection(),
        max_price=Money(body.max_price_minor, CURRENCY) if body.max_price_minor else None,
        updated_at=services.now(),
    )
    return Answer(Saved(TemplateShape.of(services.templates.save(template))))
