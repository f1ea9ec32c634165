"""The role of the operators' commands requires a second factor and cannot delete records."""

from typing import Any

from tests.infra.stage import Stage

ROLE = "OperatorRole"


def statements(stage: Stage, effect: str) -> list[Any]:
    [policy] = stage.properties(ROLE)["Policies"]
    return [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == effect]


def allowed(stage: Stage) -> set[tuple[str, str]]:
    return {
        (action, stage.text(arn))
        for one in statements(stage, "Allow")
        for action in one["Action"]
        for arn in one["Resource"]
    }


def test_it_can_be_assumed_only_with_a_second_factor_used_within_the_hour(stage: Stage) -> None:
    [trust] = stage.properties(ROLE)["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    }
    assert {key: stage.text(arn) for key, arn in trust["Principal"].items()} == {
        "AWS": "arn:aws:iam::111122223333:root"
    }


def test_it_can_delete_only_redriven_dead_letters(stage: Stage) -> None:
    erasing = {action for action, _ in allowed(stage) if "Delete" in action or "*" in action}

    assert erasing == {"sqs:DeleteMessage"}


def test_it_reaches_nothing_of_another_stage(stage: Stage) -> None:
    assert {arn for _, arn in allowed(stage) if "callbox-test-" not in arn and "callbox/test/" not in arn} == set()


def test_it_may_not_sign_tokens(stage: Stage) -> None:
    secrets = {arn.rpartition("/")[2] for action, arn in allowed(stage) if action == "secretsmanager:GetSecretValue"}

    assert secrets == {"paystack", "textverified"}


def test_what_operators_did_cannot_be_changed(stage: Stage) -> None:
    [refused] = statements(stage, "Deny")

    assert set(refused["Action"]) == {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    assert [stage.text(arn) for arn in refused["Resource"]] == [
        "arn:aws:dynamodb:eu-west-1:111122223333:table/callbox-test-operator_log"
    ]
