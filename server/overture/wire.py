"""What the hub says on the socket, as text frames (docs/protocol.md, "Socket")."""

from collections.abc import Mapping
from typing import Any

import msgspec

from overture import boxes
from overture.texts import catalogue

AWAY = '{"away":true}'


def sentence(code: str, language: str) -> str:
    """What a code that the hub answers with means, and what to do."""
    return catalogue(language, "refusals")[code]


def encoded(value: Any) -> bytes:
    return msgspec.json.encode(value)


def view(body: bytes, carried: Mapping[str, bytes], html: bytes | None, build: str | None) -> str:
    """`body` and `html` are JSON already, so that they are made once for all sockets that get them."""
    # Digests and boxes are base64url: nothing in them needs escaping.
    named = ",".join([f'"{digest}":"{boxes.encode(box)}"' for digest, box in carried.items()])
    parts = ['{"view":', body.decode(), ',"boxes":{', named, "}"]
    if build is not None:
        parts += [',"build":', encoded(build).decode()]
    if html is not None:
        parts += [',"html":', html.decode()]
    parts.append("}")
    return "".join(parts)


def ack(n: int) -> str:
    return f'{{"ack":{n}}}'


def refused(n: int, code: str, language: str) -> str:
    return encoded({"refused": n, "code": code, "message": sentence(code, language)}).decode()


def box(n: int, digest: str, data: bytes) -> str:
    return encoded({"box": digest, "data": boxes.encode(data), "ack": n}).decode()


def gone(code: str, language: str) -> str:
    return encoded({"gone": {"code": code, "message": sentence(code, language)}}).decode()


def error(code: str, message: str) -> str:
    return encoded({"error": {"code": code, "message": message}}).decode()
