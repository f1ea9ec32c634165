"""The built package, read as what it will be in the cloud."""

import json
from typing import Any

import pytest

from infra.package import TEMPLATE, build
from infra.rows import Row, read_rows
from tests.infra.stage import Stage


@pytest.fixture(scope="session")
def package() -> None:
    """Build the package, unless the one there is made of the same files."""
    build()


@pytest.fixture(scope="session")
def stage(package: None) -> Stage:
    document: dict[str, Any] = json.loads(TEMPLATE.read_text())
    return Stage(document)


@pytest.fixture(scope="session")
def rows() -> dict[str, Row]:
    return read_rows()
