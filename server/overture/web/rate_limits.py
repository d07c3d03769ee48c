"""How often a caller may do something, and how many connections it may hold.

The counts live in this process and nowhere else: not even a hash of an address ever reaches the engine or a disk. So a
limit holds per process, and a hub with several workers is that much more generous.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from overture.setting_values import Rate

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_KEYS = 50_000
"""Counts kept at once. Beyond that all are cleared: a limit does not stop anybody who has that many addresses."""

WIDER = 10
"""How many times the limit of one /64 holds for all of a /48 together. Providers give a /48 to one customer, and some
give a /64 of it to each of many phones."""

Caller = tuple[str, ...]
"""Keys that a caller is counted under: its own address or network, then the wider network that it is in, if any."""

Slot = tuple[bytes, ...]
"""The keys, hashed, under which a connection is counted."""


class RateLimit:
    """A fixed-window limit: at most `rate.times` per caller, and WIDER times as many for its wider network, in each
    window of `rate.seconds`.

    Args:
        rate: Times and seconds.
        secret: Key of the hash under which callers are counted.
        clock: Returns seconds since the epoch.
    """

    def __init__(self, rate: Rate, secret: bytes, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._secret = secret
        self._clock = clock
        self._window = -1
        self.counts: dict[bytes, int] = {}
        """Times in the current window, by hashed key."""

    def allows(self, *caller: str) -> bool:
        """Count one more, and return whether it is within the limit.

        What one caller does beyond its own limit is not counted for its wider network: the others there would pay.
        """
        for key, times in self._limits_of(caller):
            self.counts[key] = self.counts.get(key, 0) + 1
            if self.counts[key] > times:
                return False
        return True

    def is_used_up(self, *caller: str) -> bool:
        """Return whether one more would be beyond the limit, without counting it."""
        return any(self.counts.get(key, 0) >= times for key, times in self._limits_of(caller))

    def _limits_of(self, caller: Caller) -> list[tuple[bytes, int]]:
        window = int(self._clock()) // self._rate.seconds
        if window != self._window or len(self.counts) >= MAX_KEYS:
            self._window = window
            self.counts.clear()
        return _shares(self._secret, caller, self._rate.times)


class GuessLimit:
    """A limit on wrong locators, from all callers together.

    More than `rate.times` of them in a window are no typing mistakes any more. From then on every caller that has been
    wrong in this window is refused until the next one, whatever code it sends: that is decided before anything is
    looked up, so it reveals nothing about the code. A caller that has made no mistake is never refused, so nobody can
    lock others out.

    Args:
        rate: Wrong locators and seconds.
        secret: Key of the hash under which callers are counted.
        clock: Returns seconds since the epoch.
    """

    def __init__(self, rate: Rate, secret: bytes, clock: Callable[[], float]) -> None:
        self._all = RateLimit(rate, secret, clock)
        self._each = RateLimit(Rate(1, rate.seconds), secret, clock)

    def allows(self, *caller: str) -> bool:
        """Return whether this caller may try a locator."""
        return not (self._all.is_used_up("all") and self._each.is_used_up(*caller))

    def count_wrong(self, *caller: str) -> None:
        """Count a locator that led nowhere."""
        self._all.allows("all")
        self._each.allows(*caller)


@dataclass(frozen=True)
class RateLimits:
    """The limits of the HTTP API.

    Args:
        start: Sessions that a caller may start.
        join: Requests to join, or to move to another phone, that a caller may send.
        locator: Requests to join with one locator, from all callers.
        guesses: Wrong locators.
    """

    start: RateLimit
    join: RateLimit
    locator: RateLimit
    guesses: GuessLimit


class ConnectionQuota:
    """At most `most` open connections per caller, and WIDER times as many for its wider network.

    Args:
        most: Connections.
        secret: Key of the hash under which callers are counted.
    """

    def __init__(self, most: int, secret: bytes) -> None:
        self._most = most
        self._secret = secret
        self.open: dict[bytes, int] = {}
        """Open connections, by hashed key."""

    def acquire(self, *caller: str) -> Slot | None:
        """Count one more connection.

        Returns:
            A slot to `release` when the connection is closed, or None if the caller has no more.
        """
        shares = _shares(self._secret, caller, self._most)
        if any(self.open.get(key, 0) >= most for key, most in shares):
            return None
        for key, _ in shares:
            self.open[key] = self.open.get(key, 0) + 1
        return tuple(key for key, _ in shares)

    def release(self, slot: Slot) -> None:
        """Count one connection less."""
        for key in slot:
            left = self.open.pop(key) - 1
            if left:
                self.open[key] = left


def _shares(secret: bytes, caller: Caller, own: int) -> list[tuple[bytes, int]]:
    """Each key of a caller, hashed, and its limit."""
    return [
        (hmac.digest(secret, key.encode(), hashlib.sha256)[:16], own * (WIDER if wider else 1))
        for wider, key in enumerate(caller)
    ]


def parse_networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Parse networks such as "10.0.0.0/8".

    Raises:
        ValueError: If one of them is no network.
    """
    return tuple(ipaddress.ip_network(name) for name in names)


def caller_of(connection: HTTPConnection, trusted: tuple[Network, ...]) -> Caller:
    """Return the caller of a request or socket, by its peer and its X-Forwarded-For headers (`resolve_caller`)."""
    client = connection.client.host if connection.client is not None else ""
    forwarded = [
        address.strip()
        for line in connection.headers.getlist("x-forwarded-for")
        for address in line.split(",")
        if address.strip()
    ]
    return resolve_caller(client, forwarded, trusted)


def resolve_caller(client: str, forwarded: list[str], trusted: tuple[Network, ...]) -> Caller:
    """Return the keys of the nearest address that is no trusted proxy.

    Args:
        client: The address of the peer.
        forwarded: The addresses of X-Forwarded-For from left to right. They are believed only as far as trusted
            proxies added them, read from the right.
        trusted: Networks of proxies.

    Returns:
        An IPv4 address; or the /64 network of an IPv6 address and the /48 that it is in; or "unknown".
    """
    chain = [*forwarded, client]
    while len(chain) > 1 and _is_in(chain[-1], trusted):
        chain.pop()
    return _keys(chain[-1])


def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks if network.version == parsed.version)


def _keys(address: str) -> Caller:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ("unknown",)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return (str(parsed.ipv4_mapped),)
        return tuple(str(ipaddress.ip_network((parsed, bits), strict=False)) for bits in (64, 48))
    return (str(parsed),)
