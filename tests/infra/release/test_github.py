"""The workflow that deploys, and its role: which token of GitHub's may take it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.expanded import stacks_on_aws
from infra.nested import FILES
from infra.rows import ROOT

ROLE = ROOT / "infra" / "github_role.yaml"
WORKFLOWS = ROOT / ".github" / "workflows"
HOST = "token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(ROLE.read_text())["Resources"]
    return found


@pytest.fixture(scope="module")
def deploy() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((WORKFLOWS / "deploy.yml").read_text())
    return found


def may_take(statement: dict[str, Any], claims: dict[str, str]) -> bool:
    """Return whether a token with these claims meets the statement, for acme/callbox and the stage prod."""
    assert set(statement["Condition"]) == {"StringEquals"}, "a pattern could match more than one subject"
    wanted = {
        name: value["Fn::Sub"].replace("${Repository}", "acme/callbox").replace("${Stage}", "prod")
        if isinstance(value, dict)
        else value
        for name, value in statement["Condition"]["StringEquals"].items()
    }
    return all(claims.get(name.removeprefix(f"{HOST}:")) == value for name, value in wanted.items())


@pytest.mark.parametrize(
    ("subject", "audience", "taken"),
    [
        ("repo:acme/callbox:environment:prod", "sts.amazonaws.com", True),
        ("repo:acme/callbox:environment:prod", "https://github.com/acme", False),
        ("repo:acme/callbox:environment:try", "sts.amazonaws.com", False),
        ("repo:acme/callbox:environment:production", "sts.amazonaws.com", False),
        ("repo:acme/callbox:ref:refs/heads/main", "sts.amazonaws.com", False),
        ("repo:acme/callbox:pull_request", "sts.amazonaws.com", False),
        ("repo:mallory/callbox:environment:prod", "sts.amazonaws.com", False),
    ],
)
def test_only_the_protected_environment_of_the_stage_may_take_the_role(
    resources: dict[str, Any], subject: str, audience: str, taken: bool
) -> None:
    [statement] = resources["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]

    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert may_take(statement, {"sub": subject, "aud": audience}) is taken


def test_only_cloudformation_takes_the_role_that_makes_resources(resources: dict[str, Any]) -> None:
    [statement] = resources["StackRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statements = resources["DeployRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    [passing] = [one for one in statements if one["Action"] == "iam:PassRole"]

    assert statement["Principal"] == {"Service": "cloudformation.amazonaws.com"}
    assert passing["Resource"] == {"Fn::GetAtt": ["StackRole", "Arn"]}
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}


def test_the_workflows_role_changes_nothing_outside_its_stage(resources: dict[str, Any]) -> None:
    reads = re.compile(r"[a-z0-9]+:(Describe|Get|List|View)[A-Za-z]*")
    for one in resources["DeployRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]:
        actions = [one["Action"]] if isinstance(one["Action"], str) else one["Action"]
        assert not any(action.endswith("*") for action in actions), one["Sid"]
        if one["Resource"] == "*":
            assert all(reads.fullmatch(action) for action in actions), one["Sid"]


def test_the_role_that_makes_resources_may_use_the_service_of_every_type_of_the_stack(
    resources: dict[str, Any], package: None
) -> None:
    statements = resources["StackRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    allowed = {action.partition(":")[0] for one in statements if one["Effect"] == "Allow" for action in one["Action"]}
    kinds = {item["Type"] for stack in stacks_on_aws().values() for item in stack["Resources"].values()}

    services = {kind.split("::")[1].lower() for kind in kinds}
    assert {name.removesuffix("v2") for name in services} - allowed == set()  # both forms of API share their actions


def test_both_roles_reach_the_nested_stacks_by_their_names_and_no_other_stack(resources: dict[str, Any]) -> None:
    for role in ("DeployRole", "StackRole"):
        statements = resources[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        arns = [
            arn["Fn::Sub"].partition(":stack/")[2]
            for one in statements
            if isinstance(one["Resource"], list)
            for arn in one["Resource"]
            if ":stack/" in arn["Fn::Sub"]
        ]
        assert {one for one in arns if "-*/*" in one} == {f"callbox-${{Stage}}-{name}-*/*" for name in FILES}
        assert {one for one in arns if "-*/*" not in one} <= {"callbox-${Stage}/*", "callbox-${Stage}-edge/*"}


def test_no_role_may_change_its_own_rights(resources: dict[str, Any]) -> None:
    statements = resources["StackRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    [denied] = [one for one in statements if one["Effect"] == "Deny"]

    assert denied["NotAction"] == "iam:PassRole"
    assert [arn["Fn::Sub"].rpartition("/")[2] for arn in denied["Resource"]] == [
        "callbox-${Stage}-deploy",
        "callbox-${Stage}-stack",
    ]


def test_the_template_of_the_role_passes_cfn_lint() -> None:
    linter = Path(sys.executable).parent / "cfn-lint"
    result = subprocess.run([linter, ROLE], capture_output=True, text=True, check=False, timeout=120)

    assert (result.stdout + result.stderr, result.returncode) == ("", 0)


def test_the_job_runs_in_the_stages_environment_from_main_by_hand_only(deploy: dict[str, Any]) -> None:
    [job] = deploy["jobs"].values()

    assert [*deploy["on"]] == ["workflow_dispatch"]
    assert job["environment"] == "${{ inputs.stage }}"
    assert job["if"] == "github.ref == 'refs/heads/main'"
    assert deploy["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "id-token": "write"}


def test_no_long_lived_key_is_in_a_workflow() -> None:
    for path in WORKFLOWS.glob("*.yml"):
        assert "secrets." not in path.read_text()


def test_inputs_reach_scripts_as_environment_only(deploy: dict[str, Any]) -> None:
    [job] = deploy["jobs"].values()

    assert not any("${{" in step.get("run", "") for step in job["steps"])


def test_every_action_is_pinned_by_the_hash_of_its_commit() -> None:
    used = [line for path in WORKFLOWS.glob("*.yml") for line in path.read_text().splitlines() if "uses:" in line]

    assert len(used) >= 6
    for line in used:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d", line), line
