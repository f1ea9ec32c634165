"""Shared by all AWS clients of a process: one botocore session, the timeouts, and which failures are transient.

A session per client would load botocore's service data each time: half of a cold start. Botocore reads the
credentials, the region and `AWS_ENDPOINT_URL` from the environment.
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
"""Attempts per call. The SDK repeats a call once after a lost connection, a timeout or a throttle, with the same
idempotency token. Twice the read timeout is ten seconds, the timeout of the shortest functions."""

_OUR_SERVICES = frozenset({"dynamodb", "sqs", "ssm", "sesv2", "s3"})
"""Spelled as in botocore's events."""

NO_ANSWER = (ConnectionError, HTTPClientError, IncompleteReadError)
"""The request or its reply was lost."""

_PASSING_CODES = frozenset(
    {
        # a token belongs to another transaction: this one was not written, and the next attempt has a new token
        "IdempotentParameterMismatchException",
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
        # botocore's names for answers with an unreadable body
        "500",
        "502",
        "503",
        "504",
    }
)


@cache
def session() -> Session:
    """Return the shared session, without botocore's hooks for services that we do not use.

    Botocore has about 130 hooks, nearly all for S3, EC2 and the documentation. Each new client copies them.
    """
    made = Session(include_builtin_handlers=False)
    for event, handler, *place in BUILTIN_HANDLERS:
        concerns = event.split(".")[1:2]
        # a hook with a place must run before or after all others; we need none of those
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
