"""docs/reconciliation.md tells an operator what to do about every kind of difference there is, and about no other."""

import re
from pathlib import Path

from callbox.domain.differences import MEANINGS

GUIDE = Path(__file__).parents[2] / "docs" / "reconciliation.md"


def test_the_guide_knows_every_kind_of_difference_and_no_other() -> None:
    section = GUIDE.read_text().partition("## What a difference means")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]

    told = [kind for cell in cells for kind in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(MEANINGS)
