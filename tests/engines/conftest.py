"""Both engines that are correct under threads: ministack, and AWS's own DynamoDB Local."""

from collections.abc import Iterator

import pytest

from tests.adapters.conftest import aws_environment, ministack_url
from tests.adapters.dynamodb.conftest import tables
from tests.engines.dynamodb_local import NotInstalled, dynamodb_local

__all__ = ["aws_environment", "ministack_url"]


@pytest.fixture(scope="session")
def dynamodb_local_url() -> Iterator[str]:
    try:
        with dynamodb_local() as address:
            yield address
    except NotInstalled as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(params=["ministack", "dynamodb_local"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Empty tables on one engine, in use by the stores. The value is the engine's name."""
    with tables(request.getfixturevalue(f"{request.param}_url")):
        yield request.param
