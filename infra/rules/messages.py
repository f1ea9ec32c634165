"""Queues and the functions that consume them."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from infra.rules._template import properties, references, resources, statements

LONGEST_DELAY_S = 900
VISIBILITY_TIMES_TIMEOUT = 6


def _consumers(cfn: Any) -> Iterator[tuple[str, str]]:
    """Yield (function, queue) for every event source."""
    queues = resources(cfn, "AWS::SQS::Queue")
    for source in resources(cfn, "AWS::Lambda::EventSourceMapping").values():
        for queue in set(references(properties(source).get("EventSourceArn"))) & set(queues):
            for called in references(properties(source).get("FunctionName")):
                yield from ((function, queue) for function in _behind_alias(cfn, called))


def _behind_alias(cfn: Any, called: str) -> Iterator[str]:
    """Yield the function, also of an alias: gradual traffic makes the source call that."""
    aliases = resources(cfn, "AWS::Lambda::Alias")
    yield from references(properties(aliases[called])["FunctionName"]) if called in aliases else [called]


def _sends(cfn: Any, function: str) -> set[str]:
    """Return the queues to which a function's role may send."""
    [*roles] = references(properties(resources(cfn)[function]).get("Role"))
    found: set[str] = set()
    for role in roles:
        for policy in properties(resources(cfn).get(role, {})).get("Policies", []):
            for statement in statements(policy["PolicyDocument"]):
                if "sqs:SendMessage" in statement["Action"]:
                    found |= set(references(statement["Resource"]))
    return found


class LoopAllowed(CloudFormationLintRule):
    """A message that can come back to its function is dropped after about 16 rounds unless the function allows it."""

    id = "E9001"
    shortdesc = "A function whose messages can come back to it allows that"
    description = "Lambda's recursive loop detection stops the chain and sends the message to the dead-letter queue"
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        queues_of: dict[str, set[str]] = {}
        for function, queue in _consumers(cfn):
            queues_of.setdefault(function, set()).add(queue)
        sends = {function: _sends(cfn, function) for function in queues_of}
        matches = []
        for function, own in queues_of.items():
            reached, waiting = set[str](), list(sends[function])
            while waiting:
                queue = waiting.pop()
                if queue not in reached:
                    reached.add(queue)
                    waiting += [next_ for other, read in queues_of.items() if queue in read for next_ in sends[other]]
            if own & reached and properties(resources(cfn)[function]).get("RecursiveLoop") != "Allow":
                text = f"{function} consumes {sorted(own & reached)}, where its messages lead: RecursiveLoop: Allow"
                matches.append(RuleMatch(["Resources", function], text))
        return matches


class VisibilityOutlastsConsumer(CloudFormationLintRule):
    """A message that comes again while it is worked on is worked on twice."""

    id = "E9002"
    shortdesc = "A queue hides a message for six times the timeout of its consumer"
    description = "Less, and Lambda's own retries let the message appear again while it is still worked on"
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        matches = []
        for function, queue in _consumers(cfn):
            timeout_s = int(properties(resources(cfn)[function]).get("Timeout", 3))
            hidden_s = int(properties(resources(cfn)[queue]).get("VisibilityTimeout", 30))
            if hidden_s < VISIBILITY_TIMES_TIMEOUT * timeout_s:
                text = f"{queue} hides a message for {hidden_s} s; {function} may run {timeout_s} s"
                matches.append(RuleMatch(["Resources", queue, "Properties"], text))
        return matches


class DelayIsPossible(CloudFormationLintRule):
    """SQS knows no longer delay."""

    id = "E9003"
    shortdesc = "A queue delays by 900 s at the most"
    description = "SQS refuses a longer DelaySeconds"
    source_url = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        return [
            RuleMatch(
                ["Resources", name, "Properties", "DelaySeconds"], f"{name} delays by more than {LONGEST_DELAY_S} s"
            )
            for name, queue in resources(cfn, "AWS::SQS::Queue").items()
            if int(properties(queue).get("DelaySeconds", 0)) > LONGEST_DELAY_S
        ]
