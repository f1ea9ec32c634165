"""Each function's start: import and set-up, as a multiple of a bare Python start in the same run."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from bench.journey import Journey
from bench.processes import ColdStart, cold_start
from infra.rows import Row


@dataclass(frozen=True)
class FunctionStart:
    name: str
    ratio: float
    rss_mib: float
    modules: int


# Importing app.py also sets up what the function uses.
_SET_UP = """
def handler(event, context):
    import app
"""


def start_every_function(journey: Journey, artifact: tuple[Path, ...], *, rounds: int) -> list[FunctionStart]:
    """Start each function `rounds` times, each time next to bare Python."""
    folder = artifact[0].parent / "set-up"
    folder.mkdir(exist_ok=True)
    (folder / "set_up.py").write_text(_SET_UP)
    return [_start(journey, row, (folder, *artifact), rounds) for row in journey.rows.values()]


def _start(journey: Journey, row: Row, path: tuple[Path, ...], rounds: int) -> FunctionStart:
    environment = journey.cloud.environment_of(row)
    ratios, starts = [], []
    for _ in range(rounds):
        python = cold_start((), "-", "-", {}, environment)
        start = cold_start(path, "set_up", "handler", {}, environment)
        ratios.append(start.cpu_ms / python.cpu_ms)
        starts.append(start)
    last: ColdStart = starts[-1]
    return FunctionStart(row.name, statistics.median(ratios), last.rss_mib, last.modules)
