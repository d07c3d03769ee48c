"""The messages that the hub sends on a socket, as JSON text.

Source: docs/protocol.md, "Socket".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from overture.core import encoding
from overture.i18n import catalogue

AWAY = b'{"away":true}'


@dataclass(frozen=True, slots=True)
class Greeting:
    """The extra fields of the first view on a socket.

    Attributes:
        build: the name of the build of the hub's client.
        now: the time by the hub's clock, in seconds since 1970: a client's own clock may be wrong.
    """

    build: str
    now: int


def sentence(code: str, language: str) -> str:
    """The sentence for a code of the hub: what it means, and what to do."""
    return catalogue(language, "refusals")[code]


def encoded(value: Any) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)


def view(body: bytes, carried: Mapping[str, str], html: bytes | None, greeting: Greeting | None) -> bytes:
    """Return a view with its boxes.

    Args:
        body: the view as JSON, encoded once for all sockets of a seat.
        carried: digest of a box -> the box as base64url.
        html: the fragment as a JSON string; None for a client that draws by itself.
        greeting: for the first view of a socket.
    """
    parts = [b'{"view":', body, b',"boxes":{']
    between = b'"'
    for digest, box in carried.items():
        # Digests and boxes are base64url: nothing in them needs escaping.
        parts += (between, digest.encode(), b'":"', box.encode(), b'"')
        between = b',"'
    parts.append(b"}")
    if greeting is not None:
        parts += [b',"build":', encoded(greeting.build), b',"now":%d' % greeting.now]
    if html is not None:
        parts += [b',"html":', html]
    parts.append(b"}")
    return b"".join(parts)


def ack(n: int) -> bytes:
    """Return the acknowledgement of message number `n`."""
    return b'{"ack":%d}' % n


def refused(n: int, code: str, language: str) -> bytes:
    """Return the refusal of message number `n`, with the sentence of its code in a language."""
    return encoded({"refused": n, "code": code, "message": sentence(code, language)})


def box(n: int, digest: str, data: bytes) -> bytes:
    """Return the reply to fetch number `n`: the bytes of the box with this digest."""
    return encoded({"box": digest, "data": encoding.encode(data), "ack": n})


def gone(code: str, language: str) -> bytes:
    """Return the last message to a socket that has no seat, with the sentence of its code in a language."""
    return encoded({"gone": {"code": code, "message": sentence(code, language)}})


def error(code: str, message: str) -> bytes:
    """Return the reply to a message that cannot be read and has no number; `message` is a sentence in English."""
    return encoded({"error": {"code": code, "message": message}})
