"""The network and the place that a request came from. Attempts are counted per network; places are only shown.

Our function at CloudFront writes the viewer's address and place into headers of their own, in place of what a client
wrote there. We trust them only together with CloudFront's secret: any client can write `X-Forwarded-For` and the like.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from callbox.domain.account_log import Origin
from callbox.domain.places import place_name
from callbox.http.edge import came_through
from callbox.http.requests import Request

if TYPE_CHECKING:
    from callbox.domain.account_log import Actor
    from callbox.domain.identity import UserId
    from callbox.services.sessions import SignedIn

VIEWER_HEADER = "x-callbox-viewer-address"
CITY_HEADER, COUNTRY_HEADER = "x-callbox-viewer-city", "x-callbox-viewer-country"
DIRECT = "direct"
"""The network of all callers that did not come through the site."""
_IPV6_PREFIX = 64
"""The prefix that a provider gives one customer, who chooses the rest of the address."""


def viewer_address(request: Request[Any]) -> IPv4Address | IPv6Address | None:
    """Return the address that CloudFront saw; None for a request that did not come through the site."""
    if not came_through(request.headers):
        return None
    try:
        return ip_address(request.header(VIEWER_HEADER) or "")
    except ValueError:
        return None


def network_of(request: Request[Any]) -> str:
    """Return an IPv4 address, an IPv6 network, or DIRECT."""
    address = viewer_address(request)
    if address is None:
        return DIRECT
    return str(address if address.version == 4 else ip_network((address.packed, _IPV6_PREFIX), strict=False))


def origin_of(request: Request[Any], signed_in: SignedIn | None = None) -> Origin:
    """Return who acts: the session of the request, or the one that it has just begun."""
    if signed_in:
        return Origin(signed_in.user_id, "session", signed_in.family_id, _written(request))
    return Origin(request.user_id, "session", request.claims.session, _written(request))


def origin_by(actor: Actor, request: Request[Any], user_id: UserId) -> Origin:
    """Return who acts where there is no session: for example, the holder of a link that was mailed to the user."""
    return Origin(user_id, actor, None, _written(request))


def _written(request: Request[Any]) -> str | None:
    address = viewer_address(request)
    return str(address) if address else None


def place_of(request: Request[Any]) -> str:
    """Return roughly where a request came from, such as "Lagos, Nigeria"; empty when unknown. Holds no address."""
    if not came_through(request.headers):
        return ""
    return place_name(request.header(CITY_HEADER) or "", request.header(COUNTRY_HEADER) or "")
