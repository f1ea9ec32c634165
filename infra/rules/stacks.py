"""The stack as a whole: what outlives it, how large it is, what it runs on, what its alarms say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import cfnlint.data.AdditionalSpecs
from cfnlint.helpers import load_resource
from cfnlint.rules import CloudFormationLintRule, RuleMatch

from infra.rules._template import properties, resources

MOST_RESOURCES = 350
MOST_ALARMS = 40
KEPT_TYPES = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Logs::LogGroup")
NOTICE = timedelta(days=183)


class DataOutlivesStack(CloudFormationLintRule):
    """Data outlive their stack, but not a first deployment that failed: their names would collide with the next."""

    id = "E9021"
    shortdesc = "Data outlive their stack, and a failed first deployment leaves nothing"
    description = "DeletionPolicy: RetainExceptOnCreate and UpdateReplacePolicy: Retain"
    source_url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        wanted = ("RetainExceptOnCreate", "Retain")
        return [
            RuleMatch(
                ["Resources", name], f"{name} needs DeletionPolicy {wanted[0]} and UpdateReplacePolicy {wanted[1]}"
            )
            for kind in KEPT_TYPES
            for name, item in resources(cfn, kind).items()
            if (item.get("DeletionPolicy"), item.get("UpdateReplacePolicy")) != wanted
        ]


class RoomToGrow(CloudFormationLintRule):
    """CloudFormation refuses more than 500 resources in a stack; the local platform refuses none."""

    id = "E9022"
    shortdesc = f"A stack has at most {MOST_RESOURCES} resources"
    description = "So that each stack can grow below CloudFormation's 500"
    source_url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        count = len(resources(cfn))
        if count <= MOST_RESOURCES:
            return []
        return [RuleMatch(["Resources"], f"{count} resources, {MOST_RESOURCES} are the most")]


class FewAlarms(CloudFormationLintRule):
    """Each alarm costs money every month, and attention."""

    id = "E9025"
    shortdesc = f"A stage has at most {MOST_ALARMS} alarms"
    description = "An alarm is $0.10 a month, and one more that the operator has to know"
    source_url = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_billing.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        count = len(resources(cfn, "AWS::CloudWatch::Alarm"))
        if count <= MOST_ALARMS:
            return []
        return [RuleMatch(["Resources"], f"{count} alarms, {MOST_ALARMS} are the most")]


class RuntimeHasAFuture(CloudFormationLintRule):
    """Lambda stops patching a runtime, and then refuses to update its functions."""

    id = "E9023"
    shortdesc = "No function's runtime is deprecated within six months"
    description = "The dates are those of cfn-lint, which follows Lambda's table"
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"

    def __init__(self) -> None:
        super().__init__()
        self._dates = load_resource(cfnlint.data.AdditionalSpecs, "LmbdRuntimeLifecycle.json")

    def match(self, cfn: Any) -> list[RuleMatch]:
        matches = []
        for name, function in resources(cfn, "AWS::Lambda::Function").items():
            runtime = properties(function).get("Runtime")
            known = self._dates.get(runtime)
            if known and date.fromisoformat(known["deprecated"]) - NOTICE <= datetime.now(UTC).date():
                text = f"{name} runs on {runtime}, deprecated on {known['deprecated']}: move to {known['successor']}"
                matches.append(RuleMatch(["Resources", name, "Properties", "Runtime"], text))
        return matches


class AlarmSaysWhatToDo(CloudFormationLintRule):
    """An operator who gets an alarm learns what is broken and where to begin, and later that it is over."""

    id = "E9024"
    shortdesc = "An alarm says what to do first, and tells the same topic when it ends"
    description = "AlarmActions and OKActions are one topic; the text holds a sentence that begins with First"
    source_url = "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_event_incident_problem_process.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        matches = []
        for name, alarm in resources(cfn, "AWS::CloudWatch::Alarm").items():
            told = properties(alarm)
            if ". First " not in told.get("AlarmDescription", ""):
                matches.append(RuleMatch(["Resources", name], f"{name} does not say what to do first"))
            if not told.get("AlarmActions") or told.get("AlarmActions") != told.get("OKActions"):
                matches.append(RuleMatch(["Resources", name], f"{name} does not tell its topic when it ends"))
        return matches
