"""What the browser gets: headers, caching, the private bucket, and the two functions at the edge."""

import json
import subprocess
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from callbox.http.endpoint import SECURITY_HEADERS
from infra.bundle import AS_IT_LIES
from infra.pages import SITE_ADDRESS
from infra.publish import cache_control, content_type, publish
from infra.target import Target
from tests.infra.stage import Stage
from tests.waiting import PATIENCE_S

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' "
    "wss://LiveApi.execute-api.eu-west-1.amazonaws.com; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app-sw app-work"
)
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
    policy = security_headers(stage, "SiteHeaders")["ContentSecurityPolicy"]
    assert policy["Override"] is True
    assert stage.text(policy["ContentSecurityPolicy"]) == CSP


@pytest.mark.parametrize("policy", ["SiteHeaders", "ApiHeaders"])
def test_pages_and_answers_carry_the_other_security_headers(stage: Stage, policy: str) -> None:
    headers = security_headers(stage, policy)
    custom = stage.properties(policy)["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]

    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert headers["StrictTransportSecurity"]["IncludeSubdomains"]
    assert headers["ContentTypeOptions"] == {"Override": True}
    assert headers["FrameOptions"]["FrameOption"] == "DENY"
    assert headers["ReferrerPolicy"]["Override"] is True
    assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        stage.text(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]).split("; ")
    )
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
    assert behaviour["CachePolicyId"] == {"Ref": "ApiCaching"}
    assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert set(behaviour["AllowedMethods"]) == {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
    assert distribution(stage)["DefaultCacheBehavior"]["AllowedMethods"] == ["GET", "HEAD"]
    assert {"Header": "Cache-Control", "Value": "no-store", "Override": True} in items


def test_what_an_answer_of_the_api_depends_on_is_in_the_key_of_a_cache_that_keeps_nothing(stage: Stage) -> None:
    policy = stage.properties("ApiCaching")["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]

    # AWS refuses headers in a policy whose longest time is 0; `no-store` of each answer counts more than that second
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 1)
    assert key["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    assert {"Authorization", "CloudFront-Viewer-City", "CloudFront-Viewer-Country-Name"} == set(
        key["HeadersConfig"]["Headers"]
    )
    assert (key["CookiesConfig"], key["QueryStringsConfig"]) == (
        {"CookieBehavior": "all"},
        {"QueryStringBehavior": "all"},
    )


@pytest.mark.parametrize("policy", ["SiteHeaders", "ApiHeaders"])
def test_no_other_origin_may_read_a_page_or_an_answer(stage: Stage, policy: str) -> None:
    given = stage.properties(policy)["ResponseHeadersPolicyConfig"]

    assert set(given) == {"Name", "SecurityHeadersConfig", "CustomHeadersConfig"}, "CORS is a further part"
    assert not [item for item in given["CustomHeadersConfig"]["Items"] if "access-control" in item["Header"].lower()]
    assert "access-control" not in json.dumps([SECURITY_HEADERS, stage.properties("RestAPI")]).lower()
    assert not {"Cors", "CorsConfiguration"} & stage.properties("RestAPI").keys()


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


def test_on_aws_everything_is_https_and_only_pages_redirect_to_it(stage: Stage) -> None:
    [api] = [item for item in distribution(stage)["Origins"] if item["Id"] == "api"]

    assert stage.text(distribution(stage)["DefaultCacheBehavior"]["ViewerProtocolPolicy"]) == "redirect-to-https"
    assert stage.text(distribution(stage)["CacheBehaviors"][0]["ViewerProtocolPolicy"]) == "https-only"
    assert api["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    [condition, own, _] = distribution(stage)["ViewerCertificate"]["Fn::If"]
    assert (condition, own["MinimumProtocolVersion"]) == ("HasSiteDomain", "TLSv1.2_2021")
    assert stage.text(api["CustomOriginConfig"]["OriginProtocolPolicy"]) == "https-only"
    assert stage.text(api["DomainName"]) == "the-api.execute-api.eu-west-1.amazonaws.com"
    assert stage.text(api["OriginPath"]) == "/live"


def test_nothing_stands_in_the_place_of_the_front_page_before_the_function_runs(stage: Stage) -> None:
    assert "DefaultRootObject" not in distribution(stage)


SIGNED_IN = {"__Host-callbox_in": {"value": "1"}}


def at_the_edge(stage: Stage, path: str, **more: Any) -> dict[str, Any]:
    return run_at_edge(stage, "SitePaths", {"uri": path, "headers": {}, "cookies": {}, "querystring": {}, **more})


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/", "/index.html"),
        ("/wallet", "/app.html"),
        ("/wallet/", "/app.html"),
        ("/wallet/return", "/app.html"),
        ("/sign-in/link", "/app.html"),
        ("/v/01KB", "/app.html"),
        ("/v/%", "/app.html"),
        ("/v/%2e%2e/x", "/app.html"),
        ("/v/a.b", "/app.html"),
        ("/help", "/help.html"),
        ("/help/", "/help.html"),
        ("/terms/1", "/terms/1.html"),
        ("/services/", "/services/index.html"),
        ("/services/whatsapp", "/services/whatsapp.html"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
        ("/docs/api.html", "/docs/api.html"),
        ("/manifest.webmanifest", "/manifest.webmanifest"),
        ("/js/app.js", "/js/app.js"),
        ("/a/0123abcd/app.css", "/a/0123abcd/app.css"),
        ("/sw.js", "/sw.js"),
        ("/work.js", "/work.js"),
    ],
)
def test_each_path_shows_its_file_its_page_or_the_app(stage: Stage, asked: str, served: str) -> None:
    assert at_the_edge(stage, asked)["uri"] == served


@pytest.mark.parametrize("given", [{"cookies": SIGNED_IN}, {"querystring": {"app": {"value": ""}}}])
def test_the_front_page_is_the_app_for_customers_and_for_the_installed_app(stage: Stage, given: Any) -> None:
    assert at_the_edge(stage, "/", **given)["uri"] == "/app.html"
    assert at_the_edge(stage, "/help", **given)["uri"] == "/help.html"


@pytest.mark.parametrize(
    "path",
    [
        "/nonsense", "/v1.2/history", "/wp-login.php", "/js/%00.js", "/.env", "/walletx", "/services/_service",
        "/services/_service.html", "/services/A", "/services/%2e%2e", f"/services/{'a' * 61}", "/help/x",
    ],
)  # fmt: skip
def test_every_other_path_is_a_404_that_no_search_engine_keeps(stage: Stage, path: str) -> None:
    answer = at_the_edge(stage, path, cookies=SIGNED_IN)

    assert answer["statusCode"] == 404
    assert 'content="noindex"' in answer["body"]["data"]
    assert len(answer["body"]["data"]) < 1_000
    assert path not in answer["body"]["data"]


def test_the_address_the_api_counts_by_cannot_be_chosen_by_the_client(stage: Stage) -> None:
    forged = {"uri": "/api/v1/sessions", "headers": {"x-callbox-viewer-address": {"value": "198.51.100.1"}}}

    request = run_at_edge(stage, "ViewerAddress", forged)

    assert request["headers"]["x-callbox-viewer-address"] == {"value": "203.0.113.7"}


OURS = {"x-callbox-viewer-city", "x-callbox-viewer-country"}


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (
            {"cloudfront-viewer-city": {"value": "Lagos"}, "cloudfront-viewer-country-name": {"value": "Nigeria"}},
            {"x-callbox-viewer-city": {"value": "Lagos"}, "x-callbox-viewer-country": {"value": "Nigeria"}},
        ),
        ({"x-callbox-viewer-city": {"value": "Paris"}, "x-callbox-viewer-country": {"value": "France"}}, {}),
        ({"cloudfront-viewer-city": {"value": "Paris", "multiValue": [{"value": "Paris"}, {"value": "Lagos"}]}}, {}),
        ({"cloudfront-viewer-city": {"value": ""}}, {}),
    ],
    ids=["CloudFront's", "the client's", "one of both", "unknown"],
)
def test_the_place_the_api_shows_is_cloudfronts_and_not_the_clients(
    stage: Stage, headers: dict[str, Any], told: dict[str, Any]
) -> None:
    request = run_at_edge(stage, "ViewerAddress", {"uri": "/api/v1/sessions", "headers": headers})

    assert {name: value for name, value in request["headers"].items() if name in OURS} == told


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
        ("app.html", "text/html; charset=utf-8", "no-cache"),
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

        publish(target, [AS_IT_LIES], "site", "https://callbox.example")

        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="site")
        keys = {item["Key"] for page in pages for item in page["Contents"]}
    assert {"app.html", "sw.js", "vendor.js", "js/app.js", "css/app.css"} <= keys
    assert {key.rpartition(".")[2] for key in keys} == {"html", "js", "css", "svg", "png", "webmanifest", "ico", "jpg"}
    assert not [key for key in keys if "test" in key or "build" in key]


def test_what_a_function_keeps_is_written_once_and_never_deleted_by_a_release(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    for name in ("index.html", "services/_service.html", "help.html", ".well-known/security.txt", ".env"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"of {SITE_ADDRESS}/{name}")
    with mock_aws():
        target = Target(boto3.Session("id", "secret", region_name="us-east-1"), "test")
        s3 = target.client("s3")
        s3.create_bucket(Bucket="site")
        kept = ["services/whatsapp.html", "prices.html", "sitemap.xml", "pages-manifest.json", "status.json"]
        for key in [*kept, "services/_older.html", "index.html"]:
            s3.put_object(Bucket="site", Key=key, Body=b"kept by a function")

        publish(target, [tmp_path], "site", "https://callbox.example")

        texts = {
            item["Key"]: s3.get_object(Bucket="site", Key=item["Key"])["Body"].read().decode()
            for item in s3.list_objects_v2(Bucket="site")["Contents"]
        }
    assert texts == {
        **dict.fromkeys([*kept, "index.html"], "kept by a function"),
        **{
            name: f"of https://callbox.example/{name}"
            for name in ("services/_service.html", "help.html", ".well-known/security.txt")
        },
    }
