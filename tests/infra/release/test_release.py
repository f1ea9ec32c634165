"""A release as a whole on the emulated cloud: the built template and zips, all its stacks, records and site.

The whole template is deployed with its nested stacks, as on AWS.
"""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from infra.artifacts import artifact_bucket
from infra.change_set import NotAgreed
from infra.deploy import bring_template
from infra.edge import REGION, edge_of
from infra.gradual import DIGEST
from infra.nested import split
from infra.package import AWS_TEMPLATE, TEMPLATE, build
from infra.release import Built, NotReady, release
from infra.releases import releases
from infra.rollback import roll_back
from infra.rows import ROOT
from infra.stack import load
from infra.target import Target, outputs, stack_parameters
from tests.infra.release.deployments import with_what_it_needs
from tests.operator_details import OPERATOR

LACKS = ("AWS::Budgets::Budget", "AWS::XRay::SamplingRule")
"""Types that the emulated cloud does not have; it has no alarms on metric math either."""
ENOUGH = ("Site", "SiteBucketPolicy", "SettingsTable")
"""Resources of a stage that is deployed faster, beside all that they refer to."""
SITE = ("SiteBucketName", "SiteDistributionId", "SiteUrl")
_numbers = count(1)


class Operator:
    """A person who deploys one stage from a clone of one file, agrees, and remembers what was said and shown."""

    def __init__(self, stage: str, template: Path, folder: Path) -> None:
        self.said: list[str] = []
        self.shown: list[tuple[str, ...]] = []
        self.agrees: Callable[[Sequence[str]], bool] = lambda _: True
        self._template, self._clone, self._site = template, folder / "clone", folder / "site"
        self._site.mkdir()
        self._clone.mkdir()
        self._git("init", "-q")
        session = boto3.Session(region_name="eu-west-1")
        self.target = Target(session, stage, pause_s=0.05, say=self.said.append, agrees=self._is_agreed)
        account = session.client("sts").get_caller_identity()["Account"]
        self.environment = {
            **OPERATOR,
            "AWS_ACCOUNT_ID": account,
            "MAIL_FROM": "a@example.com",
            "ALARM_EMAIL": "b@example.com",
        }
        session.client("sesv2").create_email_identity(EmailIdentity="example.com")

    def commits(self, page: str) -> None:
        (self._clone / "app.html").write_text(page)
        self._git("add", ".")
        self._git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", page)

    def releases(self, **given: str) -> str:
        return release(self.target, self.environment | given, build_version=self._built, clone=self._clone)

    @property
    def parameters(self) -> dict[str, str]:
        return stack_parameters(self.target)

    @property
    def page(self) -> str:
        bucket = outputs(self.target)["SiteBucketName"]
        answer = self.target.client("s3").get_object(Bucket=bucket, Key="app.html")
        return str(answer["Body"].read().decode())

    @property
    def secrets(self) -> dict[str, str]:
        """Return the texts of the stage's encrypted parameters by the secrets' names."""
        place = f"/callbox/{self.target.stage}"
        found = self.target.client("ssm").get_parameters_by_path(Path=place, WithDecryption=True)["Parameters"]
        assert {one["Type"] for one in found} == {"SecureString"}
        return {one["Name"].removeprefix(f"{place}/"): one["Value"] for one in found}

    @property
    def acl_of_the_site(self) -> str:
        """Return the ARN of the web ACL that the distribution has."""
        client, distribution = self.target.client("cloudfront"), outputs(self.target)["SiteDistributionId"]
        return str(client.get_distribution_config(Id=distribution)["DistributionConfig"].get("WebACLId", ""))

    @property
    def acls(self) -> list[str]:
        """Return the ARNs of the stage's web ACLs for CloudFront."""
        answer = self.target.session.client("wafv2", region_name=REGION).list_web_acls(Scope="CLOUDFRONT")
        return [one["ARN"] for one in answer["WebACLs"] if one["Name"] == f"callbox-{self.target.stage}"]

    @property
    def watched(self) -> list[str]:
        """Return the distributions that the alarm in us-east-1 watches."""
        client = self.target.session.client("cloudwatch", region_name=REGION)
        alarms = client.describe_alarms(AlarmNamePrefix=f"callbox-{self.target.stage}-site-errors")["MetricAlarms"]
        return [one["Value"] for alarm in alarms for one in alarm["Dimensions"] if one["Name"] == "DistributionId"]

    def _built(self, version: str, settings: Mapping[str, str]) -> Built:
        (self._site / "app.html").write_text((self._clone / "app.html").read_text())
        return Built(self._template, [self._site])

    def _is_agreed(self, changes: Sequence[str]) -> bool:
        self.shown.append(tuple(changes))
        return self.agrees(changes)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self._clone, check=True)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """The built template, without what the emulated cloud lacks."""
    build()
    document: dict[str, Any] = json.loads(TEMPLATE.read_text())
    document["Parameters"][DIGEST] = {"Type": "String"}
    document["Resources"] = {
        name: item
        for name, item in document["Resources"].items()
        if item["Type"] not in LACKS and "Metrics" not in item.get("Properties", {})
    }
    return document


