"""Bundle frontend/ into the site that a release publishes."""

import shutil
import subprocess
from pathlib import Path

from infra.rows import ROOT

AS_IT_LIES = ROOT / "frontend"
BUNDLED = ROOT / "build" / "site"
# npm writes it after an install. If it is older than the lock file, the pinned versions have changed since.
_INSTALLED = ROOT / "node_modules" / ".package-lock.json"
_WANTED = ROOT / "package-lock.json"
# Long enough to install over a slow connection or to build on a busy machine.
_LIMIT_S = 300.0


class BundleError(Exception):
    """The site could not be bundled. The text says what is missing, or is npm's output."""


def bundle_site(*, reinstall: bool = False) -> Path:
    """Bundle frontend/ and return the folder to publish. Raises BundleError, also when a file exceeds its budget.

    `reinstall` replaces node_modules with the versions of package-lock.json.
    """
    install_node_packages(reinstall=reinstall)
    _npm("run", "--silent", "build")
    return BUNDLED


def install_node_packages(*, reinstall: bool = False) -> None:
    """Install what package-lock.json pins, unless it is installed already. Raises BundleError."""
    fresh = _INSTALLED.exists() and _INSTALLED.stat().st_mtime >= _WANTED.stat().st_mtime
    if reinstall or not fresh:
        _npm("ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        _INSTALLED.touch()


def _npm(*arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise BundleError("the site is bundled with Node 20 and npm: install them")
    try:
        result = subprocess.run(
            [npm, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=_LIMIT_S
        )
    except subprocess.TimeoutExpired as late:
        raise BundleError(f"npm {' '.join(arguments)} did not finish within {_LIMIT_S:.0f} s") from late
    if result.returncode != 0:
        raise BundleError(f"npm {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
