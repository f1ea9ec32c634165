"""Requests that come through the site's CloudFront from a viewer's address."""

from hashlib import sha256

import pytest

from callbox import config

_SECRET = "the origin's secret"


def come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the functions know CloudFront by its secret, from now on."""
    monkeypatch.setenv("ORIGIN_SECRET_HASHES", sha256(_SECRET.encode()).hexdigest())
    config.origin_rule.cache_clear()


def from_network(address: str) -> dict[str, str]:
    """Return the headers that CloudFront adds to a request from this address."""
    return {"X-Callbox-Origin": _SECRET, "X-Callbox-Viewer-Address": address}
