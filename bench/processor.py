"""Processor time of the platform's processes, read from /proc: the Lambdas, the emulated cloud, the simulators.

A process that ended between two readings is missing, so each figure is a lower bound.
"""

import os
from collections.abc import Mapping
from pathlib import Path

_TICKS_A_S = os.sysconf("SC_CLK_TCK")
_KINDS = {"ministack-lambda-": "lambdas", "-m ministack": "emulated cloud", "infra.local.simulators": "suppliers"}


Clocks = Mapping[tuple[str, int], float]
"""Seconds of processor time so far, by kind and process; `all` is the whole machine."""


def clocks() -> Clocks:
    platform = os.getppid()  # infra.local.run, the common parent
    while platform > 1 and b"infra.local.run" not in _command(platform):
        platform = _parent(platform)
    parents = {int(path.name): _parent(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    used = {("all", 0): _busy_s()}
    for pid in parents:
        kind = next((kind for part, kind in _KINDS.items() if part.encode() in _command(pid)), None)
        if kind is not None and _descends(pid, platform, parents):
            used[kind, pid] = _used_s(pid)
    return used


def used_between(before: Clocks, after: Clocks) -> dict[str, float]:
    """Return the seconds used between two readings, by kind."""
    used = dict.fromkeys([*_KINDS.values(), "all"], 0.0)
    for (kind, pid), seconds in after.items():
        used[kind] += seconds - before.get((kind, pid), 0.0)
    return used


def _busy_s() -> float:
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (
        sum(map(int, fields)) - int(fields[3]) - int(fields[4])
    ) / _TICKS_A_S  # all except idle and waiting for disks


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        pid = parents.get(pid, 0)
    return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:  # it has ended
        return b""


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _used_s(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_S if fields else 0.0


def _fields(pid: int) -> list[str]:
    """Return the fields of /proc/<pid>/stat after the name (state, parent …); empty when the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
