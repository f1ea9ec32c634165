"""One botocore session for every AWS client of a process, and the settings that all of them share.

A session for each client would read and keep botocore's service data again each time: half of a cold start.
Credentials, region and `AWS_ENDPOINT_URL` come from the environment, where botocore looks by itself.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

CONNECT_TIMEOUT_S = 2
READ_TIMEOUT_S = 5
ATTEMPTS = 2
"""How often the SDK sends one call: once again after a lost connection, a timeout or a throttle, with the
same idempotency token. Twice the read timeout is the ten seconds that the shortest functions have."""


@cache
def session() -> Session:
    return get_session()


def client(service: str, *, region: str | None = None, endpoint_url: str | None = None) -> Any:
    """Return a new client with short timeouts and few attempts. Make it once a process, not once a call."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return session().create_client(service, region_name=region, endpoint_url=endpoint_url, config=config)
