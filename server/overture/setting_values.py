"""What settings consist of, and how each kind is read from the text that somebody has set."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overture.engine_address import AddressError, address_of

Reader = Callable[[str, str], Any]
"""Reads a value, given the name of its setting and the text. Raises SettingsError."""

REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "redis+cluster://", "rediss+cluster://")
LOG_LEVELS = ("debug", "info", "warning", "error")
_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([0-9]{1,5}))?/?")
_LONGEST_NUMBER = 12
"""Digits."""
_MOST = 10**9
"""Times or seconds of a rate."""
_DEFAULT_PORTS = {"https": 443, "http": 80}
ANY_ORIGIN = "*"
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


class SettingsError(ValueError):
    """A setting that cannot be used. The message is for the person who set it: it names the setting, its value, and
    what would be right."""


@dataclass(frozen=True)
class Rate:
    """A limit of `times` in each window of `seconds`."""

    times: int
    seconds: int


@dataclass(frozen=True)
class Link:
    """A help link that the operator of the hub offers."""

    label: str
    url: str


@dataclass(frozen=True)
class Listen:
    """An address to listen on.

    Args:
        host: A numeric address, or "localhost".
        port: The port of the first worker. Each further one has the next.
    """

    host: str
    port: int


def _wrong(name: str, must: str, value: str) -> SettingsError:
    return SettingsError(f"{name} must be {must}, but is '{value}'")


def number(low: int, high: int) -> Reader:
    """Return a reader of a whole number between `low` and `high`."""

    def read(name: str, value: str) -> int:
        found = _whole(value, low, high)
        if found is None:
            raise _wrong(name, f"a number between {low} and {high}", value)
        return found

    return read


def _whole(text: str, low: int, high: int) -> int | None:
    """The number, if it is one in ASCII digits and between the two; Python reads other digits too, and none of 4300."""
    is_one = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_one and low <= int(text) <= high else None


def host(name: str, value: str) -> str:
    """Read an address or name of this machine."""
    bare = value.strip("[]").lower()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        if _NAME.fullmatch(bare):
            return bare
    raise _wrong(name, "an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0", value)


def listen(name: str, value: str) -> Listen:
    """Read a numeric address with a port."""
    host, _, port = value.rpartition(":")
    bare = host.strip("[]").lower()
    # Workers may have the 63 ports after it.
    found = _whole(port, 1, 65_472)
    if found is None or not (bare == "localhost" or _ip(bare)):
        raise _wrong(name, "a numeric address and a port up to 65472, such as 127.0.0.1:9100 or [::1]:9100", value)
    return Listen(bare, found)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_private(host: str) -> bool:
    """Return whether others cannot reach an address from outside."""
    address = _ip(host)
    return address is None or (address.is_private and not address.is_unspecified)


def yes(name: str, value: str) -> bool:
    """Read yes or no."""
    if value.lower() not in {"yes", "no"}:
        raise _wrong(name, "yes or no", value)
    return value.lower() == "yes"


def redis_url(name: str, value: str) -> str:
    """Read the URL of an engine. No message repeats it."""
    if not value.startswith(REDIS_SCHEMES):
        # The value may hold a password, so it is not repeated.
        raise SettingsError(f"{name} must begin with one of {', '.join(REDIS_SCHEMES)}")
    try:
        address_of(value)
    except AddressError as error:
        raise SettingsError(f"{name} must be {error}") from None
    except OSError as error:
        raise SettingsError(f"{name} names a certificate that cannot be used ({type(error).__name__})") from None
    return value


def host_name(text: str) -> str | None:
    """Return a host name or address as it is compared, or None if it is none."""
    return text.lower() if _NAME.fullmatch(text.lower()) else None


def origin(address: str) -> str | None:
    """Return an address as browsers write the origin of its pages, or None if no page there can be trusted.

    Over plain http anybody on the way could change a page, so http counts on this machine alone.

    Args:
        address: Such as "https://pages.example.org"; a slash at its end is allowed.

    Source: RFC 6454, section 6.2.
    """
    found = _ORIGIN.fullmatch(address.strip().lower())
    if found is None:
        return None
    scheme, host, port = found[1], found[2], int(found[3] or _DEFAULT_PORTS[found[1]])
    ip = _ip(host.strip("[]"))
    if host.startswith("["):
        if ip is None:
            return None
        host = f"[{ip.compressed}]"
    if not 0 < port <= 65_535 or (scheme == "http" and not (host == "localhost" or (ip and ip.is_loopback))):
        return None
    return f"{scheme}://{host}" if port == _DEFAULT_PORTS[scheme] else f"{scheme}://{host}:{port}"


def page_origin(text: str) -> str | None:
    """Return the origin of pages, or the word for any of them; None if it is neither."""
    return ANY_ORIGIN if text == ANY_ORIGIN else origin(text)


def network(text: str) -> str | None:
    """Return an address or a network as a network, or None if it is none."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        return None


