"""A private cloud for a test run: ministack on a free loopback port, which keeps nothing after it ends.

Used where concurrency matters: its DynamoDB is correct under threads, and moto's is not.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import PATIENCE_S

_STOP_TIMEOUT_S = 10


@contextmanager
def ministack(program: Sequence[str] = ("-m", "ministack"), **settings: str) -> Iterator[str]:
    """Run a server and yield its address.

    `program` is what Python runs, `settings` are further environment variables of ministack. It binds only to
    127.0.0.1, keeps nothing, and is stopped with all its child processes.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ministack-") as directory:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "PERSIST_STATE": "0",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": directory,
            **settings,
        }
        log = Path(directory, "ministack.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *program],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=directory,
                start_new_session=True,
            )
        try:
            _wait_until_ready(process, address, log)
            yield address
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"ministack ended at its start:\n{log.read_text(errors='replace')[-4000:]}")
        try:
            with urllib.request.urlopen(f"{address}/_ministack/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(f"ministack did not answer within {PATIENCE_S:.0f} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the whole process group: with SIGTERM first, so that it closes its workers, then with SIGKILL."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            continue
    process.wait(_STOP_TIMEOUT_S)
