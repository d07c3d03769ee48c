"""What the hub says on the socket, as text frames (docs/protocol.md, "Socket")."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from overture import boxes
from overture.render import client_folder

AWAY = '{"away":true}'


@cache
def refusals() -> Mapping[str, str]:
    """The sentence for every code that the hub may answer with."""
    source = client_folder() / "static" / "locales" / "en" / "refusals.json"
    sentences: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return sentences


def sentence(code: str) -> str:
    return refusals()[code]


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


def refused(n: int, code: str) -> str:
    return encoded({"refused": n, "code": code, "message": sentence(code)}).decode()


def box(n: int, digest: str, data: bytes) -> str:
    return encoded({"box": digest, "data": boxes.encode(data), "ack": n}).decode()


def gone(code: str) -> str:
    return encoded({"gone": {"code": code, "message": sentence(code)}}).decode()


def error(code: str, message: str) -> str:
    return encoded({"error": {"code": code, "message": message}}).decode()
