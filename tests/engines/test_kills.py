"""The killer of workers meets whoever is kept waiting at a point, and nobody else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.engines.kills import Kills
from tests.engines.workers import Workers
from tests.simulator_processes import RunningPaystack, running_paystack, running_textverified, wait_for

_ASKS = "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[2], headers={'Authorization': sys.argv[3]}))"


@contextmanager
def asking(state: Path, function: str, paystack: RunningPaystack) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of a function, by its command line, that verifies a payment."""
    home = f"{state}/tmp/ministack-lambda-callbox-local-{function}-x1"
    command = [sys.executable, "-c", _ASKS, home, f"{paystack.url}/transaction/verify/D-1", paystack.secret_key]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_only_the_worker_that_waits_at_a_point_is_killed(tmp_path: Path) -> None:
    with running_paystack() as paystack, running_textverified() as supplier:
        kills = Kills({"paystack_url": paystack.url, "textverified_url": supplier.url}, Workers(tmp_path))
        kills.strike()  # arms the points
        with asking(tmp_path, "settle_deposit", paystack) as mine, asking(tmp_path / "other", "x", paystack) as other:
            wait_for(lambda: len(paystack.control("GET", "/__control/held")["held"]) == 2)
            kills.strike()

            assert mine.wait(10) == -9
            assert other.poll() is None
            [where] = kills.done
            assert where.startswith("settle_deposit at GET /transaction/verify")
            assert (kills.done.total(), kills.spared) == (1, 1)


def test_a_call_that_nobody_waits_for_any_more_is_no_kill(tmp_path: Path) -> None:
    with running_paystack() as paystack, running_textverified() as supplier:
        kills = Kills({"paystack_url": paystack.url, "textverified_url": supplier.url}, Workers(tmp_path))
        kills.strike()
        with asking(tmp_path, "settle_deposit", paystack) as mine:
            wait_for(lambda: paystack.control("GET", "/__control/held")["held"])
            mine.kill()
            mine.wait()
            kills.strike()

        assert kills.done.total() == 0
        assert requests.get(paystack.url + "/__control/health", timeout=10).ok
