"""The settings of a hub, and the only module that reads the environment.

`docs/operating.md` has the table for people who run a hub.
"""

import dataclasses
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overture.engine_address import AddressError, address_of
from overture.secret_files import SUFFIX, SecretFileError, read_secret

_Reader = Callable[[str, str], Any]

BUILTIN_QUESTIONS = Path(__file__).parent / "questions" / "builtin"
"""The question sets that come with the product."""
REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "redis+cluster://", "rediss+cluster://")
SECRETS = ("REDIS_URL",)
"""The settings that may hold a secret, and that NAME_FILE may give instead of NAME."""
LOG_LEVELS = ("debug", "info", "warning", "error")

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


@dataclass(frozen=True)
class Settings:
    """All settings of a hub.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        data_dir: Where the private engine keeps its data.
        redis_url: URL of the engine (`engine_address`), or None for a private one.
        workers: How many processes serve.
        allowed_hosts: Names of the hub besides those of this machine.
        trusted_proxies: Networks of proxies whose X-Forwarded-For is believed.
        questions_dir: Folder of question sets.
        operator: Who runs the hub, for its pages.
        help_links: Links on the help page.
        log_level: Level of the hub's own messages.
        engine_memory: Memory of the private engine, in megabytes.
        own_engine: Whether `redis_url` is that of the hub's private engine.
        rate_start: Sessions that a caller may start, in each process.
        rate_join: Requests to join or to move that a caller may send, in each process.
        rate_locator: Requests to join with one locator, in each process.
        rate_unknown: Wrong locators from all callers, in each process.
        rate_commands: Commands that a socket may send.
        max_sockets: Open sockets of a caller, in each process.
        metrics: Where the workers' metrics can be read, if anywhere.
        metrics_anywhere: Whether that may be an address that others can reach.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    # No traceback and no assertion may print it, as it may hold a password.
    redis_url: str | None = field(default=None, repr=False)
    workers: int = 1
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    questions_dir: Path = BUILTIN_QUESTIONS
    operator: str = ""
    help_links: tuple[Link, ...] = ()
    log_level: str = "warning"
    engine_memory: int = 256
    own_engine: bool = False
    rate_start: Rate = Rate(10, 60)
    rate_join: Rate = Rate(10, 60)
    rate_locator: Rate = Rate(60, 60)
    rate_unknown: Rate = Rate(120, 60)
    rate_commands: Rate = Rate(60, 3)
    max_sockets: int = 200
    metrics: Listen | None = None
    metrics_anywhere: bool = False

    @property
    def listens_beyond_this_machine(self) -> bool:
        """Whether other machines can reach the hub directly."""
        return not is_loopback(self.host)

    @property
    def listens_everywhere(self) -> bool:
        """Whether the hub listens on all addresses of this machine."""
        return self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to


def is_loopback(host: str) -> bool:
    """Return whether a name or address is that of this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(
    environ: Mapping[str, str] | None = None,
    *,
    host: str | None = None,
    port: str | None = None,
    workers: str | None = None,
) -> Settings:
    """Read the settings from the environment.

    Args:
        environ: The variables, by default those of this process.
        host: HOST from the command line, which precedes the environment. Likewise `port` and `workers`.

    Raises:
        SettingsError: If a value cannot be used.
    """
    source = dict(os.environ if environ is None else environ)
    chosen = {"HOST": host, "PORT": port, "WORKERS": workers}
    source.update({name: value for name, value in chosen.items() if value is not None})
    given = {name: value.strip() for name, value in source.items() if value.strip()}
    values = {to: read(name, given[name]) for name, (to, read) in _READERS.items() if name in given}
    settings = dataclasses.replace(Settings(), **values, **_secrets(given))
    if settings.metrics is not None and not (settings.metrics_anywhere or _is_private(settings.metrics.host)):
        raise SettingsError(
            f"METRICS must have a private address, but is '{given['METRICS']}'. Whoever reaches it can read how busy "
            "the hub is. If that is meant, set METRICS_ANYWHERE to yes."
        )
    return settings


