"""The alarms: few, each with a topic, an action and a metric that is really written; harmless events raise none."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from callbox.telemetry import JsonLog, crash
from infra.gradual import ROLLS_BACK
from infra.rows import ROOT
from infra.stack_logs import BROKEN_CODE, ERROR_LINE, PAGING_LINE
from tests.infra.stage import Stage

# As Lambda writes them: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
LAMBDA_LINES = (
    "2026-11-30T03:00:00.000Z 6f747d00-aaaa Task timed out after 45.05 seconds",
    "RequestId: 6f747d00-aaaa Error: Runtime exited with error: signal: killed",
    "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'callbox'",
    "[ERROR] KeyError: 'Records'",
)

GROUPS = {"page": "/callbox/test/page", "ticket": "/callbox/test/ticket", "access": "/aws/apigateway/callbox-test"}


def alarms(stage: Stage) -> dict[str, dict[str, Any]]:
    """Return the alarms by their names after the stage's."""
    found = stage.of_type("AWS::CloudWatch::Alarm").values()
    return {stage.text(item["AlarmName"]).removeprefix("callbox-test-"): item for item in found}


def matches(pattern: str, line: str) -> bool:
    """Return whether a filter pattern matches a line, for the forms that we use.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
    """
    if pattern == PAGING_LINE:
        first, *events = pattern.removesuffix('" }').split('" && $.event != "')
        return matches(f'{first}" }}', line) and json.loads(line).get("event") not in events
    if pattern.startswith("{"):
        equals = re.findall(r'\$\.(\w+) = "(\w+)"', pattern)
        assert "{ " + " || ".join(f'$.{field} = "{value}"' for field, value in equals) + " }" == pattern
        try:
            document = json.loads(line)
        except ValueError:
            return False
        return isinstance(document, dict) and any(document.get(field) == value for field, value in equals)
    terms = re.findall(r'\?"([^"]+)"', pattern)
    assert " ".join(f'?"{term}"' for term in terms) == pattern, f"not understood: {pattern}"
    return any(term in line for term in terms)


def rung_by(stage: Stage, group: str, line: str) -> set[str]:
    """Return the alarms whose metric a line in a log group increases."""
    metrics = set()
    for item in stage.of_type("AWS::Logs::MetricFilter").values():
        name = stage.text(stage.properties(item["LogGroupName"]["Ref"])["LogGroupName"])
        if name == GROUPS[group] and matches(item["FilterPattern"], line):
            [written] = item["MetricTransformations"]
            metrics.add((stage.text(written["MetricNamespace"]), written["MetricName"]))
    return {name for name, item in alarms(stage).items() if _metric(stage, item) in metrics}


def _metric(stage: Stage, alarm: Mapping[str, Any]) -> tuple[str, str]:
    return stage.text(alarm.get("Namespace", "")), alarm.get("MetricName", "")


