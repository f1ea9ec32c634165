"""The parts of a story for the exhaustive search."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.money.supplying import Behaviour
from tests.money.world import Circumstances, World


@dataclass(frozen=True)
class Scenario:
    """A story and its world. `begin` schedules its first events."""

    begin: Callable[[World], None]
    circumstances: Circumstances


def supplied_by(behaviour: Behaviour, **changes: Any) -> Circumstances:
    """Return a calm world whose supplier handles every order like this."""
    return replace(Circumstances(behave=lambda _: behaviour), **changes)
