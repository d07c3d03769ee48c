"""What the hub says on the socket, as text frames (docs/protocol.md, "Socket")."""

from collections.abc import Mapping
from typing import Any

import msgspec

from overture.core import encoding
from overture.i18n import catalogue

AWAY = b'{"away":true}'


def sentence(code: str, language: str) -> str:
    """What a code that the hub answers with means, and what to do."""
    return catalogue(language, "refusals")[code]


def encoded(value: Any) -> bytes:
    return msgspec.json.encode(value)


def view(body: bytes, carried: Mapping[str, str], html: bytes | None, build: str | None) -> bytes:
    """`body` and `html` are JSON already, so that they are made once for all sockets that get them.

    `carried`: digest of a box -> the box as base64url.
    """
    parts = [b'{"view":', body, b',"boxes":{']
    between = b'"'
    for digest, box in carried.items():
        # Digests and boxes are base64url: nothing in them needs escaping.
        parts += (between, digest.encode(), b'":"', box.encode(), b'"')
        between = b',"'
    parts.append(b"}")
    if build is not None:
        parts += [b',"build":', encoded(build)]
    if html is not None:
        parts += [b',"html":', html]
    parts.append(b"}")
    return b"".join(parts)


def ack(n: int) -> bytes:
    return b'{"ack":%d}' % n


def refused(n: int, code: str, language: str) -> bytes:
    return encoded({"refused": n, "code": code, "message": sentence(code, language)})


def box(n: int, digest: str, data: bytes) -> bytes:
    return encoded({"box": digest, "data": encoding.encode(data), "ack": n})


def gone(code: str, language: str) -> bytes:
    return encoded({"gone": {"code": code, "message": sentence(code, language)}})


def error(code: str, message: str) -> bytes:
    return encoded({"error": {"code": code, "message": message}})
