"""Check whether a request came through the site's CloudFront, which adds a secret header to each request."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from callbox.config import origin_rule
from callbox.domain.errors import Refused

ORIGIN_HEADER = "x-callbox-origin"


def must_have_come_through(headers: Mapping[str, str]) -> None:
    """Raise Refused `cross_site` for a request that bypasses CloudFront, if the stage requires it.

    Header names are in lower case.
    """
    if origin_rule().is_required and not came_through(headers):
        raise Refused("cross_site", "Use our site's address.")


def came_through(headers: Mapping[str, str]) -> bool:
    """Return whether the headers (names in lower case) hold one of CloudFront's secrets."""
    given = sha256(headers.get(ORIGIN_HEADER, "").encode("utf-8", "surrogatepass")).hexdigest()
    return any(hmac.compare_digest(given, accepted) for accepted in origin_rule().secret_hashes)
