"""The seats of a conversation at a real hub, asked for as a phone does.

They are paired with bytes that mean nothing: to the hub they are bytes either way.
"""

import json
import os
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from overture.core import encoding
from tests.support.raw import Raw

HOURS = 12
"""For which the hub keeps it, as *Start a conversation* suggests."""


class Seats(NamedTuple):
    """Both seats as the hub has given them out, and what went from one to the other."""

    a: Any
    b: Any
    m2: bytes
    m3: bytes


def posted(url: str, path: str, body: object) -> Any:
    request = Request(url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return json.load(answer)


def started(url: str) -> Any:
    """Seat A of a new session with the suggested set."""
    with urlopen(f"{url}/questions") as answer:
        qhash = json.load(answer)[0]["qhash"]
    return {**posted(url, "/start", {"qhash": qhash, "hours": HOURS}), "qhash": qhash}


def paired(url: str, *, ready: bool = True) -> Seats:
    """Both seats of a new session, confirmed, and ready unless told otherwise."""
    a = started(url)
    b = posted(url, f"/join/{a['locator']}", {})
    m2, m3 = os.urandom(146), os.urandom(64)
    with Raw(url) as mia, Raw(url) as sam:
        mia.enter(a)
        sam.enter(b)
        _say(mia, "offer", m1=encoding.encode(os.urandom(98)))
        _say(sam, "reply", m2=encoding.encode(m2))
        _say(mia, "answer", m2=encoding.digest(m2), m3=encoding.encode(m3))
        _say(sam, "confirm")
        for phone in (mia, sam) if ready else ():
            _say(phone, "ready")
    return Seats(a, b, m2, m3)


def _say(phone: Raw, do: str, **fields: str) -> None:
    phone.send_json({"id": 1, "do": do, **fields})
    while "view" in (said := phone.receive_json()):
        pass
    assert said == {"ack": 1}, said


def paired_seats(url: str) -> tuple[Any, Any]:
    """Both seats, confirmed and ready."""
    a, b, *_ = paired(url)
    return a, b
