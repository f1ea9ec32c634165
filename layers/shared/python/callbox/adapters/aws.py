"""What all AWS clients of a process share: one botocore session, their timeouts, and which failures pass.

A session for each client would read and keep botocore's service data again each time: half of a cold start.
Credentials, region and `AWS_ENDPOINT_URL` come from the environment, where botocore looks by itself.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, IncompleteReadError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.session import Session

CONNECT_TIMEOUT_S = 2
READ_TIMEOUT_S = 5
ATTEMPTS = 2
"""How often the SDK sends one call: once again after a lost connection, a timeout or a throttle, with the
same idempotency token. Twice the read timeout is the ten seconds that the shortest functions have."""

_OUR_SERVICES = frozenset({"dynamodb", "sqs", "secrets-manager", "sesv2"})
"""As botocore spells them in its events."""

NO_ANSWER = (ConnectionError, HTTPClientError, IncompleteReadError)
"""The request or its reply was lost on the way."""

_PASSING_CODES = frozenset(
    {
        "TransactionConflictException",
        "TransactionInProgressException",
        "ReplicatedWriteConflictException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "Throttling",
        "ThrottlingException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        # botocore's names for answers whose body it cannot read
        "500",
        "502",
        "503",
        "504",
    }
)


@cache
def session() -> Session:
    """Return the one session, without botocore's hooks for services that are not ours.

    It has some 130, nearly all of them for S3, EC2 and the documentation. Each new client copies them.
    """
    made = Session(include_builtin_handlers=False)
    for event, handler, *place in BUILTIN_HANDLERS:
        concerns = event.split(".")[1:2]
        # one with a place must come before or after all others: none of them is ours
        if not place and (not concerns or concerns[0] in _OUR_SERVICES):
            made.register(event, handler)
    return made


def client(service: str, *, region: str | None = None, endpoint_url: str | None = None) -> Any:
    """Return a new client with short timeouts and few attempts. Make it once a process, not once a call."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return session().create_client(service, region_name=region, endpoint_url=endpoint_url, config=config)


def passes(error: object) -> bool:
    """Return whether a failed call may succeed when repeated unchanged. All other failures are our mistakes."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code") in _PASSING_CODES
    return isinstance(error, NO_ANSWER)
