"""The preflight, condition by condition, against stubs of AWS's answers."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from infra import preflight_account, preflight_site, preflight_stage
from infra.asked import Asked
from infra.preflight import LOCAL_SETTINGS, findings
from infra.refusals import refused_permission
from infra.stack import load
from tests.infra.release.answers import StubbedSession

ACCOUNT = "111122223333"
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1"
STACK: dict[str, Any] = {"StackStatus": "CREATE_COMPLETE", "Parameters": []}


@pytest.fixture
def aws() -> StubbedSession:
    return StubbedSession()


def asked(
    aws: StubbedSession,
    *,
    stack: dict[str, Any] | None = None,
    folder: Path = Path(),
    given: Mapping[str, str] = MappingProxyType({}),
) -> Asked:
    return Asked(cast(boto3.Session, aws), "prod", given, stack, folder)


def one(lines: Iterable[str]) -> str:
    [line] = lines
    return line


def caller(aws: StubbedSession, account: str = ACCOUNT) -> None:
    aws.answer("sts", "get_caller_identity", {"Account": account, "Arn": f"arn:aws:iam::{account}:user/ada"})


def test_another_account_than_the_expected_one(aws: StubbedSession) -> None:
    caller(aws, "999900001111")
    aws.refuse("s3", "head_bucket", "404", status=404)

    line = one(preflight_account.account_and_region(asked(aws, given={"AWS_ACCOUNT_ID": ACCOUNT})))

    assert "of the account 999900001111, expected is 111122223333" in line
    assert "AWS_PROFILE" in line


def test_a_first_deployment_must_name_its_account(aws: StubbedSession) -> None:
    caller(aws)
    aws.refuse("s3", "head_bucket", "404", status=404)

    assert f"AWS_ACCOUNT_ID={ACCOUNT}" in one(preflight_account.account_and_region(asked(aws)))


def test_another_region_than_that_of_the_stage(aws: StubbedSession) -> None:
    caller(aws)
    aws.answer("s3", "head_bucket", {"BucketRegion": "eu-central-1"})

    line = one(preflight_account.account_and_region(asked(aws, given={"AWS_ACCOUNT_ID": ACCOUNT})))

    assert line == "prod is deployed in eu-central-1, this is eu-west-1: AWS_REGION=eu-central-1"


def test_the_right_account_and_region_need_nothing(aws: StubbedSession) -> None:
    caller(aws)
    aws.answer("s3", "head_bucket", {"BucketRegion": "eu-west-1"})

    assert list(preflight_account.account_and_region(asked(aws, stack=STACK))) == []


@pytest.mark.parametrize(("limit", "lines"), [(10, 1), (preflight_account.needed_concurrency(), 0)])
def test_lambdas_limit_must_hold_the_queues_and_room_for_webhooks(aws: StubbedSession, limit: int, lines: int) -> None:
    aws.answer("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": limit}})

    found = list(preflight_account.concurrency(asked(aws)))

    assert len(found) == lines
    assert all("may run 10 functions" in line and "request-service-quota-increase" in line for line in found)
    assert preflight_account.needed_concurrency() > 25 + preflight_account.ROOM_FOR_REQUESTS


def test_an_unknown_sender(aws: StubbedSession) -> None:
    aws.refuse("sesv2", "get_email_identity", "NotFoundException")

    line = one(preflight_site.sender(asked(aws, given={"MAIL_FROM": "no-reply@example.com"})))

    assert "aws sesv2 create-email-identity --email-identity example.com" in line


def test_a_sender_that_is_not_verified_yet(aws: StubbedSession) -> None:
    aws.answer("sesv2", "get_email_identity", {"VerifiedForSendingStatus": False, "VerificationStatus": "PENDING"})

    line = one(preflight_site.sender(asked(aws, given={"MAIL_FROM": "no-reply@example.com"})))

    assert "example.com is not verified with SES (PENDING): set the DNS records" in line


def test_the_sender_of_a_running_stage_is_asked_about(aws: StubbedSession) -> None:
    aws.answer("sesv2", "get_email_identity", {"VerifiedForSendingStatus": True})
    parameters = [{"ParameterKey": "MailFrom", "ParameterValue": "a@example.com"}]

    assert list(preflight_site.sender(asked(aws, stack={**STACK, "Parameters": parameters}))) == []


@pytest.mark.parametrize(
    ("account", "named"),
    [
        ({"ProductionAccessEnabled": False}, "put-account-details"),
        ({"ProductionAccessEnabled": True, "SendingEnabled": False}, "stopped sending"),
    ],
)
def test_an_account_that_may_not_mail_customers(aws: StubbedSession, account: dict[str, bool], named: str) -> None:
    aws.answer("sesv2", "get_account", account)

    assert named in one(preflight_site.sandbox(asked(aws)))


def certificate(aws: StubbedSession, status: str = "ISSUED", name: str = "callbox.example") -> None:
    answer = {"Status": status, "DomainName": "callbox.example", "SubjectAlternativeNames": [name]}
    aws.answer("acm", "describe_certificate", {"Certificate": answer}, region="us-east-1")


def of_domain(aws: StubbedSession, arn: str = CERTIFICATE, domain: str = "callbox.example") -> list[str]:
    given = {"SITE_DOMAIN": domain, "SITE_CERTIFICATE_ARN": arn}
    return list(preflight_site.certificate(asked(aws, given={name: value for name, value in given.items() if value})))


def test_a_domain_without_a_certificate(aws: StubbedSession) -> None:
    assert "SITE_CERTIFICATE_ARN is not set: aws acm request-certificate --region us-east-1" in one(of_domain(aws, ""))


def test_a_certificate_without_a_domain(aws: StubbedSession) -> None:
    assert "without SITE_DOMAIN" in one(of_domain(aws, domain=""))


def test_a_certificate_in_another_region(aws: StubbedSession) -> None:
    line = one(of_domain(aws, CERTIFICATE.replace("us-east-1", "eu-west-1")))

    assert "the certificate is in eu-west-1, CloudFront needs it in us-east-1" in line


def test_a_certificate_that_is_not_issued(aws: StubbedSession) -> None:
    certificate(aws, "PENDING_VALIDATION")

    assert "is PENDING_VALIDATION, not ISSUED: set the DNS records" in one(of_domain(aws))


def test_a_certificate_for_another_name(aws: StubbedSession) -> None:
    certificate(aws)

    assert "is for callbox.example, not for other.example" in one(of_domain(aws, domain="other.example"))


def test_a_certificate_with_a_wildcard_serves(aws: StubbedSession) -> None:
    certificate(aws, "ISSUED", "*.callbox.example")

    assert of_domain(aws, domain="www.callbox.example") == []


def test_a_certificate_that_is_gone(aws: StubbedSession) -> None:
    aws.refuse("acm", "describe_certificate", "ResourceNotFoundException", region="us-east-1")

    assert "there is no certificate" in one(of_domain(aws))


def secret(aws: StubbedSession, value: object) -> None:
    aws.answer("ssm", "get_parameter", {"Parameter": {"Value": json.dumps(value)}})


def test_another_stage_on_the_same_supplier_account(aws: StubbedSession) -> None:
    secret(aws, {"username": "shop@example.com"})
    names = [
        "/callbox/prod/textverified",
        "/callbox/try/paystack",
        "/callbox/try/textverified",
        "/callbox/old/textverified",
    ]
    aws.answer("ssm", "describe_parameters", {"Parameters": [{"Name": name} for name in names]})
    secret(aws, {"username": "shop@example.com"})
    secret(aws, {"username": "other@example.com"})

    assert "the stage try uses the same TextVerified account" in one(preflight_stage.supplier_account(asked(aws)))


def test_a_stage_without_a_supplier_account_compares_nothing(aws: StubbedSession) -> None:
    aws.refuse("ssm", "get_parameter", "ParameterNotFound")

    assert list(preflight_stage.supplier_account(asked(aws))) == []


def no_edge(aws: StubbedSession, times: int = 1) -> None:
    for _ in range(times):
        aws.refuse(
            "cloudformation", "describe_stacks", "ValidationError", "Stack with id callbox-prod-edge does not exist",
            region="us-east-1",
        )  # fmt: skip


def edge(aws: StubbedSession, **more: Any) -> None:
    stack = {"StackName": "callbox-prod-edge", "CreationTime": datetime(2026, 11, 1, tzinfo=UTC), **more}
    aws.answer("cloudformation", "describe_stacks", {"Stacks": [stack]}, region="us-east-1")


def acls(aws: StubbedSession, *names: str) -> None:
    found = [{"Name": name, "Id": name} for name in names]
    aws.answer("wafv2", "list_web_acls", {"WebACLs": found}, region="us-east-1")


def test_a_stage_that_has_its_web_acl_needs_no_second_one(aws: StubbedSession) -> None:
    edge(aws, StackStatus="CREATE_COMPLETE", Outputs=[{"OutputKey": "WebAclArn", "OutputValue": "arn:aws:wafv2:1"}])

    assert list(preflight_stage.web_acl(asked(aws))) == []


def test_a_stage_without_a_web_acl_asks_for_none(aws: StubbedSession) -> None:
    assert list(preflight_stage.web_acl(asked(aws, given={"WITH_WEB_ACL": "false"}))) == []


def test_a_web_acl_of_the_name_that_no_stack_has(aws: StubbedSession) -> None:
    no_edge(aws)
    acls(aws, "else", "callbox-prod")

    assert one(preflight_stage.web_acl(asked(aws))).startswith("the web ACL callbox-prod in us-east-1 is of no stack")


def test_an_account_with_no_room_for_a_web_acl(aws: StubbedSession) -> None:
    no_edge(aws)
    acls(aws, *(f"acl{n}" for n in range(preflight_stage.MOST_ACLS)))

    assert "AWS allows 100: request more" in one(preflight_stage.web_acl(asked(aws)))


def test_the_protected_second_stack_that_never_completed(aws: StubbedSession) -> None:
    edge(aws, StackStatus="ROLLBACK_FAILED", EnableTerminationProtection=True)

    line = one(preflight_stage.stack_state(asked(aws)))

    assert line.endswith("--stack-name callbox-prod-edge --region us-east-1")


@pytest.mark.parametrize(("region", "lines"), [("af-south-1", 1), ("eu-west-1", 0), ("us-east-1", 0)])
def test_a_region_to_which_cloudfront_writes_no_log(region: str, lines: int) -> None:
    found = list(preflight_account.region(asked(StubbedSession(region))))

    assert len(found) == lines
    assert all("no bucket in af-south-1" in line for line in found)


def test_an_account_whose_billing_only_root_may_see(aws: StubbedSession) -> None:
    caller(aws)
    aws.refuse("budgets", "describe_budgets", "AccessDeniedException", status=400)

    assert "sign in as root once" in one(preflight_account.budgets(asked(aws)))


def test_a_protected_stack_that_never_completed(aws: StubbedSession) -> None:
    stack = {"StackStatus": "ROLLBACK_COMPLETE", "EnableTerminationProtection": True}
    no_edge(aws)

    line = one(preflight_stage.stack_state(asked(aws, stack=stack)))

    assert "update-termination-protection --no-enable-termination-protection --stack-name callbox-prod" in line


def test_an_unconfirmed_alarm_address_is_named(aws: StubbedSession) -> None:
    topic = f"arn:aws:sns:eu-west-1:{ACCOUNT}:callbox-"
    waiting = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Owner": ACCOUNT}
    aws.answer(
        "sns", "list_subscriptions",
        {"Subscriptions": [
            {**waiting, "TopicArn": f"{topic}prod-page", "Endpoint": "ops@example.com"},
            {**waiting, "TopicArn": f"{topic}try-page", "Endpoint": "else@example.com"},
        ]},
    )  # fmt: skip
    edge_topic = topic.replace("eu-west-1", "us-east-1")
    aws.answer(
        "sns", "list_subscriptions",
        {"Subscriptions": [{**waiting, "TopicArn": f"{edge_topic}prod-edge-page", "Endpoint": "ops@example.com"}]},
        region="us-east-1",
    )  # fmt: skip

    lines = list(preflight_stage.alarm_addresses(asked(aws, stack=STACK)))

    assert [line.partition(": ")[0] for line in lines] == [
        "ops@example.com gets no alarms of callbox-prod-page in eu-west-1",
        "ops@example.com gets no alarms of callbox-prod-edge-page in us-east-1",
    ]


def test_missing_secrets_are_named_with_their_keys(aws: StubbedSession) -> None:
    secret(aws, {"kid": "1", "private_key_pem": "x"})
    aws.refuse("ssm", "get_parameter", "ParameterNotFound")  # push_signing_key: the deployment makes it
    secret(aws, {})
    aws.refuse("ssm", "get_parameter", "ParameterNotFound")  # payers: the deployment makes it
    secret(aws, {"api_key": "k", "username": "u"})

    line = one(preflight_stage.missing_secrets(asked(aws, stack=STACK)))

    cure = "python -m ops.secrets --stage prod --name paystack"
    assert line == f"the secret /callbox/prod/paystack lacks secret_key: {cure}"


def test_missing_prices_are_named(aws: StubbedSession) -> None:
    aws.refuse("dynamodb", "scan", "ResourceNotFoundException")
    aws.answer("dynamodb", "scan", {"Items": []})

    cure = "python -m ops.pricing seed --stage prod"
    assert one(preflight_stage.missing_prices(asked(aws))) == f"no prices are set: after the first deployment, {cure}"
    assert one(preflight_stage.missing_prices(asked(aws, stack=STACK))) == f"no prices are set: {cure}"


def may_have_both_stacks(aws: StubbedSession) -> None:
    caller(aws)
    aws.answer("budgets", "describe_budgets", {"Budgets": []})
    no_edge(aws, 2)
    acls(aws)


@pytest.fixture
def ready(aws: StubbedSession) -> StubbedSession:
    """Answers of an account in which nothing is missing but what is told later."""
    caller(aws)
    aws.answer("s3", "head_bucket", {"BucketRegion": "eu-west-1"})
    aws.answer("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": 1000}})
    aws.answer("sesv2", "get_email_identity", {"VerifiedForSendingStatus": True})
    aws.answer("sesv2", "get_account", {"ProductionAccessEnabled": True, "SendingEnabled": True})
    may_have_both_stacks(aws)
    for _ in range(1 + len(load("secrets"))):
        aws.refuse("ssm", "get_parameter", "ParameterNotFound")
    aws.refuse("dynamodb", "scan", "ResourceNotFoundException")
    return aws


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A git checkout without a change."""
    for command in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "."],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


