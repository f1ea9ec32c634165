"""The preflight's questions about the account: which it is, where, and how much Lambda may run at once."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from infra.asked import MISSING, Asked
from infra.refusals import refused_permission
from infra.rows import read_rows
from infra.stack import load

ROOM_FOR_REQUESTS = 15
"""Concurrent requests beside the queues and timers: the payment webhook must never wait for a poll.
Ten are what a busy minute takes (docs/scaling.md); half as many again for a burst of webhooks."""
WITHOUT_OPT_IN = frozenset(
    {
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
        "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1",
        "us-east-2", "us-west-1", "us-west-2",
    }
)  # fmt: skip
"""The regions that every account has. All newer ones have to be enabled:
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html"""
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
    if not expected and not asked.is_deployed:
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


def region(asked: Asked) -> Iterator[str]:
    """Refuse regions to which CloudFront writes no log: those that an account has to enable."""
    name = asked.session.region_name
    if name not in WITHOUT_OPT_IN:
        yield (
            f"CloudFront writes its logs to no bucket in {name}, a region that accounts have to enable: choose "
            "another, for example AWS_REGION=eu-west-1"
        )


def budgets(asked: Asked) -> Iterator[str]:
    """Ask whether IAM users and roles may see billing in this account: the stack has a budget."""
    account = asked.client("sts").get_caller_identity()["Account"]
    try:
        asked.client("budgets").describe_budgets(AccountId=account, MaxResults=1)
    except ClientError as error:
        if not refused_permission(error):
            raise
        yield (
            "budgets:ViewBudget is not permitted: sign in as root once, and under Account activate IAM user and role "
            "access to Billing information; then allow budgets:ViewBudget and budgets:ModifyBudget to who deploys"
        )


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
