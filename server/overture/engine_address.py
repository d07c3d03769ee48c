"""The URL of an engine: where it is, how the connection is encrypted, and how a client authenticates.

The options have the names that redis-py gives them.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

Word = str | bytes | int
Command = tuple[Word, ...]

PORT = 6379
CLUSTER = "+cluster"
"""End of the scheme for a cluster. The URL names one of its nodes."""
OPTIONS = ("db", "ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile", "ssl_password", "ssl_cert_reqs",
           "ssl_check_hostname")  # fmt: skip
_CERTIFICATE = {"required": ssl.CERT_REQUIRED, "optional": ssl.CERT_OPTIONAL, "none": ssl.CERT_NONE}
_NO = ("0", "f", "false", "n", "no")


class AddressError(ValueError):
    """A URL that cannot be used. The message says what is expected, and repeats no value, as one may be a password."""


@dataclass(frozen=True)
class Address:
    """How to connect to an engine.

    Args:
        host: Host of a TCP connection.
        port: Port of a TCP connection.
        path: Path of a Unix socket, instead of host and port.
        tls: How the connection is encrypted, if it is.
        greeting: The commands that a new connection begins with: AUTH and SELECT.
    """

    host: str = "localhost"
    port: int = PORT
    path: str = ""
    tls: ssl.SSLContext | None = None
    greeting: tuple[Command, ...] = ()

    @property
    def host_port(self) -> str:
        """Host and port as "host:port", by which a cluster names its nodes."""
        return f"{self.host}:{self.port}"

    def at(self, host_port: str) -> "Address":
        """Return the address of another node of the same cluster, given as "host:port"."""
        host, _, port = host_port.rpartition(":")
        return replace(self, host=host, port=int(port))


def address_of(url: str) -> Address:
    """Parse the URL of an engine, or of a node of a cluster.

    Args:
        url: Such as `redis://user:password@host:6379/0`, `rediss://...`, `redis+cluster://...` or `unix:///path`.

    Raises:
        AddressError: If the URL cannot be used.
        OSError: If a certificate or key that it names cannot be read.
    """
    scheme, _, rest = url.partition("://")
    try:
        parts = urlsplit(f"{scheme.removesuffix(CLUSTER)}://{rest}")
        port = parts.port or PORT
    except ValueError:
        raise AddressError("an address with a port between 1 and 65535") from None
    options = dict(parse_qsl(parts.query))
    if unknown := [name for name in options if name not in OPTIONS]:
        if "@" in parts.query:
            # A password that holds a question mark ends up here, and a part of it would be named as an option.
            raise AddressError("an address whose password has %3F for '?', %23 for '#', %2F for '/' and %40 for '@'")
        raise AddressError(f"an address with no other options than {', '.join(OPTIONS)}, not '{unknown[0]}'")
    is_socket = parts.scheme == "unix"
    if is_socket and not parts.path:
        raise AddressError("an address with the path of a socket, such as unix:///run/engine.sock")
    database = options.get("db", "" if is_socket else parts.path.strip("/")) or "0"
    if not (database.isascii() and database.isdigit() and len(database) < 6):
        raise AddressError("an address whose database is a number, such as redis://store:6379/0")
    return Address(
        host=unquote(parts.hostname or "localhost"),
        port=port,
        path=unquote(parts.path) if is_socket else "",
        tls=_tls(options) if parts.scheme == "rediss" else None,
        greeting=_greeting(unquote(parts.username or ""), unquote(parts.password or ""), int(database)),
    )


def _greeting(user: str, password: str, database: int) -> tuple[Command, ...]:
    auth: tuple[Command, ...] = ()
    if user:
        auth = (("AUTH", user, password),)
    elif password:
        auth = (("AUTH", password),)
    return auth + ((("SELECT", database),) if database else ())


def _tls(options: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(
        cafile=options.get("ssl_ca_certs") or None, capath=options.get("ssl_ca_path") or None
    )
    wanted = options.get("ssl_cert_reqs", "required")
    if wanted not in _CERTIFICATE:
        raise AddressError(f"an address whose ssl_cert_reqs is one of {', '.join(_CERTIFICATE)}")
    checks = options.get("ssl_check_hostname", "true").lower() not in _NO
    # The name can be checked only where the certificate is.
    context.check_hostname = checks and wanted != "none"
    context.verify_mode = _CERTIFICATE[wanted]
    if "ssl_certfile" in options:
        context.load_cert_chain(
            options["ssl_certfile"], options.get("ssl_keyfile") or None, options.get("ssl_password") or None
        )
    return context
