"""What the browser gets: headers, caching, the private bucket, and the two functions at the edge."""

import json
import subprocess
from typing import Any

import boto3
import pytest
from moto import mock_aws

from callbox.http.endpoint import SECURITY_HEADERS
from infra.bundle import AS_IT_LIES
from infra.publish import cache_control, content_type, publish
from infra.target import Target
from tests.infra.stage import Stage
from tests.waiting import PATIENCE_S

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app-sw"
)
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def distribution(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.properties("Site")["DistributionConfig"]
    return found


def security_headers(stage: Stage, policy: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.properties(policy)["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    return found


def run_at_edge(stage: Stage, function: str, request: dict[str, Any]) -> dict[str, Any]:
    """Run a CloudFront Function's own code on one viewer request."""
    code = stage.properties(function)["FunctionCode"]
    event = json.dumps({"request": request, "viewer": {"ip": "203.0.113.7"}})
    script = f"{code}\nconsole.log(JSON.stringify(handler({event})))"
    result = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_pages_come_with_the_content_security_policy(stage: Stage) -> None:
    assert distribution(stage)["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "SiteHeaders"}
    assert security_headers(stage, "SiteHeaders")["ContentSecurityPolicy"] == {
        "Override": True,
        "ContentSecurityPolicy": CSP,
    }


@pytest.mark.parametrize("policy", ["SiteHeaders", "ApiHeaders"])
def test_pages_and_answers_carry_the_other_security_headers(stage: Stage, policy: str) -> None:
    headers = security_headers(stage, policy)
    custom = stage.properties(policy)["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]

    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert headers["ContentTypeOptions"] == {"Override": True}
    assert headers["FrameOptions"]["FrameOption"] == "DENY"
    assert headers["ReferrerPolicy"]["Override"] is True
    assert "frame-ancestors 'none'" in headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert "Permissions-Policy" in [item["Header"] for item in custom]


def test_answers_of_the_api_carry_the_same_headers_from_cloudfront_as_from_the_functions(stage: Stage) -> None:
    headers = security_headers(stage, "ApiHeaders")
    custom = stage.properties("ApiHeaders")["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
    transport = headers["StrictTransportSecurity"]

    assert {
        "Content-Security-Policy": headers["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": headers["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": headers["FrameOptions"]["FrameOption"],
        **{item["Header"]: item["Value"] for item in custom},
    } == SECURITY_HEADERS
    assert transport["IncludeSubdomains"]
    assert all(item["Override"] for item in (*headers.values(), *custom))


def test_answers_of_the_api_are_never_cached_and_get_all_but_the_host(stage: Stage) -> None:
    [behaviour] = distribution(stage)["CacheBehaviors"]
    items = stage.properties("ApiHeaders")["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]

    assert behaviour["PathPattern"] == "/api/*"
    assert behaviour["CachePolicyId"] == CACHING_DISABLED
    assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert {"DELETE", "PATCH", "POST", "PUT"} <= set(behaviour["AllowedMethods"])
    assert {"Header": "Cache-Control", "Value": "no-store", "Override": True} in items


def test_errors_are_neither_replaced_by_pages_nor_kept_for_others(stage: Stage) -> None:
    kept = distribution(stage)["CustomErrorResponses"]

    # those that CloudFront keeps for 10 s although the origin says no-store
    assert [item["ErrorCode"] for item in kept] == [400, 403, 405, 500, 502, 503, 504]
    assert all(item == {"ErrorCode": item["ErrorCode"], "ErrorCachingMinTTL": 0} for item in kept)


def test_access_logs_are_kept_for_thirty_days_in_a_private_bucket(stage: Stage) -> None:
    logs = stage.properties("LogBucket")
    [rule] = logs["LifecycleConfiguration"]["Rules"]

    assert distribution(stage)["Logging"]["Bucket"] == {"Fn::GetAtt": ["LogBucket", "RegionalDomainName"]}
    assert distribution(stage)["Logging"]["IncludeCookies"] is False
    assert stage.properties("SiteBucket")["LoggingConfiguration"]["DestinationBucketName"] == {"Ref": "LogBucket"}
    assert all(logs["PublicAccessBlockConfiguration"].values())
    assert rule["ExpirationInDays"] == 30
    assert logs["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerPreferred"}]


@pytest.mark.parametrize("bucket", ["SiteBucket", "LogBucket"])
def test_a_bucket_refuses_plain_http_on_aws(stage: Stage, bucket: str) -> None:
    first = stage.properties(f"{bucket}Policy")["PolicyDocument"]["Statement"][0]
    [condition, local, refused] = first["Fn::If"]

    assert (condition, local) == ("IsLocal", {"Ref": "AWS::NoValue"})
    assert (refused["Effect"], refused["Action"], refused["Principal"]) == ("Deny", "s3:*", "*")
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_this_distribution_reads_the_bucket_and_the_world_cannot(stage: Stage) -> None:
    bucket = stage.properties("SiteBucket")
    statements = stage.properties("SiteBucketPolicy")["PolicyDocument"]["Statement"]
    [origin] = [item for item in distribution(stage)["Origins"] if item["Id"] == "site"]

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert origin["OriginAccessControlId"] == {"Fn::GetAtt": ["SiteAccess", "Id"]}
    for statement in statements[1:]:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert stage.text(statement["Condition"]["StringEquals"]["AWS:SourceArn"]).endswith("distribution/Site")


def test_on_aws_everything_is_https(stage: Stage) -> None:
    [api] = [item for item in distribution(stage)["Origins"] if item["Id"] == "api"]

    assert stage.text(distribution(stage)["DefaultCacheBehavior"]["ViewerProtocolPolicy"]) == "redirect-to-https"
    assert stage.text(distribution(stage)["CacheBehaviors"][0]["ViewerProtocolPolicy"]) == "redirect-to-https"
    assert stage.text(api["CustomOriginConfig"]["OriginProtocolPolicy"]) == "https-only"
    assert stage.text(api["DomainName"]) == "the-api.execute-api.eu-west-1.amazonaws.com"
    assert stage.text(api["OriginPath"]) == "/live"


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/", "/index.html"),
        ("/wallet", "/index.html"),
        ("/wallet/return", "/index.html"),
        ("/v1.2/history", "/index.html"),
        ("/js/app.js", "/js/app.js"),
        ("/a/0123abcd/app.css", "/a/0123abcd/app.css"),
        ("/sw.js", "/sw.js"),
    ],
)
def test_a_path_without_an_extension_is_the_page(stage: Stage, asked: str, served: str) -> None:
    assert run_at_edge(stage, "SitePaths", {"uri": asked, "headers": {}})["uri"] == served


def test_the_address_the_api_counts_by_cannot_be_chosen_by_the_client(stage: Stage) -> None:
    forged = {"uri": "/api/v1/sessions", "headers": {"x-callbox-viewer-address": {"value": "198.51.100.1"}}}

    request = run_at_edge(stage, "ViewerAddress", forged)

    assert request["headers"]["x-callbox-viewer-address"] == {"value": "203.0.113.7"}


def test_the_api_knows_cloudfront_by_a_secret_that_no_function_holds(stage: Stage) -> None:
    [api] = [origin for origin in distribution(stage)["Origins"] if origin["Id"] == "api"]

    assert api["OriginCustomHeaders"] == [{"HeaderName": "X-Callbox-Origin", "HeaderValue": {"Ref": "OriginSecret"}}]
    assert stage.template["Parameters"]["OriginSecret"]["NoEcho"] is True
    assert stage.template["Parameters"]["RequireOrigin"]["Default"] == "true"
    environment = json.dumps(stage.template["Globals"]["Function"]["Environment"])
    assert '{"Ref": "OriginSecret"}' not in environment
    assert '{"Ref": "OriginSecretHashes"}' in environment


@pytest.mark.parametrize(
    ("key", "kind", "cache"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("js/app.js", "text/javascript; charset=utf-8", "no-cache"),
        ("a/0123abcd/app.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("a/0123abcd/app.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("icons/callbox.svg", "image/svg+xml", "no-cache"),
    ],
)
def test_only_files_under_a_release_are_kept_for_ever(key: str, kind: str, cache: str) -> None:
    assert (content_type(key), cache_control(key)) == (kind, cache)


def test_the_published_site_contains_neither_its_tools_nor_its_notes() -> None:
    with mock_aws():
        target = Target(boto3.Session("id", "secret", region_name="us-east-1"), "test")
        s3 = target.client("s3")
        s3.create_bucket(Bucket="site")
        s3.put_object(Bucket="site", Key="build.mjs", Body=b"published by mistake once")

        publish(target, [AS_IT_LIES], "site")

        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="site")
        keys = {item["Key"] for page in pages for item in page["Contents"]}
    assert {"index.html", "sw.js", "vendor.js", "js/app.js", "css/app.css"} <= keys
    assert {key.rpartition(".")[2] for key in keys} == {"html", "js", "css", "svg", "png", "webmanifest"}
    assert not [key for key in keys if "test" in key or "build" in key]
