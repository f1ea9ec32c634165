"""Ask, before anything is uploaded, whether a deployment can succeed: every unmet condition, a line each with its cure.

    make preflight STAGE=prod

Refuses a deployment for what would fail or harm. What the stage also needs before its first code, such as prices, is
told and refuses nothing.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from callbox.config import LOCAL_ONLY, SETTINGS
from infra import preflight_account, preflight_site, preflight_stage
from infra.asked import Asked
from infra.refusals import one_line
from infra.rows import ROOT

LOCAL_SETTINGS = (*(one.name for one in SETTINGS if one.changed_by == LOCAL_ONLY), "WEBHOOK_LOCAL_PORTS")
"""Settings that weaken a stage for tests on one machine."""
Probe = Callable[[Asked], Iterable[str]]


@dataclass(frozen=True)
class Findings:
    """`unmet` refuses the deployment, `to_do` does not. Each line names one thing and its cure."""

    unmet: tuple[str, ...]
    to_do: tuple[str, ...]


def findings(asked: Asked, *, wrong_settings: Iterable[str] = ()) -> Findings:
    """Ask everything, also after a refusal. Reads only."""
    probes: tuple[Probe, ...] = (
        _local_settings,
        _git_tree,
        preflight_account.account_and_region,
        preflight_account.region,
        preflight_account.concurrency,
        preflight_account.budgets,
        preflight_stage.stack_state,
        preflight_stage.web_acl,
        preflight_site.sender,
        preflight_site.sandbox,
        preflight_site.certificate,
        preflight_stage.supplier_account,
    )
    later: tuple[Probe, ...] = (
        preflight_stage.alarm_addresses,
        preflight_stage.missing_secrets,
        preflight_stage.missing_prices,
    )
    return Findings((*wrong_settings, *_lines(asked, probes)), tuple(_lines(asked, later)))


def _lines(asked: Asked, probes: Iterable[Probe]) -> Iterator[str]:
    for probe in probes:
        try:
            yield from list(probe(asked))
        except (ClientError, BotoCoreError) as error:
            yield one_line(error)


def _local_settings(asked: Asked) -> Iterator[str]:
    for name in LOCAL_SETTINGS:
        if asked.environment.get(name):
            yield f"{name} is for `make run` only: unset {name}"


def _git_tree(asked: Asked) -> Iterator[str]:
    if not asked.environment.get("GIT_DIR") and not (asked.folder / ".git").exists():
        yield f"{asked.folder} is no git checkout, so the release could not name its commit: deploy from a clone"
    elif changed := git("status", "--porcelain", folder=str(asked.folder)):
        count = len(changed.splitlines())
        yield f"the git tree differs from its commit in {count} files: git stash --include-untracked, or commit them"


def git(*arguments: str, folder: str = str(ROOT)) -> str:
    """Return what git prints; empty when it fails."""
    result = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else ""


def agree(stage: str, changes: Iterable[str], *, environment: Mapping[str, str] = os.environ) -> bool:
    """Show the changes and ask; YES=1 answers. Without a terminal and YES=1 the answer is no."""
    print("\n".join(f"    {line}" for line in changes), flush=True)
    if environment.get("YES") == "1":
        return True
    if not sys.stdin.isatty():
        print(f"  there is no terminal to ask at: look at the changes, then run it with YES=1 (STAGE={stage} YES=1)")
        return False
    return input(f"  change {stage}? [y/N] ").strip().lower() in ("y", "yes")
