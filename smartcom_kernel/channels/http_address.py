"""Addresses that may be called over HTTP, and those that are kept out: what lies inside our own network.

A name is looked up once, all its addresses are judged, and the connection goes to a judged one. So a name that answers
differently the second time (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from smartcom_kernel.core.errors import DeliveryError, SetupError

LIKE_A_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
"""Last part of a host that old programs read as an IPv4 address: ``2130706433``, ``0x7f.1``, ``127.1``."""
NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?\.?", re.IGNORECASE)
PUBLIC_V6 = ip_network("2000::/3")
"""All that is global unicast (RFC 4291, 2.4); outside lie v4-mapped addresses and NAT64's 64:ff9b::/96."""
NOT_CALLED = [ip_network(n) for n in ("2001::/32", "2002::/16", "192.88.99.0/24", "192.0.0.0/24", "100.64.0.0/10")]
"""Teredo and 6to4 (RFC 4380, RFC 7526), behind which any IPv4 address can be meant; protocol assignments, among which
clouds keep secrets (RFC 6890); addresses that providers share (RFC 6598). Python's own tables differ by its version."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet: neither private, local, shared, reserved nor multicast."""
    if address.version == 6 and address not in PUBLIC_V6:
        return False
    left_out = any(address in network for network in NOT_CALLED)
    return address.is_global and not (left_out or address.is_multicast or address.is_reserved)


def checked_url(text: str, *, allow_local: bool = False) -> httpx.URL:
    """The address of a service, once its form is plain: ``https``, a host name or an IP address, no login.

    Args:
        text: As it was written.
        allow_local: Whether ``http`` may be said, which is then spoken to this machine only.

    Raises:
        ValueError: It is of another form.
    """
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):  # what they say may hold a login
        raise ValueError("the address must be like https://api.esp.example/messages") from None
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        raise ValueError(
            "the address must be plain ASCII without spaces and backslashes; write xn--… for other letters"
        )
    if url.scheme != "https" and not (allow_local and url.scheme == "http"):
        raise ValueError("the address must begin with https://")
    if url.userinfo or url.fragment:
        raise ValueError("the address must hold neither a login nor a #; secrets stand in the environment")
    if _literal(host) is None and (
        LIKE_A_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) or not NAME.fullmatch(host)
    ):
        raise ValueError(f"{host!r} is neither the name of a host nor an IP address in its usual form")
    return url


def address_of(url: httpx.URL, *, allow_local: bool = False) -> str:
    """The IP address to connect to, once all that the host's name leads to are judged.

    Args:
        url: As `checked_url` gives it.
        allow_local: Whether this machine may be called, and over ``http`` only this machine.

    Raises:
        SetupError: One of them is not of the public internet.
        DeliveryError: Retryable: the name cannot be looked up.
    """
    host = url.raw_host.decode("ascii")
    found = _addresses(host, url.port or (443 if url.scheme == "https" else 80))
    local = allow_local and all(address.is_loopback for address in found)
    if not local and (url.scheme == "http" or not all(map(is_public, found))):
        raise SetupError(f"{host} leads to an address that is not of the public internet: it is not called")
    return str(found[0])


def _addresses(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    literal = _literal(host)
    if literal is not None:
        return [literal]
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DeliveryError(f"{host} cannot be looked up: {error}", code="dns", retryable=True) from None
    if not rows:
        raise DeliveryError(f"{host} has no address", code="dns", retryable=True)
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
