"""The operators' log is append-only: no function may access it, and none of our code changes or deletes an act."""

import re
from pathlib import Path

from infra.rows import ROOT, read_rows

CODE = [
    *ROOT.glob("layers/shared/python/callbox/**/*.py"),
    *ROOT.glob("infra/**/*.py"),
    *ROOT.glob("ops/**/*.py"),
    *ROOT.glob("functions/**/*.py"),
]
CHANGES = re.compile(r"OperatorActItem\b[^\n]*\.(update|delete)\(|delete[^\n]*OperatorActItem")


def test_no_function_may_touch_the_operators_log() -> None:
    assert [row.name for row in read_rows().values() if any("operator_log" in table for table in row.tables)] == []


def test_no_code_changes_or_deletes_an_act() -> None:
    found = [path.relative_to(ROOT) for path in CODE if CHANGES.search(Path(path).read_text())]

    assert found == []


def test_every_write_of_an_act_requires_that_its_key_is_free() -> None:
    for path in CODE:
        for line in path.read_text().splitlines():
            if "act_item(act)" in line and "def " not in line and "import" not in line:
                assert "does_not_exist()" in line or "store_new(" in line, f"{path}: {line}"
