"""A handler may use what its function declares. Anything else is refused, so that no declaration can be wrong."""

from collections.abc import Collection
from typing import Any

_ALWAYS = frozenset({"now", "settings", "claims", "deposit_bounds"})
"""What costs no start: a value, or what the declaration's caller needs anyway."""


class NotDeclared(Exception):
    """A handler asks for something that its function does not declare."""


class Offered:
    """The use cases that a function declares in `uses`, of all `Services`. Raises NotDeclared for any other."""

    def __init__(self, services: Any, *, uses: Collection[str], function: str) -> None:
        self._services = services
        self._uses = uses
        self._function = function

    def __getattr__(self, name: str) -> Any:
        if name not in self._uses and name not in _ALWAYS:
            raise NotDeclared(f"{self._function} does not declare uses={name!r}")
        return getattr(self._services, name)