GIVEN = {"AWS_ACCOUNT_ID": ACCOUNT, "MAIL_FROM": "a@example.com"}


def test_what_is_missing_later_never_refuses_a_first_deployment(ready: StubbedSession, clone: Path) -> None:
    found = findings(asked(ready, folder=clone, given=GIVEN))

    assert found.unmet == ()
    assert [line.partition(":")[0] for line in found.to_do] == [
        "the secret /callbox/prod/paystack lacks secret_key",
        "the secret /callbox/prod/textverified lacks api_key, username, webhook_secret",
        "no prices are set",
    ]


def test_a_changed_tree_is_refused(ready: StubbedSession, clone: Path) -> None:
    (clone / "new.py").touch()

    line = one(findings(asked(ready, folder=clone, given=GIVEN)).unmet)

    assert line.startswith("the git tree differs from its commit in 1 files: git stash")


def test_a_folder_without_git_is_refused(ready: StubbedSession, tmp_path: Path) -> None:
    assert "is no git checkout" in one(findings(asked(ready, folder=tmp_path, given=GIVEN)).unmet)


@pytest.mark.parametrize("name", LOCAL_SETTINGS)
def test_settings_of_one_machine_are_refused(ready: StubbedSession, clone: Path, name: str) -> None:
    line = one(findings(asked(ready, folder=clone, given={**GIVEN, name: "1"})).unmet)

    assert line == f"{name} is for `make run` only: unset {name}"


