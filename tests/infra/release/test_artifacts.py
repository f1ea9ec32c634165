"""The bucket of a stage's artifacts, which no template makes."""

import json
from typing import Any

import pytest

from infra.artifacts import REPLACED_KEPT_DAYS, forget_older_artifacts, made_bucket
from infra.package import build
from tests.infra.release.deployments import TriedStage


@pytest.fixture
def bucket(tried: TriedStage) -> str:
    return made_bucket(tried.target)


def test_it_is_private_and_encrypted(tried: TriedStage, bucket: str) -> None:
    s3 = tried.target.client("s3")

    blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert set(blocked.values()) == {True}
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_it_refuses_plain_http_for_itself_and_what_is_in_it(tried: TriedStage, bucket: str) -> None:
    policy = json.loads(tried.target.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])

    [statement] = policy["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]


def test_a_replaced_record_is_kept_for_a_while_and_an_artifact_for_ever(tried: TriedStage, bucket: str) -> None:
    s3 = tried.target.client("s3")

    [rule] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": REPLACED_KEPT_DAYS}
    assert "Expiration" not in rule


def test_one_that_an_interrupted_deployment_left_is_protected_by_the_next(tried: TriedStage) -> None:
    s3: Any = tried.target.client("s3")
    account = tried.target.client("sts").get_caller_identity()["Account"]
    s3.create_bucket(Bucket=f"callbox-{tried.target.stage}-artifacts-{account}")

    bucket = made_bucket(tried.target)

    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"]


def test_the_local_platform_keeps_the_artifacts_of_its_package_alone(tried: TriedStage, bucket: str) -> None:
    build()
    s3: Any = tried.target.client("s3")
    s3.put_object(Bucket=bucket, Key="older.zip", Body=b"older")
    s3.put_object(Bucket=bucket, Key="older.zip", Body=b"replaced")

    forget_older_artifacts(tried.target)

    versions = s3.list_object_versions(Bucket=bucket)
    assert len(versions["Versions"]) == 4
    assert "older.zip" not in [item["Key"] for item in versions["Versions"] + versions.get("DeleteMarkers", [])]