@pytest.fixture
def whole(cloud: None, template: dict[str, Any], tmp_path: Path) -> Operator:
    return _operator(template, tmp_path)


@pytest.fixture
def ada(cloud: None, template: dict[str, Any], tmp_path: Path) -> Operator:
    """Someone who deploys enough of a stage to see both stacks."""
    resources = with_what_it_needs(template, *ENOUGH)
    shown = {name: template["Outputs"][name] for name in SITE}
    return _operator({**template, "Resources": resources, "Outputs": shown}, tmp_path)


def _operator(template: dict[str, Any], folder: Path) -> Operator:
    made = split(template)
    path = folder / AWS_TEMPLATE.name
    for name, one in {path.name: made.root, **made.nested}.items():
        (folder / name).write_text(json.dumps(one))
    return Operator(f"rel{next(_numbers)}", path, folder)


def test_release_again_back_and_forward(whole: Operator) -> None:
    whole.commits("one")
    address = whole.releases(NUMBER_LANES="32")
    first = whole.parameters

    assert address == outputs(whole.target)["SiteUrl"]
    assert (whole.page, first["MailFrom"], first["NumberLanes"]) == ("one", "a@example.com", "32")
    assert json.loads(first["JwtPublicKeys"])
    made = whole.secrets
    assert made.keys() == {"jwt_signing_key", "payers", "push_signing_key"}
    assert json.loads(made["push_signing_key"])["public_key"] == first["PushPublicKey"]
    assert len(json.loads(made["payers"])["hmac_key"]) == 64
    assert [whole.acl_of_the_site] == whole.acls == [first["WebAclArn"]]
    assert whole.watched == [outputs(whole.target)["SiteDistributionId"]]

    whole.commits("two")
    whole.releases(DEPOSIT_MIN_MINOR="70000")
    second = whole.parameters

    assert (whole.page, second["NumberLanes"], second["DepositMinMinor"]) == ("two", "32", "70000")
    assert second["JwtPublicKeys"] == first["JwtPublicKeys"]
    assert second["PushPublicKey"] == first["PushPublicKey"]
    assert whole.secrets == made

    assert roll_back(whole.target).version == first["Version"]
    assert (whole.page, whole.parameters) == ("one", first)

    whole.commits("three")
    whole.releases()

    assert (whole.page, whole.parameters["NumberLanes"]) == ("three", "32")
    assert [whole.acl_of_the_site] == whole.acls
    known = releases(whole.target)
    assert [(one.state, bool(one.restores)) for one in known] == [
        ("done", False), ("done", False), ("done", True), ("done", False)
    ]  # fmt: skip
    listed = whole.target.client("s3").list_objects_v2(Bucket=artifact_bucket(whole.target))["Contents"]
    assert {one.template for one in known} | {one.site for one in known} < {item["Key"] for item in listed}


def test_a_second_release_of_the_same_changes_no_stack(ada: Operator) -> None:
    ada.commits("one")
    ada.releases()
    ada.shown.clear()

    ada.releases()

    assert ada.shown == []


