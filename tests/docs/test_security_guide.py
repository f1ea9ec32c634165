"""docs/security.md names files, settings and commands that exist, and assesses every chapter of the standard."""

import re
from pathlib import Path

from callbox.config import SETTINGS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/security.md").read_text()
ROOTS = (ROOT, ROOT / "layers/shared/python/callbox", ROOT / "docs")


def test_every_file_that_it_names_exists() -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*\w\.(?:py|json|yaml|md))`", TEXT) + re.findall(r"\]\(([\w./-]+)\)", TEXT)
    missing = [
        path for path in named if not path.startswith(".local/") and not any((root / path).exists() for root in ROOTS)
    ]

    assert len(named) > 8
    assert missing == []


def test_every_command_that_it_names_exists() -> None:
    commands = set(re.findall(r"python -m infra\.(\w+)", TEXT))

    assert commands
    assert [name for name in commands if not (ROOT / f"infra/{name}.py").exists()] == []
    assert "TRUST_LIMITS" in {setting.name for setting in SETTINGS}


def test_every_chapter_of_the_standard_is_assessed() -> None:
    judged = re.findall(r"^\| V(\d+) [^|]+\| (yes|no|in part|not applicable) \| (.+) \|$", TEXT, re.MULTILINE)

    assert [int(number) for number, _, _ in judged] == list(range(1, 18))
    assert all(len(reason) > 5 for _, _, reason in judged)
