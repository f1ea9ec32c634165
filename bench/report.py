"""Print the results, store them as JSON, and compare them with an earlier run."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.artifact import ROOM
from bench.budgets import Line
from infra.rows import ROOT

KEPT = ROOM / "bench.json"
TABLES = ROOM / "tables.json"
"""The tables of docs/ as Markdown, by name; `python -m bench.documents` writes them there."""

_tables: dict[str, str] = {}


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, name: str | None = None) -> None:
    """Print a table with aligned columns. A table with a name is stored for the documents."""
    cells = [[_cell(value) for value in row] for row in rows]
    if name is not None:
        lines = [[*head], ["---" for _ in head], *cells]
        _tables[name] = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    print(f"\n{title}")
    for row in ([*head], ["-" * width for width in widths], *cells):
        first, *rest = zip(row, widths, strict=True)
        print("  " + first[0].ljust(first[1]) + "".join("  " + text.rjust(width) for text, width in rest))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return "" if value is None else str(value)


def budget_table(lines: Sequence[Line], base: Mapping[str, float]) -> None:
    """Print every budget line, and its earlier figure if there is a base."""
    head = ["budget", "figure", "target", "limit", "unit", "middle half", "verdict", *(["base"] if base else [])]
    rows = []
    for line in lines:
        spread = f"{line.spread[0]:.3g}–{line.spread[1]:.3g}" if line.spread else ""
        row: list[object] = [line.name, float(line.figure), line.target, line.hard, line.unit, spread, line.verdict]
        rows.append([*row, *([base.get(line.name)] if base else [])])
    table("Budgets", head, rows, name="budgets")


def keep(lines: Sequence[Line], facts: Mapping[str, Any]) -> None:
    """Write everything to build/bench/bench.json, by commit and date."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    document = {
        "commit": commit.stdout.strip(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "budgets": {line.name: line.figure for line in lines},
        **facts,
    }
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(document, indent=1, default=_plain) + "\n")
    keep_tables()
    print(f"\nstored in {KEPT.relative_to(ROOT)}: compare a later run with make bench BASE=<a copy of it>")


def keep_tables() -> None:
    """Store the named tables together with those of other benches."""
    TABLES.parent.mkdir(parents=True, exist_ok=True)
    kept: dict[str, str] = json.loads(TABLES.read_text()) if TABLES.exists() else {}
    TABLES.write_text(json.dumps(kept | _tables, indent=1) + "\n")


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)


def read_base(path: Path | None) -> Mapping[str, float]:
    """Return the figures of an earlier run by name; empty without one."""
    if path is None:
        return {}
    figures: dict[str, float] = json.loads(path.read_text())["budgets"]
    return figures
