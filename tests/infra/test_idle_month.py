"""A month without customers costs no more than its budget, and the README says how much."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bench.budgets import line
from bench.cost import read_prices, traced_share
from bench.idle import idle_month, web_acl_month
from infra.expanded import whole_on_aws
from infra.rows import ROOT, read_rows
from tests.infra.stage import Stage

README = (ROOT / "README.md").read_text()


@pytest.fixture
def template(package: None) -> dict[str, Any]:
    return whole_on_aws()


def test_alarms_secrets_polls_and_timers_are_counted_from_the_template(template: dict[str, Any]) -> None:
    rows, prices = read_rows(), read_prices()
    before = idle_month(template, rows, prices)

    template["Resources"]["Another"] = {"Type": "AWS::CloudWatch::Alarm"}
    template["Resources"]["Secret"] = {"Type": "AWS::SecretsManager::Secret"}
    for queue in ("MailsQueue", "NumbersQueue"):
        source = {"EventSourceArn": {"Fn::Sub": f"${{{queue}.Arn}}"}}
        template["Resources"][f"{queue}Source"] = {"Type": "AWS::Lambda::EventSourceMapping", "Properties": source}
    template["Parameters"]["WithCostDashboard"]["Default"] = "true"
    more = {name: round(usd - before[name], 2) for name, usd in idle_month(template, rows, prices).items()}

    polls = round(730 * 3600 / 20 * 5 * (0.4 + 0.5) / 1e6, 2)  # five connections; the second queue is a FIFO queue
    none = {"timers": 0.0, "prices of the catalogue": 0.0, "stock of the catalogue": 0.0}
    assert more == {"alarms": 0.1, "secrets": 0.4, "polls of empty queues": polls, "dashboards": 3.0, **none}


def test_each_timer_the_prices_of_the_catalogue_and_the_alarm_at_the_edge_are_counted(template: dict[str, Any]) -> None:
    rows, prices = read_rows(), read_prices()
    month = idle_month(template, rows, prices)

    for name in (row.name for row in rows.values() if row.kind == "schedule"):
        faster = rows | {name: replace(rows[name], every="1 minute" if name != "sweep_open_work" else "30 minutes")}
        assert idle_month(template, faster, prices)["timers"] != month["timers"], name
    assert 0.05 < month["prices of the catalogue"] < 0.2
    assert 0.2 < month["stock of the catalogue"] < 0.6
    alarms = [one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert round(month["alarms"], 2) == round(0.1 * (len(alarms) + 1), 2)


def test_it_is_within_its_budget_and_as_the_readme_states(template: dict[str, Any]) -> None:
    usd = sum(idle_month(template, read_rows(), read_prices()).values())
    stated = re.search(r"idle month costs \$([\d.]+)\s.*web ACL is \$(\d+)", README, re.DOTALL)

    assert line("AWS, an idle month without a web ACL", usd).verdict != "TOO MUCH"
    assert stated is not None
    assert (float(stated[1]), int(stated[2])) == (round(usd, 2), web_acl_month())


def test_one_request_in_a_hundred_is_traced(stage: Stage) -> None:
    assert traced_share() == 0.01
    assert stage.template["Globals"]["Function"]["Tracing"] == "Active"
    assert stage.properties("RestAPI")["TracingEnabled"] is True
    assert '"trace_id":"$context.xrayTraceId"' in stage.properties("RestAPI")["AccessLogSetting"]["Format"]
