"""The Templates port. The last write wins: nothing depends on a template's earlier content."""

from collections.abc import Sequence

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import TemplateItem
from callbox.domain.identity import UserId
from callbox.domain.templates import MAX_TEMPLATES, Template

_MOST_READ = 2 * MAX_TEMPLATES
"""Two devices that save at once may exceed the limit by a few."""


class DynamoTemplates:
    def list(self, user_id: UserId) -> Sequence[Template]:
        items = fetch(TemplateItem.query, user_id, consistent_read=True, limit=_MOST_READ)
        return [document_of(Template, item) for item in items]

    def put(self, template: Template) -> None:
        call(item_of(TemplateItem, template).save)

    def delete(self, user_id: UserId, template_id: str) -> None:
        call(TemplateItem(user_id=user_id, template_id=template_id).delete)
