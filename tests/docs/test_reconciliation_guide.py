"""docs/reconciliation.md tells an operator what to do about each kind of difference, and names no other kind."""

import re
from pathlib import Path

from callbox.domain.differences import MEANINGS

GUIDE = Path(__file__).parents[2] / "docs" / "reconciliation.md"


def test_the_guide_covers_exactly_the_kinds_of_differences() -> None:
    section = GUIDE.read_text().partition("## What a difference means")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]

    told = [kind for cell in cells for kind in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(MEANINGS)
