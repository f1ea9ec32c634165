"""The stores on each database that is accurate enough to test them.

`stores` is for tests without concurrency and runs on moto too; `concurrent_stores` leaves moto out, because moto
interleaves the parts of concurrent transactions and so loses money that DynamoDB would not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from moto import mock_aws

from callbox.adapters.dynamodb.connection import shared_connection, use_tables
from tests.adapters.conftest import REGION
from tests.adapters.dynamodb.stores import Stores, dynamodb_stores, fake_stores
from tests.adapters.dynamodb.table_definitions import create_tables


@pytest.fixture(params=["fake", "moto", "ministack"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield fake_stores()
    elif request.param == "moto":
        with mock_aws(), tables(endpoint_url=None):
            yield dynamodb_stores()
    else:
        with tables(request.getfixturevalue("ministack_url")):
            yield dynamodb_stores()


@pytest.fixture(params=["fake", "ministack"])
def concurrent_stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield fake_stores()
    else:
        with tables(request.getfixturevalue("ministack_url")):
            yield dynamodb_stores()


@pytest.fixture
def dynamodb(ministack_url: str) -> Iterator[Stores]:
    """Only the real stores, for faults that only their client can have."""
    with tables(ministack_url):
        yield dynamodb_stores()


@contextmanager
def tables(endpoint_url: str | None) -> Iterator[None]:
    """Empty tables for one test, with a unique prefix."""
    prefix = f"test-{uuid4().hex[:12]}-"
    use_tables(prefix, region=REGION, endpoint_url=endpoint_url)
    client = shared_connection().client
    create_tables(client, prefix)
    try:
        yield
    finally:
        client.close()
