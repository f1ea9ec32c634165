"""The workers of the running platform: finds the one at the other end of a connection, and kills it."""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Worker:
    """One process that runs a function."""

    pid: int
    function: str

    def kill(self) -> bool:
        """Kill it with `kill -9`. Return False if it had already ended."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


class Workers:
    """The workers of the platform whose state is in a folder. No other process is ever found."""

    def __init__(self, state: Path) -> None:
        self._command = re.compile(re.escape(f"{state}/tmp/ministack-lambda-callbox-local-") + r"([a-z_]+)-")

    def at(self, client_port: int) -> Worker | None:
        """Return the worker that uses a local port, or None if it is not one of ours."""
        inode = _socket_of(client_port)
        return next((one for one in self._all() if inode is not None and _holds(one.pid, inode)), None)

    def _all(self) -> Iterator[Worker]:
        for process in _PROC.glob("[0-9]*"):
            try:
                found = self._command.search((process / "cmdline").read_bytes().decode(errors="replace"))
            except OSError:
                continue  # it has just ended
            if found is not None:
                yield Worker(int(process.name), found[1])


def _socket_of(port: int) -> str | None:
    """Return the inode of the socket that is bound to a port and connected."""
    for line in (_PROC / "net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == "01":
            return fields[9]
    return None


def _holds(pid: int, inode: str) -> bool:
    try:
        return any(_target(one) == f"socket:[{inode}]" for one in (_PROC / str(pid) / "fd").iterdir())
    except OSError:
        return False


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
