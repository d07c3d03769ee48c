"""How often somebody may do something, and how much of it at a time.

The counts live in this process and nowhere else: not even a hash of an address ever reaches the engine or a disk. So a
limit holds per process, and a hub with several workers is that much more generous.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Iterable

from starlette.requests import HTTPConnection

from overture.settings import Rate

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_KEYS = 50_000
"""Counts kept at once. Beyond that all are forgotten: who has that many addresses is not held up by a limit anyway."""


class Limit:
    """At most `rate.times` per key in each stretch of `rate.seconds`."""

    def __init__(self, rate: Rate, secret: bytes, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._secret = secret
        self._clock = clock
        self._stretch = -1
        self._counts: dict[bytes, int] = {}

    def allows(self, key: str) -> bool:
        """Count one more for `key`, and say whether it is within the rate."""
        stretch = int(self._clock()) // self._rate.seconds
        if stretch != self._stretch or len(self._counts) >= MAX_KEYS:
            self._stretch = stretch
            self._counts.clear()
        name = _name(self._secret, key)
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name] <= self._rate.times


class Places:
    """At most `most` per key at a time."""

    def __init__(self, most: int, secret: bytes) -> None:
        self._most = most
        self._secret = secret
        self._taken: dict[bytes, int] = {}

    def take(self, key: str) -> bytes | None:
        """A place for `key`, to be given back; None if all are taken."""
        name = _name(self._secret, key)
        taken = self._taken.get(name, 0)
        if taken >= self._most:
            return None
        self._taken[name] = taken + 1
        return name

    def give_back(self, place: bytes) -> None:
        left = self._taken.pop(place) - 1
        if left:
            self._taken[place] = left


def _name(secret: bytes, key: str) -> bytes:
    return hmac.digest(secret, key.encode(), hashlib.sha256)[:16]


def new_secret() -> bytes:
    """The secret of this boot, under which addresses are counted."""
    return secrets.token_bytes(32)


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


def caller_of(connection: HTTPConnection, trusted: tuple[Network, ...]) -> str:
    """Whose request or socket this is, as `caller` tells it."""
    client = connection.client.host if connection.client is not None else ""
    forwarded = [
        address.strip()
        for line in connection.headers.getlist("x-forwarded-for")
        for address in line.split(",")
        if address.strip()
    ]
    return caller(client, forwarded, trusted)


def caller(client: str, forwarded: list[str], trusted: tuple[Network, ...]) -> str:
    """Whose request this is: an IPv4 address, or the /64 network of an IPv6 one.

    `client` is the other end of the connection, `forwarded` the addresses of X-Forwarded-For from left to right. They
    are believed only as far as trusted proxies put them there, read from the right.
    """
    chain = [*forwarded, client]
    while len(chain) > 1 and _trusted(chain[-1], trusted):
        chain.pop()
    return _network(chain[-1])


def _trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted if network.version == parsed.version)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
