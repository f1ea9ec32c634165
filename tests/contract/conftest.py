"""The running platform, as the journeys find it."""

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def stack() -> dict[str, str]:
    """Where the running platform is: what `make run` wrote."""
    place = Path(os.environ.get("CALLBOX_STACK") or ROOT / ".local" / "stack.json")
    if not place.exists():
        pytest.fail(f"{place} is missing: start the platform with `make run`", pytrace=False)
    content: dict[str, str] = json.loads(place.read_text())
    return content
