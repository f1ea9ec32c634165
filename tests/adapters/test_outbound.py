"""Requests to a supplier go only to its base URL, and answers have a maximum size."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from callbox.adapters.answers import Answer, NoAnswerError, NotSentError
from callbox.adapters.outbound import Outbound
from tests.adapters.unreachable import refusing_url

LIMIT_BYTES = 5_000_000


@contextmanager
def answering(
    body: bytes = b"{}", *, status: int = 200, location: str = "", tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Run a server that gives every request one answer; yield its URL and the `Authorization` of each request."""
    seen: list[str] = []

    class OneAnswer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing about a client that hangs up."""

    with Quiet(("127.0.0.1", 0), OneAnswer) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


def ask(url: str) -> Answer:
    headers = {"Authorization": "Bearer ours"}
    return Outbound(url).call("GET", "/transaction?id=1", read_timeout_s=5, headers=headers)


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return a server's TLS settings with a certificate for 127.0.0.1 that no authority vouches for."""
    key, name, now = Ed25519PrivateKey.generate(), x509.Name([]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .sign(key, None)
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + certificate.public_bytes(Encoding.PEM))
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    settings.load_cert_chain(folder / "server.pem")
    return settings


def test_an_answer_names_its_request_without_the_query() -> None:
    with answering(b'{"a": 1}', status=418) as (url, _):
        answer = ask(url)

    assert (answer.request, answer.status, answer.body) == ("GET /transaction", 418, b'{"a": 1}')


def test_proxies_from_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering() as (url, seen), refusing_url() as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

        ask(url)

    assert seen == ["Bearer ours"]


def test_a_netrc_file_does_not_replace_our_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    with answering() as (url, seen):
        ask(url)

    assert seen == ["Bearer ours"]


def test_a_redirect_is_not_followed() -> None:
    with answering() as (elsewhere, seen), answering(status=302, location=elsewhere) as (url, _):
        assert ask(url).status == 302

    assert seen == []


def test_a_server_whose_certificate_no_authority_signed_gets_no_key(tmp_path: Path) -> None:
    with answering(tls=self_signed(tmp_path)) as (url, seen), pytest.raises((NotSentError, NoAnswerError)):
        ask(url)

    assert seen == []


def test_an_answer_has_a_maximum_size() -> None:
    with answering(b" " * LIMIT_BYTES) as (url, _):
        assert len(ask(url).body) == LIMIT_BYTES

    with answering(b" " * (LIMIT_BYTES + 1)) as (url, _), pytest.raises(NoAnswerError, match="above"):
        ask(url)
