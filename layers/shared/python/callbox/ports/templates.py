"""Port of the customers' templates."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.templates import Template


class Templates(Protocol):
    def list(self, user_id: UserId) -> Sequence[Template]:
        """Return all of the user's templates, unordered."""

    def put(self, template: Template) -> None: ...

    def delete(self, user_id: UserId, template_id: str) -> None: ...
