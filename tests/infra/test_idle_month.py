"""A month without customers costs at most five dollars, and the README says how much."""

import re
from typing import Any

import pytest

from bench.cost import read_prices, traced_share
from bench.idle import idle_month, refresh_month, web_acl_month
from infra.expanded import expand
from infra.rows import ROOT, read_rows
from tests.infra.stage import Stage

README = (ROOT / "README.md").read_text()


@pytest.fixture
def template(stage: Stage) -> dict[str, Any]:
    return expand(dict(stage.template))


def test_alarms_secrets_polls_and_timers_are_counted_from_the_template(template: dict[str, Any]) -> None:
    rows, prices = read_rows(), read_prices()
    before = idle_month(template, rows, prices)

    template["Resources"]["Another"] = {"Type": "AWS::CloudWatch::Alarm"}
    template["Resources"]["Secret"] = {"Type": "AWS::SecretsManager::Secret"}
    template["Resources"]["Source"] = {"Type": "AWS::Lambda::EventSourceMapping"}
    template["Parameters"]["WithCostDashboard"]["Default"] = "true"
    more = {name: round(usd - before[name], 2) for name, usd in idle_month(template, rows, prices).items()}

    assert more == {"alarms": 0.1, "secrets": 0.4, "polls of empty queues": 0.26, "dashboards": 3.0, "timers": 0.0}
    assert before["timers"] > 0


def test_it_is_at_most_five_dollars_as_the_readme_states(template: dict[str, Any]) -> None:
    usd = sum(idle_month(template, read_rows(), read_prices()).values())
    stated = re.search(r"idle month costs \$([\d.]+) .*web ACL \$(\d+) .*catalogue \$([\d.]+)", README, re.DOTALL)

    assert usd <= 5
    assert stated is not None
    assert (float(stated[1]), int(stated[2])) == (round(usd, 1), web_acl_month())
    assert float(stated[3]) == round(refresh_month(read_rows(), read_prices()), 1)


def test_one_request_in_twenty_is_traced(stage: Stage) -> None:
    assert traced_share() == 0.05
    assert stage.template["Globals"]["Function"]["Tracing"] == "Active"
    assert stage.properties("RestAPI")["TracingEnabled"] is True
    assert '"trace_id":"$context.xrayTraceId"' in stage.properties("RestAPI")["AccessLogSetting"]["Format"]
