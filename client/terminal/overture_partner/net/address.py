"""The address of a hub, as a person types it."""

import ipaddress
from urllib.parse import urlsplit

from overture_partner.errors import PartnerError


def parse_base_url(text: str) -> str:
    """Parses the address of a hub as a person types it.

    Without a scheme, https is meant, or http on this machine. What follows the host is dropped, as a link may hold half
    of a code.

    Args:
        text: What was typed.

    Returns:
        "http://host:port" or "https://host", without a path.

    Raises:
        PartnerError: "bad-address".
    """
    text = text.strip()
    if "://" not in text:
        text = ("http://" if is_loopback(urlsplit(f"//{text}").hostname or "") else "https://") + text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise PartnerError("bad-address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise PartnerError("bad-address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Tells whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
