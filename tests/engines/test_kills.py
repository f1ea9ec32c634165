"""The killer kills only workers that wait at a point, and each function in its turn."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.engines.gate import gate
from tests.engines.killer import LEAST, OF_KILLS, Kills
from tests.engines.workers import Workers
from tests.simulator_processes import RunningPaystack, running_paystack, running_textverified
from tests.waiting import PATIENCE_S, wait_for

_ASKS = "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[2], headers={'Authorization': sys.argv[3]}))"


@contextmanager
def asking(state: Path, function: str, paystack: RunningPaystack) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process of a function that verifies a payment."""
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

            assert mine.wait(PATIENCE_S) == -9
            assert other.poll() is None
            [(function, point)] = kills.done
            assert function == "settle_deposit"
            assert point.startswith("GET /transaction/verify")
            assert (kills.of.total(), kills.spared) == (1, 1)


def test_a_call_whose_worker_has_gone_is_not_counted_as_a_kill(tmp_path: Path) -> None:
    with running_paystack() as paystack, running_textverified() as supplier:
        kills = Kills({"paystack_url": paystack.url, "textverified_url": supplier.url}, Workers(tmp_path))
        kills.strike()
        with asking(tmp_path, "settle_deposit", paystack) as mine:
            wait_for(lambda: paystack.control("GET", "/__control/held")["held"])
            mine.kill()
            mine.wait()
            kills.strike()

        assert kills.of.total() == 0
        assert requests.get(paystack.url + "/__control/health", timeout=PATIENCE_S).ok


@pytest.fixture
def cloud() -> Iterator[tuple[str, list[str]]]:
    """A cloud that answers every call, and the list of the bodies that it got."""
    got: list[str] = []

    class Cloud(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cloud)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def send(url: str, call: str) -> requests.Response:
    return requests.post(url, data=call, headers={"X-Amz-Target": f"DynamoDB_20120810.{call}"}, timeout=PATIENCE_S)


def test_the_gate_forwards_calls_and_reports_each_write_before_and_after_it(cloud: tuple[str, list[str]]) -> None:
    reported: list[str] = []

    def tell(_port: int, point: str) -> bool:
        reported.append(f"{point}, {len(cloud[1])} passed")
        return False

    with gate(cloud[0], tell) as url:
        answers = [send(url, call) for call in ("GetItem", "TransactWriteItems")]

    assert [answer.text for answer in answers] == ["{}", "{}"]
    assert cloud[1] == ["GetItem", "TransactWriteItems"]
    assert reported == [
        "TransactWriteItems (before its work), 1 passed",
        "TransactWriteItems (after its work), 2 passed",
    ]


@pytest.mark.parametrize(("moment", "passed"), [("before", []), ("after", ["SendMessage"])])
def test_a_worker_killed_at_the_gate_gets_no_answer(
    cloud: tuple[str, list[str]], moment: str, passed: list[str]
) -> None:
    with (
        gate(cloud[0], lambda _port, point: moment in point) as url,
        pytest.raises(requests.ConnectionError),
    ):
        send(url, "SendMessage")

    assert cloud[1] == passed


def test_a_function_that_was_killed_too_seldom_is_named(tmp_path: Path) -> None:
    kills = Kills({}, Workers(tmp_path), of=Counter(LEAST) - Counter(settle_deposit=1))

    assert kills.missing(OF_KILLS) == ["settle_deposit killed 4 of 5 times"]
    assert kills.missing(OF_KILLS // 5) == []
