"""The bucket of a stage's artifacts: templates, zips, sites and the records of releases, by their digests.

Private, encrypted, over TLS alone. Every artifact stays, because a rollback may need it: a release adds some 20 MB. A
record that was replaced or deleted can be read for 90 days more. The bucket has no access log: it holds no customer's
data, it must exist before the stage's log bucket, and the records say who released what.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.names import with_names
from infra.nested import FILES
from infra.package import PACKAGE, TEMPLATE, ZIPS
from infra.target import DeployError, Target

REPLACED_KEPT_DAYS = 90


def artifact_bucket(target: Target) -> str:
    """Return the bucket's name."""
    account = target.client("sts").get_caller_identity()["Account"]
    return f"callbox-{target.stage}-artifacts-{account}"


def made_bucket(target: Target) -> str:
    """Return the bucket; make it if it is missing. Raises DeployError when it cannot be used."""
    bucket, s3 = artifact_bucket(target), target.client("s3")
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise DeployError(f"the bucket {bucket} cannot be used: {error}") from error
        region = target.session.region_name
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
    # Also after a deployment that ended between two calls.
    _protect(s3, bucket)
    return bucket


def upload_package(target: Target, bucket: str, path: Path = TEMPLATE) -> tuple[str, dict[str, Any]]:
    """Upload the built package with one of its templates; return the template's key and the template as uploaded.

    It names its zips and nested templates by their digests: whoever has it has all that belonged to it.
    """
    text = path.read_text()
    for nested in FILES.values():
        named = json.dumps(f"./{nested}")
        if named in text:
            key = upload(target, bucket, (path.parent / nested).read_bytes(), ".json")
            text = text.replace(named, json.dumps(template_url(target, bucket, key)))
    for archive in ZIPS:
        key = upload(target, bucket, archive.read_bytes(), ".zip")
        text = text.replace(json.dumps(f"./{archive.relative_to(PACKAGE)}"), json.dumps(f"s3://{bucket}/{key}"))
    account = target.client("sts").get_caller_identity()["Account"]
    template = with_names(json.loads(text), target.stage, account)
    return upload(target, bucket, json.dumps(template, sort_keys=True).encode(), ".json"), template


def upload(target: Target, bucket: str, content: bytes, suffix: str) -> str:
    """Upload content under its digest unless it is there; return the key."""
    key, s3 = f"{hashlib.sha256(content).hexdigest()}{suffix}", target.client("s3")
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


def download(target: Target, bucket: str, key: str) -> bytes:
    """Return an artifact. Raises DeployError when it is gone."""
    try:
        content: bytes = target.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise DeployError(f"{key} cannot be read from the bucket {bucket}: {code}") from error
    return content


def template_url(target: Target, bucket: str, key: str) -> str:
    # Path style, as the AWS CLI writes it: the local platform supports no other.
    return f"https://s3.{target.session.region_name}.amazonaws.com/{bucket}/{key}"


def forget_older_artifacts(target: Target) -> None:
    """Delete all artifacts except those of the current package. For the local platform, to save disk space.

    On AWS they stay, because a rollback needs the older ones.
    """
    bucket, s3 = artifact_bucket(target), target.client("s3")
    template_key, _ = upload_package(target, bucket)
    current = {template_key, *(_zip_key(path) for path in ZIPS)}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for item in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            if item["Key"] not in current:
                s3.delete_object(Bucket=bucket, Key=item["Key"], VersionId=item["VersionId"])


def _zip_key(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}.zip"


def _protect(s3: Any, bucket: str) -> None:
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(_tls_only(bucket)))
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}],
        },
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "forget-replaced-and-unfinished",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": REPLACED_KEPT_DAYS},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
    )


def _tls_only(bucket: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyOverTLS",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
