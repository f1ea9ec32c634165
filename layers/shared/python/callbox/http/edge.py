"""The edge: whether a request came through the site's CloudFront, which adds a secret header to each."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from callbox.config import origin_rule
from callbox.domain.errors import Refused

ORIGIN_HEADER = "x-callbox-origin"


def must_have_come_through(headers: Mapping[str, str]) -> None:
    """Refuse, with `cross_site`, whoever comes around CloudFront, where the stage demands it. Names in lower case."""
    if origin_rule().is_required and not came_through(headers):
        raise Refused("cross_site", "This can only be reached at our site's address.")


def came_through(headers: Mapping[str, str]) -> bool:
    """Return whether the headers, named in lower case, hold a secret of CloudFront's."""
    given = sha256(headers.get(ORIGIN_HEADER, "").encode("utf-8", "surrogatepass")).hexdigest()
    return any(hmac.compare_digest(given, accepted) for accepted in origin_rule().secret_hashes)
