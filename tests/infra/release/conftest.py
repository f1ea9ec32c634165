"""The emulated cloud alone, and stages on it for tests of deployments."""

import os
from collections.abc import Iterator

import pytest

from infra.local.checks import free_ports
from infra.local.cloud import point_sdk_at, start_cloud
from infra.local.place import Place, Ports
from infra.local.processes import Children
from tests.infra.release.deployments import TriedStage


@pytest.fixture(scope="module")  # no longer: other files of the process must not see its environment
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start the emulated cloud on free ports, and point the SDK of this process at it meanwhile."""
    place = Place(tmp_path_factory.mktemp("cloud"), Ports(*free_ports(4)))
    children, before = Children(), dict(os.environ)
    try:
        start_cloud(children, place)
        children.await_answer("cloud", f"{place.cloud_url}/_ministack/ready")
        point_sdk_at(place)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        children.end_all()


@pytest.fixture
def tried(cloud: None) -> TriedStage:
    return TriedStage()
