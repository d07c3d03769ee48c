"""The settings of a hub, and the only module that reads the environment.

`docs/operating.md` has the table for people who run a hub.
"""

import dataclasses
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overture import setting_values
from overture.secret_files import SUFFIX, read_secret
from overture.setting_values import Link, Listen, Rate, Reader, SettingsError, is_private

BUILTIN_QUESTIONS = Path(__file__).parent / "questions" / "builtin"
"""The question sets that come with the product."""
SECRETS = ("REDIS_URL",)
"""The settings that may hold a secret, and that NAME_FILE may give instead of NAME."""


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
        allowed_origins: Origins of pages, besides the hub's own, that may speak to it.
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
        security_contact: Addresses to which faults of security can be reported.
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
    allowed_origins: tuple[str, ...] = ()
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
    security_contact: tuple[str, ...] = ()
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
    values = {name.lower(): read(name, given[name]) for name, read in _READERS.items() if name in given}
    settings = dataclasses.replace(Settings(), **values, **_secrets(given))
    if settings.metrics is not None and not (settings.metrics_anywhere or is_private(settings.metrics.host)):
        raise SettingsError(
            f"METRICS must have a private address, but is '{given['METRICS']}'. Whoever reaches it can read how busy "
            "the hub is. If that is meant, set METRICS_ANYWHERE to yes."
        )
    return settings


def _secrets(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what is given in files, by its name in `Settings`. Raises SettingsError."""
    found = {}
    for name in SECRETS:
        value = read_secret(name, given)
        if value is not None:
            found[name.lower()] = _READERS[name](f"The content of {name}{SUFFIX}", value)
    return found


_READERS: dict[str, Reader] = {
    "HOST": setting_values.host,
    "PORT": setting_values.number(1, 65535),
    "DATA_DIR": setting_values.path,
    "REDIS_URL": setting_values.redis_url,
    "WORKERS": setting_values.number(1, 64),
    "ALLOWED_HOSTS": setting_values.names,
    "ALLOWED_ORIGINS": setting_values.origins,
    "TRUSTED_PROXIES": setting_values.networks,
    "QUESTIONS_DIR": setting_values.folder,
    "OPERATOR": lambda _, value: value,
    "HELP_LINKS": setting_values.links,
    "LOG_LEVEL": setting_values.log_level,
    "ENGINE_MEMORY": setting_values.number(16, 1_048_576),
    "RATE_START": setting_values.rate,
    "RATE_JOIN": setting_values.rate,
    "RATE_LOCATOR": setting_values.rate,
    "RATE_UNKNOWN": setting_values.rate,
    "RATE_COMMANDS": setting_values.rate,
    "MAX_SOCKETS": setting_values.number(1, 1_000_000),
    "SECURITY_CONTACT": setting_values.contacts,
    "METRICS": setting_values.listen,
    "METRICS_ANYWHERE": setting_values.yes,
}
"""How each setting is read. Its field of `Settings` has its name in lower case."""
