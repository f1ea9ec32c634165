"""Each test of a service begins in a new world."""

from collections.abc import Iterator

import pytest

from tests.services.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """Return a world, and see afterwards that every planned interruption has come about."""
    world = World()
    yield world
    assert world.interruptions.left == []
