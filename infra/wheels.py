"""Install the layers' packages: for Lambda's platform whatever machine builds them, or those of this machine."""

import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from infra.rows import ROOT
from infra.runtime import LAMBDA_PLATFORMS, PYTHON

REQUIREMENTS = ROOT / "requirements.txt"
CRYPTO_REQUIREMENTS = ROOT / "requirements-crypto.txt"
SHARED_WITH_MAIN = ("_cffi_backend*", "cffi", "pycparser")
"""What `cryptography` needs and the main layer brings, or what only builds modules."""


class WheelsMissing(Exception):
    """A package has no wheel for Lambda, or its hash differs. The text is pip's."""


def install_for_lambda(folder: Path, requirements: Path = REQUIREMENTS) -> None:
    """Install what a file of requirements pins into a folder: wheels only, with their hashes. Raises WheelsMissing."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
        *(f"--platform={platform}" for platform in LAMBDA_PLATFORMS),
        "--python-version", PYTHON, "--implementation", "cp",
        "--only-binary=:all:", "--no-deps", "--require-hashes",
        "--target", str(folder), "-r", str(requirements),
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or [result.stderr.strip()]
        raise WheelsMissing("\n".join([f"the layer cannot be built for Lambda's Python {PYTHON}:", *errors]))


def install_crypto_for_lambda(folder: Path) -> None:
    """Install the layer `crypto` for Lambda. Raises WheelsMissing."""
    install_for_lambda(folder, CRYPTO_REQUIREMENTS)


def copy_crypto(folder: Path) -> None:
    """Copy `cryptography` from the running environment, which has the version that requirements-crypto.txt pins."""
    here = distribution("cryptography")
    for file in here.files or ():
        if file.parts[0] == "cryptography" and file.suffix != ".pyc":
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)
