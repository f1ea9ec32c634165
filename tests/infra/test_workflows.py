"""What GitHub runs for us: actions pinned by commit, and no right more than a job needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.rows import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# Of the whole token. Deploying needs no more than an identity for AWS.
MOST = {"contents": "read", "id-token": "write"}


def jobs(workflow: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(workflow.read_text())
    return found


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit_with_its_version_beside_it(workflow: Path) -> None:
    used = re.findall(r"uses: (.*)", workflow.read_text())

    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_few_rights_and_keeps_no_credentials(workflow: Path) -> None:
    read = jobs(workflow)
    rights = [read["permissions"], *(job["permissions"] for job in read["jobs"].values() if "permissions" in job)]
    checkouts = [step for job in read["jobs"].values() for step in job["steps"] if "checkout@" in step.get("uses", "")]

    assert all(given.items() <= MOST.items() for given in rights), rights
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(checkouts)
