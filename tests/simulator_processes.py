"""Starts the simulators as processes, for tests that need Paystack, the supplier or a push service.

`with running_paystack() as paystack:` and `with running_textverified() as supplier:` give an object with `url`, the
credentials and `control(method, path, body)`. Further keyword arguments become command-line options
(`webhook_retry_s=[0.05]` is `--webhook-retry-s 0.05`). Leaving the block stops the process and raises when it did
not stop cleanly or wrote to stderr: warnings are errors there too.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.waiting import PATIENCE_S

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class RunningSimulator:
    """A simulator that is listening."""

    url: str
    process: subprocess.Popen[str]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its answer. Raises when it is refused."""
        answer = requests.request(method, self.url + path, json=body, timeout=PATIENCE_S)
        answer.raise_for_status()
        return answer.json()


@dataclass(frozen=True)
class RunningPaystack(RunningSimulator):
    """A Paystack, with the key that opens it and signs its events."""

    secret_key: str


@dataclass(frozen=True)
class RunningTextVerified(RunningSimulator):
    """A TextVerified, with one account's credentials."""

    api_key: str
    username: str
    webhook_secret: str


@contextmanager
def running_paystack(secret_key: str = "sk_test_simulated", **options: Any) -> Iterator[RunningPaystack]:
    """Run a Paystack on a free port for the length of the block."""
    with _running("infra.local.simulators.paystack", {"secret_key": secret_key, **options}) as (url, process):
        yield RunningPaystack(url, process, secret_key)


@contextmanager
def running_textverified(
    api_key: str = "simulated-api-key",
    username: str = "operator@callbox.example",
    webhook_secret: str = "whsec_simulated",
    **options: Any,
) -> Iterator[RunningTextVerified]:
    """Run a TextVerified on a free port for the length of the block."""
    credentials = {"api_key": api_key, "username": username, "webhook_secret": webhook_secret}
    with _running("infra.local.simulators.textverified", {**credentials, **options}) as (url, process):
        yield RunningTextVerified(url, process, api_key, username, webhook_secret)


@contextmanager
def running_push_service() -> Iterator[RunningSimulator]:
    """Run a push service on a free port for the length of the block."""
    with _running("infra.local.simulators.push_service", {}) as (url, process):
        yield RunningSimulator(url, process)


@contextmanager
def _running(module: str, options: dict[str, Any]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-W", "error", "-m", module, "--port", "0", *_as_arguments(options)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=complaints, text=True)
        try:
            yield _listening_url(process, complaints), process
        finally:
            _stop(process)
        said = _read(complaints)
        if process.returncode != 0 or said:
            raise AssertionError(f"{module} ended with {process.returncode} and said:\n{said}")


def _as_arguments(options: dict[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if isinstance(value, (list, tuple)):
            yield option
            yield from map(str, value)
        elif value is not None:
            yield f"{option}={value}"  # a random key may begin with a dash


def _listening_url(process: subprocess.Popen[str], complaints: Any) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
    line = process.stdout.readline() if ready else ""
    if not line:
        raise AssertionError(f"{process.args!r} does not listen:\n{_read(complaints)}")
    return str(json.loads(line)["url"])


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _read(complaints: Any) -> str:
    complaints.seek(0)
    return str(complaints.read())
