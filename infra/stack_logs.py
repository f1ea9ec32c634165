"""Build the log groups of the functions and count what is wrong in them.

There are two groups: of the functions whose errors page, and of the others. All functions of a group share its metric
filters, so a function costs no log group, filter or alarm of its own. A stream carries its function's name:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
"""

from typing import Any

from infra.rows import Row

Resources = dict[str, Any]

RETENTION_DAYS = 30
KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
"""Outlives its stack, but not a first deployment that failed: that would leave a fixed name that collides with the next
one. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html"""

ERROR_LINE = '{ $.level = "error" }'
"""A line that needs an operator, even if the Lambda succeeded (for example an API's 500)."""
WAITS = ("purchases_paused", "closing_account_paid", "webhook_missed")
"""The events of alarms that wait for the morning, whichever function writes them: nothing gets worse until then, and
any customer can cause the first two at will, at night too."""
PAGING_LINE = "{ " + " && ".join(['$.level = "error"', *(f'$.event != "{event}"' for event in WAITS)]) + " }"
WAITING_LINE = "{ " + " || ".join(f'$.event = "{event}"' for event in WAITS) + " }"
LAMBDA_FAILURE = '?"[ERROR]" ?"Task timed out" ?"Runtime exited"'
"""What Lambda itself writes: an exception that no code caught, also while it starts; a timeout; out of memory. It
rings `code-broken`, which pages, and no second alarm.
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html"""
BROKEN_CODE = f'?"crashed" {LAMBDA_FAILURE}'
"""An exception that the code did not foresee (telemetry.crash), or what Lambda writes. Unlike the other error lines, no
customer causes it: a chargeback, a second payment or a supplier without credit is foreseen."""
BROKEN_CODE_METRIC = "broken_code"


def group_resource(row: Row) -> str:
    return f"{_stem(row.pages)}Logs"


def group_name(pages: bool) -> str:
    return f"/callbox/${{Stage}}/{_topic(pages)}"


def error_metric(pages: bool) -> Resources:
    """Return the metric that counts the errors of all functions of a group."""
    return _metric(f"{_topic(pages)}_errors")


def _metric(name: str) -> Resources:
    return {"Namespace": {"Fn::Sub": "callbox-${Stage}"}, "MetricName": name}


def log_resources() -> Resources:
    resources: Resources = {}
    for pages in (True, False):
        stem = _stem(pages)
        resources |= {
            f"{stem}Logs": {
                "Type": "AWS::Logs::LogGroup",
                **KEPT,
                "Properties": {"LogGroupName": {"Fn::Sub": group_name(pages)}, "RetentionInDays": RETENTION_DAYS},
            },
            f"{stem}ErrorLines": _filter(pages, PAGING_LINE if pages else ERROR_LINE, error_metric(pages)),
            f"{stem}BrokenCode": _filter(pages, BROKEN_CODE, _metric(BROKEN_CODE_METRIC)),
        }
    resources["PageWaitingLines"] = _filter(True, WAITING_LINE, error_metric(False))
    return resources


def _filter(pages: bool, pattern: str, metric: Resources) -> Resources:
    transformation = {"MetricNamespace": metric["Namespace"], "MetricName": metric["MetricName"], "MetricValue": "1"}
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Properties": {
            "LogGroupName": {"Ref": f"{_stem(pages)}Logs"},
            "FilterPattern": pattern,
            "MetricTransformations": [transformation],
        },
    }


def _topic(pages: bool) -> str:
    return "page" if pages else "ticket"


def _stem(pages: bool) -> str:
    return _topic(pages).capitalize()
