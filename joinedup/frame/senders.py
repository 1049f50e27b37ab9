"""Whoever sends something without an account, counted by the network that it came from, of which nothing is stored."""

import hashlib
from datetime import date
from ipaddress import ip_address, ip_network


def network(address: str) -> str:
    """What a sender is counted by: an address, of version 6 the network that one household is given.

    >>> network("2001:db8:1:2:aaaa::1"), network("203.0.113.9")
    ('2001:db8:1:2::/64', '203.0.113.9')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def sender(address: str, day: date, secret: str) -> str:
    """A day's mark of a network address: the same all day, another tomorrow, and no way back to the address."""
    return hashlib.sha256(f"{secret}\n{day.isoformat()}\n{address}".encode()).hexdigest()
