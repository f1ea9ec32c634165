"""The network that a request came from. Attempts are counted per network.

CloudFront writes the viewer's address into its own header. We trust that header only together with CloudFront's secret:
any client can write `X-Forwarded-For` and the like.
"""

from ipaddress import ip_address, ip_network
from typing import Any

from callbox.http.edge import came_through
from callbox.http.requests import Request

VIEWER_HEADER = "x-callbox-viewer-address"
DIRECT = "direct"
"""The network of all callers that did not come through the site."""
_IPV6_PREFIX = 64
"""The prefix that a provider gives one customer, who chooses the rest of the address."""


def network_of(request: Request[Any]) -> str:
    """Return an IPv4 address, an IPv6 network, or DIRECT."""
    if not came_through(request.headers):
        return DIRECT
    try:
        address = ip_address(request.header(VIEWER_HEADER) or "")
    except ValueError:
        return DIRECT
    return str(address if address.version == 4 else ip_network((address.packed, _IPV6_PREFIX), strict=False))
