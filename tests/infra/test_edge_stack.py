"""The small stack in us-east-1: one rule for each address, and the alarm on what all customers meet at CloudFront."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from callbox.http.endpoint import SECURITY_HEADERS
from callbox.http.problems import PROBLEMS
from infra.rows import ROOT

EDGE = ROOT / "infra" / "edge.yaml"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(EDGE.read_text())["Resources"]
    return found


def test_an_address_is_refused_beyond_its_rate_and_everything_else_comes_through(resources: dict[str, Any]) -> None:
    acl = resources["WebAcl"]["Properties"]
    [rule] = acl["Rules"]

    assert (acl["Scope"], acl["DefaultAction"]) == ("CLOUDFRONT", {"Allow": {}})
    assert rule["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    answer = rule["Action"]["Block"]["CustomResponse"]
    problem = json.loads(acl["CustomResponseBodies"][answer["CustomResponseBodyKey"]]["Content"])
    assert (answer["ResponseCode"], problem["status"], problem["title"]) == (429, *PROBLEMS[problem["code"]])
    headers = {header["Name"]: header["Value"] for header in answer["ResponseHeaders"]}
    assert headers == {**SECURITY_HEADERS, "Retry-After": str(problem["retry_after_s"])}


def test_errors_at_cloudfront_page_with_an_act(resources: dict[str, Any]) -> None:
    alarm = resources["SiteErrorsAlarm"]

    assert alarm["Properties"]["MetricName"] == "5xxErrorRate"
    assert alarm["Properties"]["AlarmActions"] == alarm["Properties"]["OKActions"] == [{"Ref": "PageTopic"}]
    assert ". First " in alarm["Properties"]["AlarmDescription"]


def test_cloudformation_would_take_it_in_us_east_1() -> None:
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    result = subprocess.run(
        [linter, "--regions", "us-east-1", "--", str(EDGE)], capture_output=True, text=True, timeout=300, check=False
    )

    assert (result.returncode, result.stdout) == (0, "")
