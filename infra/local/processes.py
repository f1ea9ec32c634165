"""Start, watch and stop the processes of the local platform, and leave none behind.

Each child leads its own process group, so Ctrl-C reaches only the parent, which stops the children in order. The
processes that a child started are killed with its group. If the parent is killed, Linux kills the children.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

READY_WITHIN_S = 300.0  # for a busy machine; a child that ends is reported at once
# The emulated cloud needs time to save its state when it is stopped.
END_WITHIN_S = 30.0
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A process of the platform ended or did not answer. The text contains the end of its log."""


@dataclass
class Children:
    """The running children by name, in the order of their start."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: dict[str, Path] = field(default_factory=dict)

    def start(self, name: str, command: list[str], *, env: dict[str, str], cwd: Path, log: Path) -> None:
        """Start a child whose output goes to `log`, which is overwritten."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self.running[name] = subprocess.Popen(
                command,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run while we start children
            )
        self.logs[name] = log

    def await_answer(self, name: str, url: str) -> None:
        """Wait until the child answers `url` with any HTTP status. Raises ChildFailed."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            self.check()
            try:
                requests.get(url, timeout=2)
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return
        raise ChildFailed(f"{name} did not answer within {READY_WITHIN_S:.0f} s\n{self._end_of_log(name)}")

    def check(self) -> None:
        """Raise ChildFailed if a child has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ChildFailed(f"{name} ended with code {process.returncode}\n{self._end_of_log(name)}")

    def end_all(self) -> None:
        """Stop every child, last started first: SIGTERM, then SIGKILL for its whole group."""
        for process in reversed(self.running.values()):
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_S
        for name, process in reversed(self.running.items()):
            if not _has_ended(process, deadline):
                print(f"{name} did not stop on SIGTERM and is killed", file=sys.stderr)
            _end_group(process)
        self.running.clear()

    def _end_of_log(self, name: str) -> str:
        lines = self.logs[name].read_text(errors="replace").splitlines()
        return "\n".join([f"the end of {self.logs[name]}:", *lines[-20:]])


def _has_ended(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Wait for the end without reaping the process, so that its pid and group id are not reused."""
    while process.returncode is None:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the rest of a child's group, for example workers of the stopped cloud, and reap the child."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
