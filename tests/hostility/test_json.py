"""Messages that are JSON in name only, and commands about what is not there: each is answered, and changes nothing."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.hostility.pairs import pause_id
from tests.server.wired import World, b64, commit_box, slot, world
from tests.support.engines import Engine
from tests.support.hub import Hub
from tests.support.raw import Raw
from tests.support.seats import paired_seats

SAID = {
    "deep lists": (b"[" * 60_000, None),
    "deep objects": (b'{"a":' * 12_000, None),
    "deep, and closed again": (b'{"id":7,"do":"ready","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}", None),
    "a number of 60,000 digits": (b'{"id":7,"do":"prolong","until":' + b"9" * 60_000 + b"}", 7),
    "its own number of 60,000 digits": (b'{"id":' + b"9" * 60_000 + b',"do":"ready"}', None),
    "a number beyond all numbers": (b'{"id":1e999,"do":"ready"}', None),
    "a number with an exponent": (b'{"id":7,"do":"prolong","until":1e9}', 7),
    "NaN": (b'{"id":7,"do":"prolong","until":NaN}', None),
    "Infinity": (b'{"id":7,"do":"prolong","until":-Infinity}', None),
    "a text of 60,000 letters": (b'{"id":7,"do":"' + b"a" * 60_000 + b'"}', 7),
    "two commands": (b'{"id":7,"do":"ready","do":"end"}', 7),
    "two messages": (b'{"id":7,"do":"ready"}{"id":8,"do":"end"}', None),
    "__proto__": (b'{"id":7,"do":"ready","__proto__":{"role":"B"}}', 7),
    "constructor": (b'{"id":7,"do":"ready","constructor":{"prototype":{}}}', 7),
    "an escaped name": (b'{"id":7,"do":"ready","\\u005f_proto__":{}}', 7),
    "half a pair of surrogates": (b'{"id":7,"do":"\\ud800"}', None),
    "a byte order mark": (b'\xef\xbb\xbf{"id":7,"do":"ready"}', None),
    "comments": (b'{"id":7,/* */"do":"ready"}', None),
    "a comma too many": (b'{"id":7,"do":"ready",}', None),
    "single quotes": (b"{'id':7,'do':'scene'}", None),
    "a bare word": (b"ready", None),
    "a list": (b'["ready"]', None),
    "no number": (b'{"do":"ready"}', None),
    "number 0": (b'{"id":0,"do":"ready"}', None),
    "a number as text": (b'{"id":"7","do":"ready"}', None),
    "an unknown command": (b'{"id":7,"do":"grant"}', 7),
    "a command in capitals": (b'{"id":7,"do":"READY"}', 7),
    "the hub's own words": (b'{"id":7,"view":{},"ack":1}', 7),
    "somebody else's seat": (b'{"id":7,"do":"ready","role":"B"}', 7),
    "somebody else's session": (b'{"id":7,"do":"end","session":"x"}', 7),
}


@pytest.fixture(scope="module")
def seats(home: Hub) -> tuple[Any, Any]:
    return paired_seats(home.url)


@pytest.mark.parametrize("case", SAID)
def test_strange_json_is_refused_once_and_nothing_happens(home: Hub, seats: tuple[Any, Any], case: str) -> None:
    said, number = SAID[case]
    with Raw(home.url) as phone, Raw(home.url) as other:
        before = phone.enter(seats[0])
        phone.send_json(said)
        answer = phone.receive_json()
        assert answer.get("refused") == number
        assert (answer if number else answer["error"])["code"] == "bad-message"
        assert other.enter(seats[0]) == before


@pytest.mark.parametrize("twice", [b'"id":6,"id":7,"do":"ready"', b'"do":"ready","id":6,"id":7'])
def test_of_two_numbers_the_last_is_answered_and_only_once(home: Hub, seats: tuple[Any, Any], twice: bytes) -> None:
    with Raw(home.url) as phone:
        phone.enter(seats[0])
        phone.send_json(b"{" + twice + b"}")
        assert phone.receive_json() == {"ack": 7}
        phone.send_json({"id": 8, "do": "ready"})
        assert phone.receive_json() == {"ack": 8}


def test_of_two_boxes_the_last_is_stored(home: Hub) -> None:
    """What was said twice in one message is one wish: the view, which both can see, tells which."""
    with Raw(home.url) as phone:
        a, _ = paired_seats(home.url)
        phone.enter(a)
        first, last = pause_id(), pause_id()
        phone.send_json(f'{{"id":1,"do":"pause","pause":"{first}","pause":"{last}"}}'.encode())
        assert phone.receive_json()["view"]["paused"]["me"] == last


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


QHASH = "A" * 43
NOWHERE: dict[str, tuple[dict[str, Any], str]] = {
    "a section that is not": ({"section": "none"}, "not-found"),
    "a section by its place": ({"section": "0"}, "not-found"),
    "a section in capitals": ({"section": "BUILDING"}, "not-found"),
    "a section with a zero byte": ({"section": "building\0"}, "not-found"),
    "a section of another script": ({"section": "buildіng"}, "not-found"),
    "a chapter that is not": ({"chapter": QHASH}, "not-found"),
    "a round to come": ({"round": 2}, "not-found"),
    "a round far off": ({"round": 2**31 - 1}, "not-found"),
    "round 0": ({"round": 0}, "bad-message"),
    "round -1": ({"round": -1}, "bad-message"),
    "a round beyond all rounds": ({"round": 2**31}, "bad-message"),
    "a round as text": ({"round": "1"}, "bad-message"),
    "a section as a list": ({"section": ["building"]}, "bad-message"),
    "no section": ({"section": None}, "bad-message"),
}


@pytest.mark.parametrize("do", ["commit", "release", "broken"])
async def test_what_is_not_there_is_refused_and_nothing_is_stored(hub: World, valkey_only: Engine, do: str) -> None:
    a, _ = await hub.pair()
    for case, (fields, code) in NOWHERE.items():
        mia = await hub.enter(a)
        box = {} if do == "broken" else {"box": b64(commit_box(mia.view))}
        [refused] = await mia.do(do, **{**slot(mia.view), **box, **fields})
        assert refused["code"] == code, case
        await mia.leave()
    with valkey_only.client() as client:
        assert not client.exists(f"overture:{{{a['id']}}}:box")


async def test_one_seat_cannot_do_what_is_the_others(hub: World) -> None:
    a = await hub.start()
    b = await hub.join(a["locator"])
    mia, sam = await hub.enter(a), await hub.enter(b)
    m2 = b64(bytes(146))
    for phone, do, fields in (
        (sam, "offer", {"m1": b64(bytes(98))}),
        (sam, "answer", {"m2": QHASH, "m3": b64(bytes(64))}),
        (sam, "renew", {"spent": a["locator"]}),
        (sam, "end", {}),
        (mia, "reply", {"m2": m2}),
        (mia, "confirm", {}),
        (mia, "leave", {}),
    ):
        assert (await phone.do(do, **fields))[-1]["code"] in {"not-yours", "not-now"}
    with_pause = await mia.do("pause", pause=pause_id())
    mine = with_pause[-2]["view"]["paused"]["me"] if len(with_pause) > 1 else ""
    assert (await sam.do("resume", pause=mine))[-1]["code"] == "stale"


def test_the_longest_message_is_still_json(home: Hub, seats: tuple[Any, Any]) -> None:
    """64 KiB to the byte are read, so that the bound stands where the protocol says."""
    said = json.dumps({"id": 7, "do": "ready"}).encode()
    with Raw(home.url) as phone:
        phone.enter(seats[0])
        phone.send_json(said.ljust(65_536))
        assert phone.receive_json() == {"ack": 7}
