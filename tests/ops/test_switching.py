"""How a command changes parameters of a stack: watched as a release is, or at once, as the switch of a restore."""

from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest

from infra.gradual import DIGEST, GRADUAL
from ops.keys import set_parameters
from tests.infra.release.answers import StubbedSession

DECLARED = ("BooksPrefix", DIGEST, GRADUAL)


@pytest.mark.parametrize("undoable", [True, False])
def test_the_switch_of_a_restore_is_made_at_once_and_no_alarm_undoes_it(undoable: bool) -> None:
    aws, sent = StubbedSession(), list[dict[str, Any]]()
    stack = {
        "StackName": "callbox-prod",
        "CreationTime": datetime(2026, 11, 1, tzinfo=UTC),
        "Parameters": [{"ParameterKey": name, "ParameterValue": "true"} for name in DECLARED],
    }
    aws.answer("cloudformation", "describe_stacks", {"Stacks": [{**stack, "StackStatus": "CREATE_COMPLETE"}]})
    aws.answer("sts", "get_caller_identity", {"Account": "111122223333"})
    aws.answer("s3", "list_objects_v2", {})
    aws.answer("cloudformation", "update_stack", {})
    aws.answer("cloudformation", "describe_stacks", {"Stacks": [{**stack, "StackStatus": "UPDATE_COMPLETE"}]})
    aws.client("cloudformation").meta.events.register(
        "provide-client-params.cloudformation.UpdateStack", lambda params, **_: sent.append(params)
    )

    set_parameters(cast(boto3.Session, aws), "prod", {"BooksPrefix": "restored-"}, undoable=undoable)

    [one] = sent
    values = {each["ParameterKey"]: each.get("ParameterValue") for each in one["Parameters"]}
    assert values["BooksPrefix"] == "restored-"
    assert values[DIGEST] != "true"
    assert values[GRADUAL] == (None if undoable else "false")
    assert one.get("RollbackConfiguration", {}).get("RollbackTriggers") == (None if undoable else [])
