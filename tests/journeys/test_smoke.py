"""`make smoke` on the running platform."""

import os
import subprocess
import sys
from pathlib import Path

from infra.rows import ROOT


def test_the_main_job_is_seen_from_sign_up_to_the_audit() -> None:
    state = Path(os.environ["CALLBOX_STACK"]).parent

    ended = subprocess.run(
        [sys.executable, "-m", "ops.smoke", "--state-dir", str(state)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    seen = ended.stdout.splitlines()
    assert seen[-1] == "the main job works on local"
    assert any("got the code 123456" in line for line in seen)
    assert any("found no difference" in line for line in seen)