def line_of(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip()


def test_at_most_forty_alarms_each_tell_one_topic_what_to_do_first_and_when_it_ends(stage: Stage) -> None:
    assert 0 < len(alarms(stage)) <= 40
    for name, item in alarms(stage).items():
        [topic] = item["AlarmActions"]
        assert topic["Ref"] in ("PageTopic", "TicketTopic"), name
        assert item["OKActions"] == item["AlarmActions"], name
        assert ". First " in item["AlarmDescription"], name
        assert len(item["AlarmDescription"]) <= 1024, name


def test_only_alarms_about_money_codes_and_outages_page(stage: Stage) -> None:
    paging = {name for name, item in alarms(stage).items() if item["AlarmActions"] == [{"Ref": "PageTopic"}]}

    assert paging == {
        "page-errors",
        "api-errors",
        "code-broken",
        "lambda-throttled",
        "fetch_code-dropped",
        "deposits-late",
        "numbers-late",
        "codes-late",
        "hints-late",
        "sweep_open_work-silent",
    }


@pytest.mark.parametrize("group", ["page", "ticket"])
def test_an_alarm_of_the_code_raises_the_error_alarm_of_its_group(
    stage: Stage, group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    JsonLog().alarm("deposit_mismatched", deposit_id="D")
    assert rung_by(stage, group, line_of(capsys)) == {f"{group}-errors"}

    crash(ValueError("a secret"))
    assert rung_by(stage, group, line_of(capsys)) == {f"{group}-errors", "code-broken"}


@pytest.mark.parametrize("group", ["page", "ticket"])
@pytest.mark.parametrize("line", LAMBDA_LINES)
def test_failures_that_lambda_itself_logs_say_that_the_code_is_broken(stage: Stage, group: str, line: str) -> None:
    assert rung_by(stage, group, line) == {"code-broken"}


@pytest.mark.parametrize(
    "line",
    [
        "START RequestId: 6f747d00-aaaa Version: $LATEST",
        "REPORT RequestId: 6f747d00-aaaa Duration: 2.5 ms Billed Duration: 3 ms Memory Size: 256 MB",
    ],
)
def test_the_lines_that_lambda_logs_for_every_invocation_raise_no_alarm(stage: Stage, line: str) -> None:
    assert rung_by(stage, "page", line) == set()


# Every alarm of the code, as the functions write it. A customer can cause the first five.
FORESEEN = [
    "account_frozen", "payment_disputed", "deposit_paid_twice", "supplier_out_of_credit", "webhook_unreadable",
    "deposit_mismatched", "poll_chain_too_long", "sweep_broken", "sweep_keeps_failing", "books_differ",
]  # fmt: skip


@pytest.mark.parametrize("event", FORESEEN)
def test_no_event_that_the_code_foresees_undoes_a_release(
    stage: Stage, event: str, capsys: pytest.CaptureFixture[str]
) -> None:
    JsonLog().alarm(event)

    assert not rung_by(stage, "page", line_of(capsys)) & undoing(stage)


def undoing(stage: Stage) -> set[str]:
    """Return the alarms that undo an update."""
    return {stage.text(stage.properties(name)["AlarmName"]).removeprefix("callbox-test-") for name in ROLLS_BACK}


def access_line(stage: Stage, **values: str) -> str:
    """Return a line of the access log. API Gateway writes - for what a request does not have."""
    written = stage.properties("RestAPI")["AccessLogSetting"]["Format"]
    return re.sub(r'"(\w+)":"[^"]*"', lambda field: f'"{field[1]}":"{values.get(field[1], "-")}"', written)


# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
CUSTOMERS_FAULTS = [
    {"status": "404", "gateway_error": "MISSING_AUTHENTICATION_TOKEN"},
    {"status": "413", "gateway_error": "REQUEST_TOO_LARGE"},
    {"status": "429", "gateway_error": "THROTTLED"},
    {"status": "403", "gateway_error": "WAF_FILTERED"},
    {"status": "422", "gateway_error": "BAD_REQUEST_BODY"},
    {"status": "404", "lambda_status": "200"},  # a function's own answer
    {"status": "403", "lambda_status": "200"},
    {"status": "503", "lambda_status": "200"},  # Paystack does not answer
    {"status": "503", "gateway_error": "INTEGRATION_FAILURE", "lambda_status": "429"},  # a flood, or a restore
    {"status": "503", "gateway_error": "INTEGRATION_TIMEOUT"},
]


@pytest.mark.parametrize("line", CUSTOMERS_FAULTS, ids=lambda line: "-".join(line.values()))
def test_nothing_that_a_customer_sends_undoes_a_release_at_api_gateway(stage: Stage, line: dict[str, str]) -> None:
    assert rung_by(stage, "access", access_line(stage, **line)) == set()


@pytest.mark.parametrize("lambda_status", ["403", "404"])
def test_a_function_that_api_gateway_cannot_call_undoes_a_release(stage: Stage, lambda_status: str) -> None:
    line = access_line(stage, status="500", lambda_status=lambda_status)

    assert rung_by(stage, "access", line) == undoing(stage) == {"code-broken"}


def test_only_metrics_of_our_own_logs_undo_a_release(stage: Stage) -> None:
    """Those of API Gateway and CloudFront also count what customers cause: 503 while Paystack does not answer."""
    for name in ROLLS_BACK:
        assert _metric(stage, stage.properties(name)) == ("callbox-test", "broken_code")


@pytest.mark.parametrize(
    ("event", "rings"),
    [
        ("message_withheld", set()),  # a customer can repeat it at will
        ("message_postponed", set()),
        ("orphans_not_looked_for", {"orphans-not-looked-for"}),
        ("mail_refused", set()),
    ],
)
def test_an_event_raises_an_alarm_only_if_many_of_them_mean_a_problem(
    stage: Stage, event: str, rings: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    JsonLog().record(event)

    assert rung_by(stage, "ticket", line_of(capsys)) == rings
    for name in rings:
        assert alarms(stage)[name]["Threshold"] >= 3


@pytest.mark.parametrize(
    ("event", "rings"), [("purchases_paused", {"ticket-errors"}), ("account_frozen", {"page-errors"})]
)
def test_a_pause_that_customers_can_cause_at_will_wakes_no_operator(
    stage: Stage, event: str, rings: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    JsonLog().alarm(event)

    assert rung_by(stage, "page", line_of(capsys)) == rings


def test_every_event_that_a_filter_counts_is_one_that_the_code_writes(stage: Stage) -> None:
    code = "".join(path.read_text() for path in ROOT.glob("layers/shared/python/callbox/**/*.py"))
    code += "".join(path.read_text() for path in ROOT.glob("functions/**/*.py"))
    access = stage.properties("RestAPI")["AccessLogSetting"]["Format"]
    for item in stage.of_type("AWS::Logs::MetricFilter").values():
        if re.fullmatch(r'{ (\$\.event = "\w+"( \|\| )?)+ }', item["FilterPattern"]):
            assert all(f'"{event}"' in code for event in re.findall(r'= "(\w+)"', item["FilterPattern"]))
        elif item["LogGroupName"] == {"Ref": "AccessLogs"}:
            assert all(f'"{field}":' in access for field in re.findall(r"\$\.(\w+)", item["FilterPattern"]))
        else:
            assert item["FilterPattern"] in (ERROR_LINE, PAGING_LINE, BROKEN_CODE)


def test_every_metric_is_read_by_an_alarm(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    written = {
        (stage.text(one["MetricNamespace"]), one["MetricName"])
        for item in stage.of_type("AWS::Logs::MetricFilter").values()
        for one in item["MetricTransformations"]
    }
    JsonLog().alarm("deposit_mismatched", deposit_id="D")

    assert written <= {_metric(stage, item) for item in alarms(stage).values()}
    assert "_aws" not in json.loads(line_of(capsys))


def test_resources_that_the_local_platform_lacks_are_made_only_on_aws(stage: Stage) -> None:
    for item in stage.resources.values():
        is_missing = item["Type"] in ("AWS::Budgets::Budget", "AWS::XRay::SamplingRule") or (
            item["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in item["Properties"]
        )
        assert not is_missing or item.get("Condition") == "IsAws"


def test_a_mail_warns_before_the_budget_is_spent(stage: Stage) -> None:
    budget = stage.properties("MonthlyBudget")
    told = [one["Notification"] for one in budget["NotificationsWithSubscribers"]]

    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "MonthlyBudgetUsd"}, "Unit": "USD"}
    assert [(one["NotificationType"], one["Threshold"]) for one in told] == [("ACTUAL", 80), ("FORECASTED", 100)]
