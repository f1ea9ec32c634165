"""Build the alarms of one Lambda. Their text says what is broken for whom (the row's `alarm`) and what to do first."""

from typing import Any

from infra.rows import Row

Resources = dict[str, Any]

# A log line of this level needs an operator, even if the Lambda succeeded (for example an API's 500).
ERROR_LINE = '{ $.level = "error" }'
_READ_LOG = "First read the errors in the log"
_LAMBDA_ERRORS = {"Namespace": "AWS/Lambda", "MetricName": "Errors"}


def lambda_name(row: Row) -> dict[str, str]:
    return {"Fn::Sub": f"callbox-${{Stage}}-{row.name}"}


def function_alarms(row: Row) -> Resources:
    """Return all alarms of this row's Lambda."""
    alarms = _failure_alarms(row) | _line_alarms(row)
    if row.kind == "schedule":
        alarms |= {f"{row.stem}SilenceAlarm": _silence_alarm(row)}
    return alarms


def _failure_alarms(row: Row) -> Resources:
    """Alarm on Lambda's error count: timeouts, out of memory, and exceptions of the handler."""
    return {f"{row.stem}Alarm": _error_alarm(row, "errors", _LAMBDA_ERRORS | {"Dimensions": _of_function(row)})}


def _line_alarms(row: Row) -> Resources:
    """Alarm on error lines of the log: Lambda does not count a 500 or a returned message as an error."""
    metric = {"Namespace": {"Fn::Sub": "callbox-${Stage}"}, "MetricName": f"{row.name}_error_lines"}
    return {
        f"{row.stem}ErrorLines": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": {"Ref": f"{row.stem}Logs"},
                "FilterPattern": ERROR_LINE,
                "MetricTransformations": [
                    {
                        "MetricNamespace": metric["Namespace"],
                        "MetricName": metric["MetricName"],
                        "MetricValue": "1",
                    }
                ],
            },
        },
        f"{row.stem}ErrorLinesAlarm": _error_alarm(row, "error-lines", metric),
    }


def _error_alarm(row: Row, what: str, metric: Resources) -> Resources:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": {"Fn::Sub": f"callbox-${{Stage}}-{row.name}-{what}"},
            "AlarmDescription": f"{row.alarm}. {_READ_LOG} of {row.name}.",
            **metric,
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "AlarmTopic"}],
        },
    }


def _of_function(row: Row) -> list[Resources]:
    return [{"Name": "FunctionName", "Value": lambda_name(row)}]


def _silence_alarm(row: Row) -> Resources:
    """Alarm when a timer stops: no run in three of its periods, at least 15 minutes."""
    number, unit = row.every.split()
    seconds = int(number) * {"minute": 60, "hour": 3600, "day": 86400}[unit.rstrip("s")]
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": {"Fn::Sub": f"callbox-${{Stage}}-{row.name}-silent"},
            "AlarmDescription": f"{row.name} does not run: {row.alarm}. First check its EventBridge rule.",
            "Namespace": "AWS/Lambda",
            "MetricName": "Invocations",
            "Dimensions": _of_function(row),
            "Statistic": "Sum",
            "Period": min(max(3 * seconds, 900), 86400),
            "EvaluationPeriods": 1,
            "ComparisonOperator": "LessThanThreshold",
            "Threshold": 1,
            "TreatMissingData": "breaching",
            "AlarmActions": [{"Ref": "AlarmTopic"}],
        },
    }
