"""Loopback, beyond which the sandbox neither listens unasked nor ever reaches."""

import ipaddress


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str | None) -> bool:
    """Whether a name or address is loopback's; a name that merely resolves to it is not."""
    if host is None or host == "localhost":
        return host is not None
    return is_address(host) and ipaddress.ip_address(host).is_loopback
