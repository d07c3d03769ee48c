"""The address of this machine on its network, and a QR code of it for phones."""

import io
import socket

import segno


def address_on_the_network() -> str | None:
    """Return the address under which other machines of the network reach this one.

    Nothing is sent to find it out.

    Returns:
        An IPv4 address, or None without a network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only chooses a route. 192.0.2.0/24 is for documentation (RFC 5737).
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def qr_code(url: str) -> str:
    """Return a QR code of a URL as text, to be scanned from a terminal."""
    drawn = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(drawn, compact=True, border=2)
    return drawn.getvalue()
