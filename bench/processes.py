"""The measured processes: one per cold start, and warm workers that count their calls."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from infra.rows import Row

_HERE = Path(__file__).parent
_TIMEOUT_S = 120


class BenchError(Exception):
    """A measured function did not do its work, so its figures would be meaningless."""


@dataclass(frozen=True)
class ColdStart:
    """The cost of one process up to the answer to its first event, and that answer."""

    cpu_ms: float
    rss_mib: float
    modules: int
    answer: Any
    names: frozenset[str]
    clients: Mapping[str, int]


def cold_start(
    path: Sequence[Path], module: str, handler: str, event: Any, environment: Mapping[str, str], *, status: int = 200
) -> ColdStart:
    """Start Python, import `module`, pass it `event`. Raises BenchError unless it answers `status`."""
    command = [
        sys.executable, "-I", "-S", "-B",
        str(_HERE / "cold_child.py"), ":".join(map(str, path)), module, handler,
    ]  # fmt: skip
    done = subprocess.run(
        command,
        input=json.dumps(event),
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT_S,
    )
    if done.returncode != 0:
        raise BenchError(f"{module}.{handler} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    facts = json.loads(done.stdout)
    answer = facts["answer"]
    if isinstance(answer, dict) and answer.get("statusCode", status) != status:
        raise BenchError(f"{module}.{handler} answered {answer}\n{done.stderr[-3000:]}")
    return ColdStart(
        cpu_ms=facts["cpu_s"] * 1000,
        rss_mib=facts["rss_kib"] / 1024,
        modules=facts["modules"],
        answer=answer,
        names=frozenset(facts["names"]),
        clients=facts["clients"],
    )


@dataclass(frozen=True)
class Counted:
    """One invocation of a warm function: its answer and its usage."""

    answer: Any
    cpu_ms: float
    wall_ms: float
    calls: tuple[Mapping[str, Any], ...]
    log: str
    peak_mib: float = 0.0
    """The most memory of its process until then."""
    pushes: int = 0

    @property
    def log_bytes(self) -> int:
        return len(self.log.encode())

    def of(self, service: str) -> list[Mapping[str, Any]]:
        return [call for call in self.calls if call["service"] == service]

    @property
    def read_units(self) -> float:
        return sum(float(call["read_units"]) for call in self.calls)

    @property
    def write_units(self) -> float:
        return sum(float(call["write_units"]) for call in self.calls)


class Worker:
    """A warm function in its own process that counts its calls (worker_child.py)."""

    def __init__(self, row: Row, path: Sequence[Path], environment: Mapping[str, str]) -> None:
        self.name = row.name
        command = [
            sys.executable, "-I", "-S", "-B",
            str(_HERE / "worker_child.py"), ":".join(map(str, path)), row.handler, str(row.timeout_s),
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def call(self, event: Any) -> Counted:
        """Invoke the function once. Raises BenchError when its process has ended."""
        given, taken = self._pipes()
        given.write(json.dumps(event) + "\n")
        given.flush()
        line = taken.readline()
        if not line:
            raise BenchError(f"{self.name} ended with {self._process.wait()}")
        facts = json.loads(line)
        if "answer" not in facts:  # a line of its log, from before its first event
            raise BenchError(f"{self.name} did not start: {line}")
        return Counted(
            facts["answer"],
            facts["cpu_ms"],
            facts["wall_ms"],
            tuple(facts["calls"]),
            facts["log"],
            facts["peak_kib"] / 1024,
        )

    def end(self) -> None:
        for pipe in self._pipes():
            pipe.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise BenchError(f"{self.name} has no pipes")
        return self._process.stdin, self._process.stdout
