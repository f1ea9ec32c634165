"""The Templates port. The last writer wins: nothing depends on what a template said before."""

from collections.abc import Sequence

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.tables import TemplateItem
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.templates import MAX_TEMPLATES, Template
from callbox.domain.verifications import Selection

_MOST_READ = 2 * MAX_TEMPLATES
"""Two devices that save at once may pass the limit by a few."""


class DynamoTemplates:
    def list(self, user_id: UserId) -> Sequence[Template]:
        return [_template(i) for i in fetch(TemplateItem.query, user_id, consistent_read=True, limit=_MOST_READ)]

    def put(self, template: Template) -> None:
        call(_item(template).save)

    def delete(self, user_id: UserId, template_id: str) -> None:
        call(TemplateItem(user_id=user_id, template_id=template_id).delete)


def _item(template: Template) -> TemplateItem:
    selection, max_price = template.selection, template.max_price
    return TemplateItem(
        user_id=template.user_id,
        template_id=template.template_id,
        label=template.name,
        service=selection.service,
        country=selection.country,
        capability=selection.capability,
        area_codes=list(selection.area_codes),
        carriers=list(selection.carriers),
        max_price_minor=max_price.minor if max_price else None,
        currency=max_price.currency if max_price else None,
        updated_at=template.updated_at,
    )


def _template(item: TemplateItem) -> Template:
    max_price = None
    if item.max_price_minor is not None and item.currency is not None:
        max_price = Money(item.max_price_minor, item.currency)
    return Template(
        user_id=UserId(item.user_id),
        template_id=item.template_id,
        name=item.label,
        selection=Selection(
            service=item.service,
            country=item.country,
            capability=item.capability,
            area_codes=tuple(item.area_codes),
            carriers=tuple(item.carriers),
        ),
        max_price=max_price,
        updated_at=item.updated_at,
    )
