"""Where a request comes from: the peer, or what our own proxies say. No other place reads `X-Forwarded-For`."""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import request

from bot.services import services
from domain.vault import Purpose
from settings import Network

FORWARDED = ("X-Forwarded-For", "Forwarded")


def came_from() -> IPv4Address | IPv6Address:
    """The nearest address on the way here that is none of our proxies (`MBIU_PROXIES`).

    What stands further back in the header anybody may have written.
    """
    way = [hop for line in request.headers.getlist(FORWARDED[0]) for hop in line.split(",")]
    found = _address(request.remote_addr or "0.0.0.0")  # noqa: S104  nobody listens there: a request without a peer
    with suppress(ValueError):  # what cannot be read ends the way
        while way and any(found in network for network in services().settings.proxies):
            found = _address(way.pop())
    return found


def by_our_proxy(peer: str, proxies: Iterable[Network]) -> bool:
    """Whether the peer of a connection is one of our proxies."""
    try:
        return any(_address(peer) in network for network in proxies)
    except ValueError:
        return False


def at_this_machine() -> bool:
    """Whether the visitor sits at the machine itself: no proxy handed this on, whether or not we know it."""
    handed_on = any(name in request.headers for name in FORWARDED)
    return not handed_on and _address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104


def visitor(prefix: int = 64) -> bytes:
    """A lookup of where this request comes from. Whoever has one address of version 6 has all of its network."""
    address = came_from()
    network = ip_network(f"{address}/{prefix}", strict=False) if address.version == 6 else address
    return services().vault.lookup(str(network), Purpose.OFFICER)


def site() -> bytes:
    """The same of the widest network one customer is given: with 65,536 of the usual ones, each would leave a row."""
    return visitor(48)


def _address(text: str) -> IPv4Address | IPv6Address:
    """Raises `ValueError`."""
    address = ip_address(text.strip())
    return getattr(address, "ipv4_mapped", None) or address
