"""The preflight's questions about the account: which it is, where, and how much Lambda may run at once."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from infra.asked import MISSING, Asked
from infra.rows import read_rows
from infra.stack import load

ROOM_FOR_REQUESTS = 15
"""Concurrent requests beside the queues and timers: the payment webhook must never wait for a poll.
Ten are what a busy minute takes (docs/scaling.md); half as many again for a burst of webhooks."""
_CONCURRENCY_QUOTA = "L-B99A9384"


def account_and_region(asked: Asked) -> Iterator[str]:
    """Compare the account with the one that is expected, and the region with that of the stage's artifacts."""
    found = asked.client("sts").get_caller_identity()["Account"]
    region = asked.session.region_name
    expected = asked.environment.get("AWS_ACCOUNT_ID", "")
    if expected and expected != found:
        yield (
            f"these credentials are of the account {found}, expected is {expected} (AWS_ACCOUNT_ID): "
            "choose the profile with AWS_PROFILE"
        )
    if not expected and asked.stack is None:
        yield (
            f"{asked.stage} is not deployed in the account {found} in {region}: if it belongs there, say so with "
            f"AWS_ACCOUNT_ID={found}; if not, choose AWS_PROFILE and AWS_REGION"
        )
    home = _home(asked, found)
    if home and home != region:
        yield f"{asked.stage} is deployed in {home}, this is {region}: AWS_REGION={home}"


def _home(asked: Asked, account: str) -> str:
    """Return the region of the stage's artifacts; empty before the first deployment."""
    try:
        answer = asked.client("s3").head_bucket(Bucket=f"callbox-{asked.stage}-artifacts-{account}")
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            return ""
        raise
    return str(answer.get("BucketRegion", ""))


def concurrency(asked: Asked) -> Iterator[str]:
    """Compare the account's limit with what the queues and timers may take and the room for requests."""
    limit = asked.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    needed = needed_concurrency()
    if limit < needed:
        yield (
            f"Lambda may run {limit} functions at once in this account, {needed} are needed (queues and timers may "
            f"take {needed - ROOM_FOR_REQUESTS}, payment webhooks need room): aws service-quotas "
            f"request-service-quota-increase --service-code lambda --quota-code {_CONCURRENCY_QUOTA} "
            "--desired-value 1000"
        )


def needed_concurrency() -> int:
    timers = sum(row.kind == "schedule" for row in read_rows().values())
    return sum(int(queue["concurrency"]) for queue in load("queues").values()) + timers + ROOM_FOR_REQUESTS