def test_the_changes_of_both_stacks_are_shown(ada: Operator) -> None:
    ada.commits("one")
    ada.releases()

    edge, stage = ada.shown
    assert "Add     WebAcl (AWS::WAFv2::WebACL)" in edge
    assert "Add     Site (AWS::CloudFront::Distribution)" in stage
    # the alarm follows from what was agreed: it is told and not asked
    assert "Add     SiteErrorsAlarm (AWS::CloudWatch::Alarm)" in ada.said


def test_a_no_to_the_first_stack_changes_nothing(ada: Operator) -> None:
    ada.commits("one")
    ada.agrees = lambda _: False

    with pytest.raises(NotAgreed, match=r"the stack callbox-rel[0-9]+-edge was not changed"):
        ada.releases()

    assert ada.acls == []
    assert ada.parameters == {}


def test_a_release_that_ended_before_the_stage_is_finished_by_the_next(ada: Operator) -> None:
    ada.commits("one")
    ada.agrees = lambda changes: not any("Distribution" in line for line in changes)
    with pytest.raises(NotAgreed):
        ada.releases()
    [acl] = ada.acls

    ada.agrees = lambda _: True
    ada.releases()

    assert ada.acls == [ada.acl_of_the_site] == [acl]


def test_a_release_that_ended_before_the_alarm_is_finished_by_the_next(ada: Operator) -> None:
    ada.commits("one")
    ada.releases()
    _as_before_the_alarm(ada)
    assert ada.watched == []

    ada.commits("two")
    ada.releases()

    assert ada.watched == [outputs(ada.target)["SiteDistributionId"]]


def test_a_stage_may_do_without_a_web_acl_and_stays_so(ada: Operator) -> None:
    ada.commits("one")
    ada.releases()

    ada.releases(WITH_WEB_ACL="false")
    assert (ada.acl_of_the_site, ada.acls) == ("", [])
    # after the stage, and not asked about: AWS deletes no web ACL that a distribution uses
    assert "Remove  WebAcl (AWS::WAFv2::WebACL)" in ada.said
    assert ada.watched == [outputs(ada.target)["SiteDistributionId"]]

    ada.commits("two")
    ada.releases()
    assert (ada.acl_of_the_site, ada.acls) == ("", [])

    ada.releases(WITH_WEB_ACL="true")
    assert ada.acls == [ada.acl_of_the_site]


def test_a_rollback_gets_the_web_acl_that_exists_now(ada: Operator) -> None:
    ada.commits("one")
    ada.releases()
    [old] = ada.acls
    ada.commits("two")
    ada.releases(WITH_WEB_ACL="false")

    roll_back(ada.target)

    assert ada.acls == [ada.acl_of_the_site]
    assert ada.acls != [old]


def test_the_workflow_keeps_the_settings_that_a_laptop_gave(ada: Operator) -> None:
    """Its variables that are not set reach the release as empty texts."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/deploy.yml").read_text())
    [job] = workflow["jobs"].values()
    given = {name: "" for step in job["steps"] for name in step.get("env", {}) if isinstance(name, str)}
    ada.commits("one")
    ada.releases(NUMBER_LANES="32", WITH_WEB_ACL="false", CONCURRENCY_ALARM="80")

    ada.commits("two")
    ada.releases(**{**given, **ada.environment})

    kept = ada.parameters
    assert (kept["NumberLanes"], kept["WithWebAcl"], kept["ConcurrencyAlarm"]) == ("32", "false", "80")


def test_nothing_is_uploaded_while_a_condition_is_unmet(ada: Operator) -> None:
    ada.commits("one")

    with pytest.raises(NotReady, match=r"SES does not know example\.org"):
        ada.releases(MAIL_FROM="a@example.org")

    buckets = ada.target.client("s3").list_buckets()["Buckets"]
    assert artifact_bucket(ada.target) not in [one["Name"] for one in buckets]


def _as_before_the_alarm(operator: Operator) -> None:
    """Take the alarm out of the second stack, as if no release had come so far."""
    edge, template = edge_of(operator.target), load("edge")
    del template["Resources"]["SiteErrorsAlarm"]
    given = {**stack_parameters(edge), "DistributionId": ""}
    bring_template(edge, {"TemplateBody": json.dumps(template)}, template, given, kept=())