def _secrets(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what is given in files, by its name in `Settings`. Raises SettingsError."""
    found = {}
    for name in SECRETS:
        try:
            value = read_secret(name, given)
        except SecretFileError as error:
            raise SettingsError(str(error)) from None
        if value is not None:
            to, read = _READERS[name]
            found[to] = read(f"The content of {name}{SUFFIX}", value)
    return found


def _wrong(name: str, must: str, value: str) -> SettingsError:
    return SettingsError(f"{name} must be {must}, but is '{value}'")


def _number(low: int, high: int) -> _Reader:
    def read(name: str, value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise _wrong(name, f"a number between {low} and {high}", value)
        return int(value)

    return read


def _host(name: str, value: str) -> str:
    bare = value.strip("[]").lower()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        if _NAME.fullmatch(bare):
            return bare
    raise _wrong(name, "an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0", value)


def _listen(name: str, value: str) -> Listen:
    host, _, port = value.rpartition(":")
    bare = host.strip("[]").lower()
    # Workers may have the 63 ports after it.
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= 65_472) or not (bare == "localhost" or _ip(bare)):
        raise _wrong(name, "a numeric address and a port up to 65472, such as 127.0.0.1:9100 or [::1]:9100", value)
    return Listen(bare, int(port))


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_private(host: str) -> bool:
    address = _ip(host)
    return address is None or (address.is_private and not address.is_unspecified)


def _yes(name: str, value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise _wrong(name, "yes or no", value)
    return value.lower() == "yes"


def _redis_url(name: str, value: str) -> str:
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


def _names(name: str, value: str) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    for each in names:
        if not _NAME.fullmatch(each):
            raise _wrong(name, "names without scheme and port, separated by commas, such as notes.example.org", value)
    return names


def _networks(name: str, value: str) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_network(part.strip())) for part in value.split(",") if part.strip())
    except ValueError:
        must = "addresses or networks separated by commas, such as 10.0.0.2, 172.16.0.0/12"
        raise _wrong(name, must, value) from None


def _folder(name: str, value: str) -> Path:
    folder = Path(value).expanduser()
    if not folder.is_dir():
        raise _wrong(name, "a folder that exists", value)
    return folder


def _links(name: str, value: str) -> tuple[Link, ...]:
    links = []
    for part in filter(None, (each.strip() for each in value.split(","))):
        label, equals, url = (side.strip() for side in part.partition("="))
        if not (label and equals and url.startswith(("https://", "http://", "tel:", "mailto:"))):
            raise _wrong(name, "links separated by commas, each like 'Name = https://example.org'", value)
        links.append(Link(label, url))
    return tuple(links)


def _log_level(name: str, value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise _wrong(name, f"one of {', '.join(LOG_LEVELS)}", value)
    return value.lower()


def _rate(name: str, value: str) -> Rate:
    times, slash, seconds = value.partition("/")
    if not (slash and times.isdigit() and seconds.isdigit() and int(times) > 0 and int(seconds) > 0):
        raise _wrong(name, "a number of times per number of seconds, such as 10/60", value)
    return Rate(int(times), int(seconds))


_READERS: dict[str, tuple[str, _Reader]] = {
    "HOST": ("host", _host),
    "PORT": ("port", _number(1, 65535)),
    "DATA_DIR": ("data_dir", lambda _, value: Path(value).expanduser()),
    "REDIS_URL": ("redis_url", _redis_url),
    "WORKERS": ("workers", _number(1, 64)),
    "ALLOWED_HOSTS": ("allowed_hosts", _names),
    "TRUSTED_PROXIES": ("trusted_proxies", _networks),
    "QUESTIONS_DIR": ("questions_dir", _folder),
    "OPERATOR": ("operator", lambda _, value: value),
    "HELP_LINKS": ("help_links", _links),
    "LOG_LEVEL": ("log_level", _log_level),
    "ENGINE_MEMORY": ("engine_memory", _number(16, 1_048_576)),
    "RATE_START": ("rate_start", _rate),
    "RATE_JOIN": ("rate_join", _rate),
    "RATE_LOCATOR": ("rate_locator", _rate),
    "RATE_UNKNOWN": ("rate_unknown", _rate),
    "RATE_COMMANDS": ("rate_commands", _rate),
    "MAX_SOCKETS": ("max_sockets", _number(1, 1_000_000)),
    "METRICS": ("metrics", _listen),
    "METRICS_ANYWHERE": ("metrics_anywhere", _yes),
}
