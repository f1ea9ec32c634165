"""Install the layer's packages for Lambda's platform, whatever machine builds them."""

import subprocess
import sys
from pathlib import Path

from infra.rows import ROOT
from infra.runtime import LAMBDA_PLATFORMS, PYTHON

REQUIREMENTS = ROOT / "requirements.txt"


class WheelsMissing(Exception):
    """A package has no wheel for Lambda, or its hash differs. The text is pip's."""


def install_for_lambda(folder: Path) -> None:
    """Install what requirements.txt pins into a folder: wheels only, with their hashes. Raises WheelsMissing."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
        *(f"--platform={platform}" for platform in LAMBDA_PLATFORMS),
        "--python-version", PYTHON, "--implementation", "cp",
        "--only-binary=:all:", "--no-deps", "--require-hashes",
        "--target", str(folder), "-r", str(REQUIREMENTS),
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or [result.stderr.strip()]
        raise WheelsMissing("\n".join([f"the layer cannot be built for Lambda's Python {PYTHON}:", *errors]))
