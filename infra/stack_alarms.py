"""Build the alarms. Each says what is broken and what to do first, and tells one of two topics when it rings and ends.

*page* is for money, codes and what all customers feel; *ticket* for the rest. An alarm costs $0.10 a month and a
resource of the stack's 500, so none belongs to a single function, but for timers that stop and that nothing else
misses, and for chains that AWS drops.
"""

from typing import Any

from infra.rows import Row, camel
from infra.stack_logs import WAITS, error_metric

Resources = dict[str, Any]

_HOUR_S, _DAY_S = 3600, 86400
_READ_ERRORS = (
    'run this on the log group /callbox/<stage>/{topic} in Logs Insights: filter level = "error" or @message like'
    " /ERROR|timed out|exited/ | stats count() by function, event. The function's description says who is affected"
)


def lambda_name(row: Row) -> dict[str, str]:
    return {"Fn::Sub": f"callbox-${{Stage}}-{row.name}"}


def alarm(
    name: str,
    *,
    pages: bool,
    text: str,
    metric: Resources,
    statistic: str = "Sum",
    period_s: int = 300,
    periods: int = 1,
    above: float | None = None,
    below: float | None = None,
    missing: str = "notBreaching",
) -> Resources:
    """Return one alarm. `text` says what is broken and what to do first; its name is `callbox-<stage>-` and `name`."""
    topic = [{"Ref": "PageTopic" if pages else "TicketTopic"}]
    is_percentile = statistic.startswith("p")
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": {"Fn::Sub": f"callbox-${{Stage}}-{name}"},
            "AlarmDescription": sentence(text),
            **metric,
            "ExtendedStatistic" if is_percentile else "Statistic": statistic,
            "Period": period_s,
            "EvaluationPeriods": periods,
            "ComparisonOperator": "LessThanThreshold" if above is None else "GreaterThanThreshold",
            "Threshold": below if above is None else above,
            "TreatMissingData": missing,
            "AlarmActions": topic,
            "OKActions": topic,
        },
    }


def sentence(text: str) -> str:
    """Return a text that begins as a sentence does, unless it begins with the name of a function."""
    is_name = "_" in text.partition(" ")[0]
    return text if is_name else text[:1].upper() + text[1:]


def alarm_resources(rows: dict[str, Row], listed: dict[str, Any]) -> Resources:
    """Return all alarms but those of the queues. `listed` is alarms.yaml's."""
    alarms = {f"{camel(name)}Alarm": _listed_alarm(name, dict(one)) for name, one in listed.items()}
    alarms |= {
        "PageErrorsAlarm": _errors_alarm(pages=True, broken="A function that moves money or finds codes failed"),
        "TicketErrorsAlarm": _errors_alarm(pages=False, broken="A function failed for some, or purchases were paused"),
    }
    for row in rows.values():
        if row.kind == "schedule" and not row.silence:
            alarms[f"{row.stem}SilenceAlarm"] = _silence_alarm(row)
        if row.may_loop:
            alarms[f"{row.stem}DroppedAlarm"] = _dropped_alarm(row)
    return alarms


def _listed_alarm(name: str, one: dict[str, Any]) -> Resources:
    pages, text = one.pop("topic") == "page", f"{one.pop('broken')}. First {one.pop('first')}."
    metric = {"Namespace": one.pop("namespace"), "MetricName": one.pop("metric")}
    if dimensions := one.pop("dimensions", {}):
        metric["Dimensions"] = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    return alarm(name.replace("_", "-"), pages=pages, text=text, metric=metric, **one)


def _errors_alarm(*, pages: bool, broken: str) -> Resources:
    topic = "page" if pages else "ticket"
    elsewhere = (
        ""
        if pages
        else f". {', '.join(WAITS)} are in the group page; docs/reconciliation.md and docs/operating.md say what to do"
    )
    text = f"{broken}. First {_READ_ERRORS.format(topic=topic)}{elsewhere}."
    return alarm(f"{topic}-errors", pages=pages, text=text, metric=error_metric(pages), above=0)


def _dropped_alarm(row: Row) -> Resources:
    """Ring when Lambda stops a chain of messages that we allow: the setting RecursiveLoop was lost."""
    text = (
        f"AWS stopped a chain of messages: {row.alarm}. First deploy again, which sets RecursiveLoop: Allow on"
        f" {row.name}; its dead letters can be sent again."
    )
    metric = {"Namespace": "AWS/Lambda", "MetricName": "RecursiveInvocationsDropped", "Dimensions": _of_function(row)}
    return alarm(f"{row.name}-dropped", pages=row.pages, text=text, metric=metric, above=0)


def _of_function(row: Row) -> list[Resources]:
    return [{"Name": "FunctionName", "Value": lambda_name(row)}]


def _silence_alarm(row: Row) -> Resources:
    """Ring when a timer did not run for three of its periods and at least 15 minutes, or one and a half days.

    A timer of minutes counts as silent without data. One of hours has none between the first deployment and its first
    run, when its alarm is new and has no state to leave. So it rings when it *falls back* to no data, at no extra cost.
    """
    number, unit = row.every.split()
    seconds = int(number) * {"minute": 60, "hour": _HOUR_S, "day": _DAY_S}[unit.rstrip("s")]
    text = (
        f"{row.name} stopped running: {row.alarm}. First check that its EventBridge rule is enabled; then read its log."
    )
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": _of_function(row)}
    name = f"{row.name}-silent"
    if seconds < _HOUR_S:
        silence = max(3 * seconds, 900)
        return alarm(name, pages=row.pages, text=text, metric=metric, period_s=silence, below=1, missing="breaching")
    hours = min(3 * seconds, seconds + _DAY_S // 2) // _HOUR_S
    found = alarm(  # what may wait for hours wakes no operator
        name, pages=False, text=text, metric=metric, period_s=_HOUR_S, periods=hours, below=1, missing="missing"
    )
    found["Properties"]["InsufficientDataActions"] = found["Properties"]["AlarmActions"]
    return found
