"""A handler can use only what its function declares. So a declaration is never incomplete."""

from collections.abc import Collection
from typing import Any

_ALWAYS = frozenset({"now", "settings", "claims", "deposit_bounds"})
"""These cost nothing at start: plain values, or what the caller check needs anyway."""


class NotDeclared(Exception):
    """A handler uses something that its function does not declare."""


class Offered:
    """The use cases of `Services` that a function declares in `uses`. Raises NotDeclared for any other."""

    def __init__(self, services: Any, *, uses: Collection[str], function: str) -> None:
        self._services = services
        self._uses = uses
        self._function = function

    def __getattr__(self, name: str) -> Any:
        if name not in self._uses and name not in _ALWAYS:
            raise NotDeclared(f"{self._function} does not declare uses={name!r}")
        return getattr(self._services, name)
