"""Lighthouse, pinned in this folder's package-lock.json, run in a browser that is already open."""

import json
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LIMIT_S = 180


@dataclass(frozen=True)
class Marks:
    """Medians over several runs: scores out of 100, LCP in seconds, blocking time in milliseconds."""

    performance: float
    accessibility: float
    best_practices: float
    lcp_s: float
    cls: float
    tbt_ms: float


def marks_of(url: str, port: int, *, runs: int) -> Marks:
    """Judge a page as a mid-range phone sees it. The session of the browser at `port` is kept."""
    _install()
    reports = [_run(url, port) for _ in range(runs)]

    def mark(category: str) -> float:
        return 100 * float(statistics.median(report["categories"][category]["score"] for report in reports))

    def value(audit: str) -> float:
        return float(statistics.median(report["audits"][audit]["numericValue"] for report in reports))

    return Marks(
        performance=mark("performance"),
        accessibility=mark("accessibility"),
        best_practices=mark("best-practices"),
        lcp_s=value("largest-contentful-paint") / 1000,
        cls=value("cumulative-layout-shift"),
        tbt_ms=value("total-blocking-time"),
    )


def _run(url: str, port: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            str(HERE / "node_modules/.bin/lighthouse"), url, "--quiet", f"--port={port}", "--disable-storage-reset",
            "--only-categories=performance,accessibility,best-practices", "--output=json", f"--output-path={report}",
        ]  # fmt: skip
        subprocess.run(command, check=True, timeout=LIMIT_S)
        content: dict[str, Any] = json.loads(report.read_text())
    return content


def _install() -> None:
    if not (HERE / "node_modules/.bin/lighthouse").exists():
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, check=True, timeout=300)
