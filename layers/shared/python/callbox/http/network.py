"""The network that a request came from, under which attempts are counted.

CloudFront writes the viewer's address into a header of its own. It is believed only beside CloudFront's secret:
`X-Forwarded-For` and the like can be written by any client.
"""

from ipaddress import ip_address, ip_network
from typing import Any

from callbox.http.edge import came_through
from callbox.http.requests import Request

VIEWER_HEADER = "x-callbox-viewer-address"
DIRECT = "direct"
"""The one network of all callers that did not come through the site."""
_IPV6_PREFIX = 64
"""What one customer of a provider is given; the rest of an address is theirs to choose."""


def network_of(request: Request[Any]) -> str:
    """Return an IPv4 address, an IPv6 network, or DIRECT."""
    if not came_through(request.headers):
        return DIRECT
    try:
        address = ip_address(request.header(VIEWER_HEADER) or "")
    except ValueError:
        return DIRECT
    return str(address if address.version == 4 else ip_network((address.packed, _IPV6_PREFIX), strict=False))