def test_webhooks_to_local_ports_are_a_setting_of_one_machine() -> None:
    assert {"WEBHOOK_LOCAL_PORTS", "REQUIRE_ORIGIN"} <= {*LOCAL_SETTINGS}


def test_every_unmet_condition_is_listed_beside_wrong_settings(aws: StubbedSession, tmp_path: Path) -> None:
    caller(aws)
    aws.refuse("s3", "head_bucket", "404", status=404)
    aws.answer("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": 10}})
    aws.refuse("sesv2", "get_email_identity", "NotFoundException")
    aws.answer("sesv2", "get_account", {"ProductionAccessEnabled": False})
    may_have_both_stacks(aws)
    for _ in range(1 + len(load("secrets"))):
        aws.refuse("ssm", "get_parameter", "ParameterNotFound")
    aws.refuse("dynamodb", "scan", "ResourceNotFoundException")

    found = findings(
        asked(
            aws,
            folder=tmp_path,
            given={"MAIL_FROM": "a@example.com", "SITE_DOMAIN": "callbox.example", "REQUIRE_ORIGIN": "false"},
        ),
        wrong_settings=["NUMBER_LANES is malformed: give a whole number of at least 1"],
    )

    assert len(found.unmet) == 8
    assert all("\n" not in line for line in found.unmet)


