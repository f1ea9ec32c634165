"""The Chromium of this machine, and its restrictions."""

import shutil

# No sandbox: containers forbid the one that Chromium needs. The other options stop its requests to other hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed_chromium() -> str | None:
    """Return its path; None means Playwright's own download."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
