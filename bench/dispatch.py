"""Processor time of our own code for one warm request, relative to a bare function (dispatch_child.py)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.cold import Figure
from bench.journey import Customer, Journey
from bench.processes import BenchError

_CHILD = Path(__file__).parent / "dispatch_child.py"
ROUTE = "get_verification"
_SOME_ID = "01M84ENTGMMCEHBFDC1CG58SPA"


@dataclass(frozen=True)
class Dispatch:
    ratio: Figure
    route_us: Figure


def dispatch(journey: Journey, customer: Customer, path: tuple[Path, ...]) -> Dispatch:
    """Measure both in turns in one fresh process."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(_CHILD), ":".join(map(str, path))],
        input=json.dumps(customer.event(ROUTE, path={"verification_id": _SOME_ID})),
        env=journey.cloud.environment_of(journey.rows[ROUTE]),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode != 0:
        raise BenchError(f"the dispatch could not be measured:\n{done.stderr[-3000:]}")
    rounds = json.loads(done.stdout)
    return Dispatch(Figure.of([ours / bare for ours, bare in rounds]), Figure.of([ours for ours, _ in rounds]))
