"""A new cloud with all functions for each test; Paystack and TextVerified as processes, reset for each test."""

import json
from collections.abc import Iterator

import pytest

from ops.keys import new_key_pair
from tests.functions.cloud import ENVIRONMENT, Cloud, running_cloud
from tests.functions.counting import watch_calls
from tests.functions.customers import PASSWORD, Customer, World, forget_caches
from tests.functions.lambdas import Lambdas
from tests.functions.log import Log
from tests.functions.permits import watch_session
from tests.functions.pushes import SOME_KEY
from tests.open_sockets import OpenSockets, open_sockets
from tests.simulator_processes import (
    RunningPaystack,
    RunningTextVerified,
    running_paystack,
    running_textverified,
)

KID = "key-1"


@pytest.fixture(scope="session")
def paystack_process() -> Iterator[RunningPaystack]:
    with running_paystack() as paystack:
        yield paystack


@pytest.fixture(scope="session")
def textverified_process() -> Iterator[RunningTextVerified]:
    with running_textverified(code_after=-1) as supplier:
        yield supplier


@pytest.fixture(scope="session")
def key_pair() -> tuple[str, str]:
    """A private key and its public half, as PEM."""
    pair = new_key_pair()
    return pair.private_key_pem, pair.public_key_pem


@pytest.fixture
def paystack(paystack_process: RunningPaystack) -> RunningPaystack:
    paystack_process.control("POST", "/__control/reset")
    return paystack_process


@pytest.fixture
def supplier(textverified_process: RunningTextVerified) -> RunningTextVerified:
    textverified_process.control("POST", "/__control/reset")
    return textverified_process


@pytest.fixture
def cloud(
    monkeypatch: pytest.MonkeyPatch,
    paystack: RunningPaystack,
    supplier: RunningTextVerified,
    key_pair: tuple[str, str],
) -> Iterator[Cloud]:
    """An empty cloud with its secrets, and the environment that every function has."""
    private_key, public_key = key_pair
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PAYSTACK_URL", paystack.url)
    monkeypatch.setenv("TEXTVERIFIED_URL", supplier.url)
    monkeypatch.setenv("JWT_PUBLIC_KEYS", json.dumps({KID: public_key}))
    monkeypatch.setenv("PUSH_PUBLIC_KEY", SOME_KEY)
    watch_session()
    watch_calls()
    with running_cloud() as cloud:
        # all functions share one composition here; what each may send, its row says (permits.py)
        monkeypatch.setenv("PUSHES_QUEUE_URL", cloud.queue_urls["pushes"])
        forget_caches()
        cloud.put_secret("jwt_signing_key", {"kid": KID, "private_key_pem": private_key})
        cloud.put_secret("paystack", {"secret_key": paystack.secret_key})
        cloud.put_secret("payers", {"hmac_key": "a key of the tests"})
        cloud.put_secret(
            "textverified",
            {
                "api_key": supplier.api_key,
                "username": supplier.username,
                "webhook_secret": supplier.webhook_secret,
            },
        )
        yield cloud
        forget_caches()


@pytest.fixture
def log(
    capsys: pytest.CaptureFixture[str],
    paystack: RunningPaystack,
    supplier: RunningTextVerified,
    key_pair: tuple[str, str],
) -> Iterator[Log]:
    """What the functions log in this test; at its end, every line is checked for secrets."""
    log = Log(capsys)
    log.keep_out(PASSWORD, paystack.secret_key, supplier.api_key, supplier.webhook_secret, key_pair[0])
    yield log
    log.check()


@pytest.fixture(scope="session")
def sockets_server() -> Iterator[OpenSockets]:
    with open_sockets() as server:
        yield server


@pytest.fixture
def sockets(sockets_server: OpenSockets, lambdas: Lambdas) -> OpenSockets:
    """The open sockets of customers' pages."""
    sockets_server.reset()
    lambdas.live_connections_url = sockets_server.url
    return sockets_server


@pytest.fixture
def lambdas(cloud: Cloud, log: Log) -> Lambdas:
    return Lambdas(cloud, log)


@pytest.fixture
def world(lambdas: Lambdas, cloud: Cloud, paystack: RunningPaystack, supplier: RunningTextVerified, log: Log) -> World:
    """An open shop: Discord is for sale."""
    world = World(lambdas, cloud, paystack, supplier, log)
    world.open_shop()
    return world


@pytest.fixture
def ada(world: World) -> Customer:
    return world.customer()


@pytest.fixture
def bob(world: World) -> Customer:
    """Another customer."""
    return world.customer()
