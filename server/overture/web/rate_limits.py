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


WIDER = 10
"""How many times as often as one /64 all of a /48 together may do something. Providers give a /48 to one customer, and
some give a /64 of it to each of many phones."""

Caller = tuple[str, ...]
"""Whose request it is, and then the wider network that it comes from, if there is one."""


class Limit:
    """At most `rate.times` per caller, and WIDER times as often for its wider network, in each stretch of
    `rate.seconds`."""

    def __init__(self, rate: Rate, secret: bytes, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._secret = secret
        self._clock = clock
        self._stretch = -1
        self._counts: dict[bytes, int] = {}

    def allows(self, *caller: str) -> bool:
        """Count one more, and say whether it is within the rate.

        What one caller does beyond its own rate is not counted for its wider network, as the others there would pay.
        """
        for name, times in self._most(caller):
            self._counts[name] = self._counts.get(name, 0) + 1
            if self._counts[name] > times:
                return False
        return True

    def is_used_up(self, *caller: str) -> bool:
        """Whether one more would be too many. Nothing is counted."""
        return any(self._counts.get(name, 0) >= times for name, times in self._most(caller))

    def _most(self, caller: Caller) -> list[tuple[bytes, int]]:
        """By what each of the caller's names is counted in this stretch, and how often it may."""
        stretch = int(self._clock()) // self._rate.seconds
        if stretch != self._stretch or len(self._counts) >= MAX_KEYS:
            self._stretch = stretch
            self._counts.clear()
        return [(_name(self._secret, key), times) for key, times in _shares(caller, self._rate.times)]


class Guesses:
    """Codes whose first half leads nowhere, from all callers together.

    More than `most.times` of them in a stretch are no slips of fingers any more. From then on whoever has been wrong in
    this stretch is not heard until the next, whatever code it is: that is decided before anything is looked up, so it
    tells nothing of the code. Whoever has made no mistake is heard at all times, so nobody can lock others out.
    """

    def __init__(self, most: Rate, secret: bytes, clock: Callable[[], float]) -> None:
        self._all = Limit(most, secret, clock)
        self._each = Limit(Rate(1, most.seconds), secret, clock)

    def hears(self, *caller: str) -> bool:
        return not (self._all.is_used_up("all") and self._each.is_used_up(*caller))

    def was_wrong(self, *caller: str) -> None:
        self._all.allows("all")
        self._each.allows(*caller)


class Places:
    """At most `most` per caller at a time, and WIDER times as many for its wider network."""

    def __init__(self, most: int, secret: bytes) -> None:
        self._most = most
        self._secret = secret
        self._taken: dict[bytes, int] = {}

    def take(self, *caller: str) -> tuple[bytes, ...] | None:
        """A place, to be given back; None if all are taken."""
        names = [(_name(self._secret, key), most) for key, most in _shares(caller, self._most)]
        if any(self._taken.get(name, 0) >= most for name, most in names):
            return None
        for name, _ in names:
            self._taken[name] = self._taken.get(name, 0) + 1
        return tuple(name for name, _ in names)

    def give_back(self, place: tuple[bytes, ...]) -> None:
        for name in place:
            left = self._taken.pop(name) - 1
            if left:
                self._taken[name] = left


def _shares(caller: Caller, own: int) -> list[tuple[str, int]]:
    """Each name of a caller and how much it may have."""
    return [(key, own * (WIDER if wider else 1)) for wider, key in enumerate(caller)]


def _name(secret: bytes, key: str) -> bytes:
    return hmac.digest(secret, key.encode(), hashlib.sha256)[:16]


def new_secret() -> bytes:
    """The secret of this boot, under which addresses are counted."""
    return secrets.token_bytes(32)


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


def caller_of(connection: HTTPConnection, trusted: tuple[Network, ...]) -> Caller:
    """Whose request or socket this is, as `caller` tells it."""
    client = connection.client.host if connection.client is not None else ""
    forwarded = [
        address.strip()
        for line in connection.headers.getlist("x-forwarded-for")
        for address in line.split(",")
        if address.strip()
    ]
    return caller(client, forwarded, trusted)


def caller(client: str, forwarded: list[str], trusted: tuple[Network, ...]) -> Caller:
    """Whose request this is: an IPv4 address, or the /64 network of an IPv6 one, and the /48 that it belongs to.

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


def _network(address: str) -> Caller:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ("unknown",)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return (str(parsed.ipv4_mapped),)
        return tuple(str(ipaddress.ip_network((parsed, bits), strict=False)) for bits in (64, 48))
    return (str(parsed),)