@pytest.mark.parametrize(
    ("service", "operation", "action", "arguments"),
    [
        ("sesv2", "get_account", "ses:GetAccount", {}),
        ("lambda", "get_account_settings", "lambda:GetAccountSettings", {}),
        ("ssm", "get_parameter", "ssm:GetParameter", {"Name": "x"}),
        ("dynamodb", "scan", "dynamodb:Scan", {"TableName": "x"}),
    ],
)
def test_a_refused_permission_is_one_line(
    aws: StubbedSession, service: str, operation: str, action: str, arguments: dict[str, str]
) -> None:
    message = f"User: arn:aws:iam::{ACCOUNT}:user/ada is not authorized to perform: {action} on resource: *"
    aws.refuse(service, operation, "AccessDeniedException", message)

    with pytest.raises(ClientError) as refused:
        getattr(aws.client(service), operation)(**arguments)

    line = refused_permission(refused.value)
    assert line.startswith(f"{action} is not permitted to these credentials: allow it in the policy")
    assert "\n" not in line


def test_a_refused_probe_does_not_keep_the_others_from_being_asked(aws: StubbedSession, clone: Path) -> None:
    aws.refuse("sts", "get_caller_identity", "AccessDenied", "not authorized to perform: sts:GetCallerIdentity")
    may_have_both_stacks(aws)
    aws.refuse("lambda", "get_account_settings", "AccessDeniedException", "no", status=403)
    aws.answer("sesv2", "get_account", {"ProductionAccessEnabled": True})
    for _ in range(1 + len(load("secrets"))):
        aws.refuse("ssm", "get_parameter", "ParameterNotFound")
    aws.answer("dynamodb", "scan", {"Items": [{}]})

    found = findings(asked(aws, folder=clone))

    assert [line.partition(" is not permitted")[0] for line in found.unmet] == [
        "sts:GetCallerIdentity",
        "GetAccountSettings",
    ]
