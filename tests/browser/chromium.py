"""The Chromium of this machine, and what it may not do."""

import shutil

# No sandbox: containers forbid the one Chromium wants. The others keep it from talking to anybody but us.
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
    """Return where it is installed; None leaves it to Playwright's own download."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
