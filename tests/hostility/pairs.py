"""What two seats say at a hub, and what it answers."""

import json
import os
from typing import Any

from overture.core import encoding
from tests.support.raw import Raw


def b64(data: bytes) -> str:
    return encoding.encode(data)


def pause_id() -> str:
    return b64(os.urandom(16))


def until_answered(phone: Raw, n: int = 1) -> Any:
    """The answer to command n, or {"gone": ...}. Views on the way go into the phone's `views`."""
    while "view" in (said := phone.receive_json()):
        phone.views.append(said["view"])
    assert n in (said.get("ack"), said.get("refused")) or "gone" in said, said
    return said


def at_once(*commands: tuple[Raw, dict[str, Any]]) -> list[Any]:
    """Say all of them before hearing an answer to any."""
    for phone, command in commands:
        phone.send_json({"id": 1, **command})
    return [until_answered(phone) for phone, _ in commands]


def ask(page: Raw, path: str, body: bytes = b"{}") -> None:
    """Send a POST on a connection that stays open; `told` reads the answer."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {page.host}", "Content-Type: application/json"]
    page.send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body)


def parsed(page: Raw) -> tuple[int, Any]:
    status = page.status()
    length = next(int(line.split(b":")[1]) for line in page.head.lower().split(b"\r\n") if b"content-length" in line)
    return status, json.loads(page.take(length))
