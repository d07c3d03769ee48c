"""Two seats at a real hub, paired with bytes that mean nothing: to the hub they are bytes either way."""

import json
import os
from typing import Any

from overture.core import encoding
from tests.hostility.conftest import posted, started
from tests.hostility.raw import Raw


def b64(data: bytes) -> str:
    return encoding.encode(data)


def pause_id() -> str:
    return b64(os.urandom(16))


def paired_seats(url: str) -> tuple[Any, Any]:
    """Both seats, confirmed and ready."""
    a = started(url)
    b = posted(url, f"/join/{a['locator']}", {})
    m2 = os.urandom(146)
    with Raw(url) as mia, Raw(url) as sam:
        mia.enter(a)
        sam.enter(b)
        for phone, do, fields in (
            (mia, "offer", {"m1": b64(os.urandom(98))}),
            (sam, "reply", {"m2": b64(m2)}),
            (mia, "answer", {"m2": encoding.digest(m2), "m3": b64(os.urandom(64))}),
            (sam, "confirm", {}),
            (mia, "ready", {}),
            (sam, "ready", {}),
        ):
            phone.send_json({"id": 1, "do": do, **fields})
            while "view" in (said := phone.receive_json()):
                pass
            assert said == {"ack": 1}, said
    return a, b


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
