"""Secrets are read from Parameter Store when needed, cached for five minutes, and never quoted."""

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from callbox.adapters import aws
from callbox.adapters.secrets import KEPT_FOR_S, ParameterStore, UnusableSecretError
from callbox.domain.errors import Unavailable

REGION = "eu-west-1"
VALUE = "sk_test_do_not_show_me"


class Cloud:
    """A Parameter Store, as an operator sees it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = aws.client("ssm", region=REGION, endpoint_url=url)

    def put(self, text: str) -> str:
        """Store a secret under a new name and return the name."""
        name = f"/callbox/test/{uuid4()}"
        self.change(name, text)
        return name

    def change(self, name: str, text: str) -> None:
        self._client.put_parameter(Name=name, Value=text, Type="SecureString", Overwrite=True)


class Timer:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.elapsed_s = 0.0

    def __call__(self) -> float:
        return self.elapsed_s


@pytest.fixture
def cloud(ministack_url: str) -> Cloud:
    return Cloud(ministack_url)


def reader(cloud: Cloud, timer: Timer | None = None) -> ParameterStore:
    return ParameterStore(region=REGION, endpoint_url=cloud.url, elapsed_s=timer or Timer())


def test_a_secret_is_an_object_of_texts(cloud: Cloud) -> None:
    name = cloud.put(json.dumps({"secret_key": VALUE, "webhook_secret": "whsec_x"}))

    assert reader(cloud).read(name) == {"secret_key": VALUE, "webhook_secret": "whsec_x"}
    assert reader(cloud).read_field(name, "secret_key") == VALUE


def test_a_rotated_secret_takes_effect_after_five_minutes(cloud: Cloud) -> None:
    timer = Timer()
    secrets = reader(cloud, timer)
    name = cloud.put(json.dumps({"secret_key": "old"}))
    assert secrets.read_field(name, "secret_key") == "old"

    cloud.change(name, json.dumps({"secret_key": "new"}))

    timer.elapsed_s = KEPT_FOR_S - 1
    assert secrets.read_field(name, "secret_key") == "old"
    timer.elapsed_s = KEPT_FOR_S
    assert secrets.read_field(name, "secret_key") == "new"


def test_an_older_value_serves_while_the_store_refuses() -> None:
    timer = Timer()
    held = {"Parameter": {"Value": json.dumps({"secret_key": "old"})}}
    with answering((200, held), (400, {"__type": "ThrottlingException", "message": "Rate exceeded"})) as url:
        secrets = ParameterStore(region=REGION, endpoint_url=url, elapsed_s=timer)
        secrets.read("/callbox/test/paystack")

        timer.elapsed_s = KEPT_FOR_S

        assert secrets.read_field("/callbox/test/paystack", "secret_key") == "old"
        with pytest.raises(Unavailable):
            secrets.read("/callbox/test/never-read")


def test_secrets_are_kept_apart(cloud: Cloud) -> None:
    secrets = reader(cloud)
    first, second = (cloud.put(json.dumps({"secret_key": value})) for value in ("one", "two"))

    assert [secrets.read_field(name, "secret_key") for name in (first, second, first)] == ["one", "two", "one"]


def test_a_missing_secret_is_named_with_instructions(cloud: Cloud) -> None:
    with pytest.raises(UnusableSecretError, match=r"/callbox/nowhere/paystack.*`make run`.*README"):
        reader(cloud).read("/callbox/nowhere/paystack")


@pytest.mark.parametrize("text", [VALUE, f'["{VALUE}"]', f'{{"{VALUE}": 7}}', f'{{"secret_key": "{VALUE}"'])
def test_a_secret_of_another_form_is_named_and_not_quoted(cloud: Cloud, text: str) -> None:
    name = cloud.put(text)

    with pytest.raises(UnusableSecretError) as refusal:
        reader(cloud).read(name)

    assert name in str(refusal.value)
    assert VALUE not in str(refusal.value)


@pytest.mark.parametrize("fields", [{}, {"secret_key": ""}, {"other": "x"}])
def test_a_missing_or_empty_field_is_an_error(cloud: Cloud, fields: dict[str, str]) -> None:
    name = cloud.put(json.dumps(fields))

    with pytest.raises(UnusableSecretError, match="'secret_key'"):
        reader(cloud).read_field(name, "secret_key")


@pytest.mark.parametrize(
    ("status", "code", "expected", "says"),
    [
        (400, "AccessDeniedException", UnusableSecretError, r"/callbox/test/paystack.*infra/functions.yaml"),
        (400, "InvalidKeyId", UnusableSecretError, "InvalidKeyId"),
        (400, "ThrottlingException", Unavailable, ""),
        (503, "ServiceUnavailable", Unavailable, ""),
    ],
)
def test_a_refusal_tells_a_configuration_error_from_an_outage(
    status: int, code: str, expected: type[Exception], says: str
) -> None:
    with answering((status, {"__type": code, "message": "No."})) as url:
        secrets = ParameterStore(region=REGION, endpoint_url=url)

        with pytest.raises(expected) as refusal:
            secrets.read("/callbox/test/paystack")

    assert re.search(says, str(refusal.value))


def test_no_request_is_sent_before_a_secret_is_needed() -> None:
    ParameterStore(region=REGION, endpoint_url="http://127.0.0.1:9")


def test_a_silent_parameter_store_is_unavailable_and_not_a_missing_secret() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # not listening: connections are refused
        secrets = ParameterStore(region=REGION, endpoint_url=f"http://127.0.0.1:{closed.getsockname()[1]}")

        with pytest.raises(Unavailable):
            secrets.read("/callbox/test/paystack")


@contextmanager
def answering(*answers: tuple[int, Mapping[str, object]]) -> Iterator[str]:
    """Run a server that gives these answers, the last of them on and on: ministack cannot refuse when asked to."""
    left = list(answers)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, body = left.pop(0) if len(left) > 1 else left[0]
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
