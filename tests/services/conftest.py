"""Each service test starts in a new world."""

from collections.abc import Iterator

import pytest

from tests.services.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """Return a world; afterwards, check that every planned interruption happened."""
    world = World()
    yield world
    assert world.interruptions.left == []
