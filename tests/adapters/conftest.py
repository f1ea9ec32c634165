"""A cloud for the adapters: loopback or in memory, never a real one."""

from collections.abc import Iterator

import pytest

from tests.ministack_process import ministack

REGION = "eu-west-1"


@pytest.fixture(scope="session", autouse=True)
def aws_environment() -> Iterator[None]:
    """Credentials that are valid nowhere, so that no test can reach a real account."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def ministack_url() -> Iterator[str]:
    with ministack() as address:
        yield address
