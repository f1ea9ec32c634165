"""Networks that requests come from, and the wider ones around them that are counted as well.

An IPv4 address stands for itself: thousands may share one behind a carrier. An IPv6 customer has at least a /64 and
often a /56 or a /48, and can send from every address in it, so the wider networks are counted with higher thresholds.
"""

from collections.abc import Mapping
from ipaddress import IPv6Network, ip_network
from typing import Literal

Width = Literal["narrow", "/56", "/48"]
"""`narrow`: an IPv4 address, an IPv6 /64, or any other name of a caller's network."""


def widths(network: str) -> Mapping[Width, str]:
    """Return the network itself and the wider ones around it, such as {"narrow": …, "/56": …, "/48": …}."""
    try:
        found = ip_network(network)
    except ValueError:
        return {"narrow": network}
    if not isinstance(found, IPv6Network) or found.prefixlen < 56:
        return {"narrow": network}
    return {"narrow": network, "/56": str(found.supernet(new_prefix=56)), "/48": str(found.supernet(new_prefix=48))}