def path(name: str, value: str) -> Path:
    """Read the path of a folder that may be made."""
    if not _has_home(value):
        raise _wrong(name, "the path of a folder, with ~ only for somebody whom this machine knows", value)
    return Path(value).expanduser()


def folder(name: str, value: str) -> Path:
    """Read the path of a folder that exists."""
    folder = Path(value).expanduser() if _has_home(value) else None
    if folder is None or not folder.is_dir():
        raise _wrong(name, "a folder that exists", value)
    return folder


def _has_home(value: str) -> bool:
    """Whether a `~` in front of a path can be told: the machine may not know the person."""
    try:
        Path(value).expanduser()
    except RuntimeError:
        return False
    return True


def link(text: str) -> Link | None:
    """Return a link with its label, or None if it is none."""
    label, equals, url = (side.strip() for side in text.partition("="))
    is_link = label and equals and url.startswith(("https://", "http://", "tel:", "mailto:"))
    return Link(label, url) if is_link else None


def contact(text: str) -> str | None:
    """Return an address at which somebody can be reached, or None if it is none."""
    # RFC 9116, section 2.5.3. What is not printable could begin another line of the file.
    is_contact = text.startswith(("mailto:", "https://", "tel:")) and re.fullmatch(r"[!-~]+", text)
    return text if is_contact else None


def listed(one: Callable[[str], Any], must: str) -> Reader:
    """Return a reader of several values, separated by commas.

    Args:
        one: Reads one of them, and returns None if it cannot be used.
        must: What they have to be.
    """

    def read(name: str, value: str) -> tuple[Any, ...]:
        found = tuple(one(part) for part in (each.strip() for each in value.split(",")) if part)
        if None in found:
            raise _wrong(name, must, value)
        return found

    return read


names = listed(host_name, "names without scheme and port, separated by commas, such as notes.example.org")
networks = listed(network, "addresses or networks separated by commas, such as 10.0.0.2, 172.16.0.0/12")
links = listed(link, "links separated by commas, each like 'Name = https://example.org'")
contacts = listed(contact, "addresses separated by commas, such as mailto:me@example.org or https://...")
origins = listed(
    page_origin,
    "addresses without a path, such as https://pages.example.org, separated by commas, or * for any (http only on this "
    "machine)",
)


def log_level(name: str, value: str) -> str:
    """Read the level of messages."""
    if value.lower() not in LOG_LEVELS:
        raise _wrong(name, f"one of {', '.join(LOG_LEVELS)}", value)
    return value.lower()


def rate(name: str, value: str) -> Rate:
    """Read a number of times per number of seconds."""
    times, seconds = (_whole(part, 1, _MOST) for part in value.partition("/")[::2])
    if times is None or seconds is None:
        raise _wrong(name, "a number of times per number of seconds, such as 10/60", value)
    return Rate(times, seconds)
