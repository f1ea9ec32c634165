"""Start, watch and end the processes of the local platform, so that none is ever left behind.

Each child leads a group of its own: a Ctrl-C at the keyboard reaches only us, we end the children in order, and
whatever a child started goes with its group. If we are killed outright, Linux ends the children for us.
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

READY_WITHIN_S = 60.0
# The emulated cloud writes its state when it is asked to end: give it the time.
END_WITHIN_S = 30.0
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A process of the platform ended or never answered; the text carries the end of its log."""


@dataclass
class Children:
    """The running children by name, in the order they were started."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: dict[str, Path] = field(default_factory=dict)

    def start(self, name: str, command: list[str], *, env: dict[str, str], cwd: Path, log: Path) -> None:
        """Start a child whose output goes to `log`, which begins anew."""
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
        """Raise ChildFailed if any child has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ChildFailed(f"{name} ended with code {process.returncode}\n{self._end_of_log(name)}")

    def end_all(self) -> None:
        """End every child, last started first: politely, then its whole group by force."""
        for process in reversed(self.running.values()):
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_S
        for name, process in reversed(self.running.items()):
            if not _has_ended(process, deadline):
                print(f"{name} did not end when asked and is ended by force", file=sys.stderr)
            _end_group(process)
        self.running.clear()

    def _end_of_log(self, name: str) -> str:
        lines = self.logs[name].read_text(errors="replace").splitlines()
        return "\n".join([f"the end of {self.logs[name]}:", *lines[-20:]])


def _has_ended(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Wait for the end without collecting the process: until then its number, and its group's, stay ours."""
    while process.returncode is None:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's group, workers of an ended cloud for instance, and collect the child."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
