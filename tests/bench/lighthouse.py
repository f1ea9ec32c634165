"""Lighthouse, pinned in this folder's package-lock.json, run in a browser that is already open.

A run may fail by itself, as with NO_NAVSTART when the browser lost the beginning of the load. It is tried once more.
"""

import json
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import NotMeasured

HERE = Path(__file__).parent
TOOL = HERE / "node_modules/.bin/lighthouse"
LIMIT_S = 180
TRIES = 2


@dataclass(frozen=True)
class Marks:
    """Medians over several runs: scores out of 100, LCP in seconds, blocking time in milliseconds."""

    performance: float
    accessibility: float
    best_practices: float
    lcp_s: float
    cls: float
    tbt_ms: float


def marks_of(url: str, port: int, *, runs: int, tool: Path = TOOL) -> Marks:
    """Judge a page as a mid-range phone sees it. The session of the browser at `port` is kept.

    Raises NotMeasured.
    """
    _install()
    reports = [_run(tool, url, port) for _ in range(runs)]

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


def _run(tool: Path, url: str, port: int) -> dict[str, Any]:
    failures: list[str] = []
    for _ in range(TRIES):
        report = _try(tool, url, port)
        if isinstance(report, dict):
            return report
        failures.append(report)
    raise NotMeasured(f"Lighthouse failed {TRIES} times: {'; '.join(failures)}")


def _try(tool: Path, url: str, port: int) -> dict[str, Any] | str:
    """Return the report, or why there is none in one line."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            str(tool), url, "--quiet", f"--port={port}", "--disable-storage-reset",
            "--only-categories=performance,accessibility,best-practices", "--output=json", f"--output-path={report}",
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            return f"no answer within {LIMIT_S} s"
        try:
            content: dict[str, Any] = json.loads(report.read_text())
        except (OSError, ValueError):
            return _reason(done.stderr)
    error = content.get("runtimeError")
    return str(error.get("code")) if error else content


def _reason(stderr: str) -> str:
    """Return the line that names the error; the last one otherwise."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return next((line for line in lines if "Error" in line or "NO_" in line), lines[-1] if lines else "no report")[:120]


def _install() -> None:
    if not TOOL.exists():
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, check=True, timeout=300)
