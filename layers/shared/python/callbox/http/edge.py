"""The edge: whether a request came through the site's CloudFront, and from which network.

CloudFront adds a secret header to all that it passes on, and the viewer's address in a header that it overwrites. An
address is believed only beside the secret: `X-Forwarded-For` and the like can be written by anybody.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from callbox.config import origin_rule
from callbox.domain.errors import Refused

ORIGIN_HEADER = "x-callbox-origin"
VIEWER_HEADER = "x-callbox-viewer-address"
DIRECT = "direct"
"""The network of those who did not come through the site, all of them one."""
_IPV6_PREFIX = 64
"""What one customer of a provider is given; the rest of an address is theirs to choose."""


def must_have_come_through(headers: Mapping[str, str]) -> None:
    """Refuse, with `cross_site`, whoever comes around CloudFront, where the stage demands it. Names in lower case."""
    if origin_rule().is_required and not _came_through(headers):
        raise Refused("cross_site", "This can only be reached at our site's address.")


def network(headers: Mapping[str, str]) -> str:
    """Return what attempts are counted under: an IPv4 address, an IPv6 network, or DIRECT."""
    # where attempts are counted, and in no other cold start
    from ipaddress import ip_address, ip_network  # noqa: PLC0415

    if not _came_through(headers):
        return DIRECT
    try:
        address = ip_address(headers.get(VIEWER_HEADER, ""))
    except ValueError:
        return DIRECT
    return str(address if address.version == 4 else ip_network((address.packed, _IPV6_PREFIX), strict=False))


def _came_through(headers: Mapping[str, str]) -> bool:
    given = sha256(headers.get(ORIGIN_HEADER, "").encode("utf-8", "surrogatepass")).hexdigest()
    return any(hmac.compare_digest(given, accepted) for accepted in origin_rule().secret_hashes)
