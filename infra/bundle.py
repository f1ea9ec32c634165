"""The site's two forms: the files as they lie in frontend/, and the bundle that a release publishes."""

import shutil
import subprocess
from pathlib import Path

from infra.rows import ROOT

AS_IT_LIES = ROOT / "frontend"
BUNDLED = ROOT / "build" / "site"
# Written by npm when it has installed; older than the lock file means that versions have changed since.
_INSTALLED = ROOT / "node_modules" / ".package-lock.json"
_WANTED = ROOT / "package-lock.json"
# An install over a slow line, a build on a busy machine.
_LIMIT_S = 300.0


class BundleError(Exception):
    """The site could not be bundled; the text says what is missing or what npm said."""


def bundle_site(*, reinstall: bool = False) -> Path:
    """Bundle frontend/ and return the folder to publish. Fails when a budget is broken. Raises BundleError.

    `reinstall` sets up exactly the versions of package-lock.json again, whatever lies in node_modules.
    """
    install_node_packages(reinstall=reinstall)
    _npm("run", "--silent", "build")
    return BUNDLED


def install_node_packages(*, reinstall: bool = False) -> None:
    """Install what package-lock.json pins, unless it is there already. Raises BundleError."""
    fresh = _INSTALLED.exists() and _INSTALLED.stat().st_mtime >= _WANTED.stat().st_mtime
    if reinstall or not fresh:
        _npm("ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        _INSTALLED.touch()


def _npm(*arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise BundleError("Node 20 with npm bundles the site: install it")
    try:
        result = subprocess.run(
            [npm, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=_LIMIT_S
        )
    except subprocess.TimeoutExpired as late:
        raise BundleError(f"npm {' '.join(arguments)} did not end within {_LIMIT_S:.0f} s") from late
    if result.returncode != 0:
        raise BundleError(f"npm {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
