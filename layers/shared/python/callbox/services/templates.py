"""A customer's templates: list, save, delete. The last write wins. No money moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callbox.domain.errors import Refused
from callbox.domain.templates import MAX_TEMPLATES, Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.identity import UserId
    from callbox.ports.clock import Clock
    from callbox.ports.templates import Templates
    from callbox.services.catalogue import CatalogueService


class TemplateService:
    def __init__(self, *, templates: Templates, catalogue: CatalogueService, clock: Clock) -> None:
        self._templates = templates
        self._catalogue = catalogue
        self._clock = clock

    def list(self, user_id: UserId) -> Sequence[Template]:
        """Return all of the user's templates, most recently saved first."""
        return sorted(self._templates.list(user_id), key=lambda template: template.updated_at, reverse=True)

    def save(self, template: Template) -> Template:
        """Create or replace a template. Raises Refused: `too_many_templates` above the limit, `area_code_unknown`."""
        self._catalogue.must_know_area_codes(template.selection.area_codes)
        saved = {known.template_id for known in self._templates.list(template.user_id)}
        if template.template_id not in saved and len(saved) >= MAX_TEMPLATES:
            raise Refused("too_many_templates", f"You have {MAX_TEMPLATES} templates. Delete one first.")
        template = replace(template, updated_at=self._clock.now())
        self._templates.put(template)
        return template

    def delete(self, user_id: UserId, template_id: str) -> None:
        """Delete a template. A missing one is no error: a device may send the request twice."""
        self._templates.delete(user_id, template_id)
