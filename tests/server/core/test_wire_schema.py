"""docs/protocol.schema.json: it is the one of the code, and exactly what hub and phones send is valid by it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tools.hub_messages import SENT_BY_HUB
from tools.wire import SENT_BY_CLIENT, wire_schema

from overture.core.encoding import digest, encode
from overture.core.messages import COMMANDS, Malformed, parse_command
from overture.core.seat import Newcomer, Seat
from overture.core.session import Session
from overture.core.view import newcomer_view, view_for
from overture.realtime import frames
from overture.realtime.frames import AWAY
from tests.server.moves import approved, asked, move
from tests.server.session_states import EVERY_VIEW, session
from tests.server.wired import world
from tests.server.worlds import accepted
from tests.support.engines import Engine
from tests.support.json_schema import JsonSchema

FILE = Path(__file__).parents[3] / "docs" / "protocol.schema.json"
SCHEMA = wire_schema()
D43, P22 = "A" * 43, "A" * 22


HUB, CLIENT = (
    JsonSchema({"$ref": f"#/definitions/{side}", "definitions": SCHEMA["definitions"]}) for side in ("hub", "client")
)
SAMPLES: dict[str, dict[str, Any]] = {
    "offer": {"m1": "AAAA"}, "reply": {"m2": "AAAA"}, "answer": {"m2": D43, "m3": "AAAA"}, "reject": {}, "confirm": {},
    "leave": {}, "renew": {"spent": "HRWE"}, "ready": {}, "pause": {"pause": P22}, "resume": {"pause": P22},
    "add": {"chapter": D43}, "note": {"chapter": D43, "section": "a", "n": 1, "box": "AAAA"},
    "settle": {"chapter": D43, "section": "a", "n": 1, "note": D43, "yes": True, "box": "AAAA"},
    "commit": {"chapter": D43, "section": "a", "round": 1, "box": "AAAA"},
    "release": {"chapter": D43, "section": "a", "round": 1, "box": "AAAA"},
    "broken": {"chapter": D43, "section": "a", "round": 1}, "again": {"chapter": D43, "section": "a", "round": 2},
    "not-again": {"chapter": D43, "section": "a", "round": 2}, "notice": {"chapter": D43, "n": 1, "box": "AAAA"},
    "talk": {"n": 1, "box": "AAAA"}, "prolong": {"until": 1}, "not-prolong": {}, "begin-scene": {"n": 1},
    "not-begin-scene": {"n": 1}, "scene-over": {"n": 1}, "move": {"move": P22, "m1": "AAAA"},
    "move-reply": {"m2": "AAAA"}, "move-approve": {"move": P22, "m2": D43, "m3": "AAAA", "box": "AAAA"},
    "move-claim": {}, "move-cancel": {"move": P22}, "end": {}, "fetch": {"box": D43},
}  # fmt: skip


def test_the_file_of_the_page_is_the_schema_of_the_code() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == SCHEMA, "Run `python -m tools.schemas`."
    JsonSchema(SCHEMA).check()


def test_every_command_of_the_hub_is_in_it() -> None:
    tags = {str(command.__struct_config__.tag) for command in SENT_BY_CLIENT[1:]}
    assert len(tags) == len(COMMANDS) + 1
    assert set(SAMPLES) == tags
    names = {each.__name__ for each in SENT_BY_CLIENT}
    assert {
        each["$ref"].removeprefix("#/definitions/Client") for each in SCHEMA["definitions"]["client"]["anyOf"]
    } == names


@pytest.mark.parametrize("tag", SAMPLES)
def test_a_command_is_valid_where_the_hub_accepts_it(tag: str) -> None:
    whole = {"id": 1, "do": tag, **SAMPLES[tag]}
    faulty = [
        {**whole, "more": 1}, {**whole, "id": 0}, {**whole, "id": 2**31}, {**whole, "locator": "HRWE"},
        {**whole, "sections": [1]}, {key: value for key, value in whole.items() if key != "id"},
        *({key: value for key, value in whole.items() if key != left_out} for left_out in SAMPLES[tag]),
        *({**whole, key: 1.5} for key in SAMPLES[tag]),
    ]  # fmt: skip
    for message in (whole, *faulty):
        is_read = not isinstance(parse_command(json.dumps(message)), Malformed)
        assert CLIENT.is_valid(message) == is_read, message
    assert CLIENT.is_valid(whole)


@pytest.mark.parametrize("greeting", [{"id": "a", "token": "b"}, {"id": "a", "token": "b", "language": "de"}])
def test_a_hello_is_valid(greeting: dict[str, str]) -> None:
    assert CLIENT.is_valid({"hello": greeting})
    assert not CLIENT.is_valid({"hello": {**greeting, "more": ""}})
    assert not CLIENT.is_valid({"hello": {**greeting, "token": ""}})


def sent(text: bytes) -> Any:
    message = json.loads(text)
    assert HUB.faults(message) == []
    return message


@pytest.mark.parametrize(("state", "seat"), EVERY_VIEW)
def test_every_view_is_valid(state: Session, seat: Seat) -> None:
    body = json.dumps(view_for(state, seat)).encode()
    message = sent(frames.view(body, {D43: "AAAA"}, b'"<p>"', frames.Greeting("build", 1_800_000_000)))
    assert not HUB.is_valid({**message, "more": 1})
    assert not HUB.is_valid({**message, "view": {**message["view"], "more": 1}})
    assert not HUB.is_valid({**message, "view": {key: each for key, each in message["view"].items() if key != "v"}})


def test_the_view_of_a_new_phone_is_valid() -> None:
    for state in (asked(accepted(session(), Seat.A, move())), approved(session())):
        seat = next(each for each in Seat if state.seat_state(each).move is not None)
        body = json.dumps(newcomer_view(state, Newcomer(seat))).encode()
        sent(frames.view(body, {}, None, frames.Greeting("build", 1_800_000_000)))


def test_every_other_message_is_valid() -> None:
    made = [
        frames.ack(1),
        frames.refused(2, "stale", "de"),
        frames.box(3, D43, b"abc"),
        AWAY,
        frames.gone("gone", "en"),
    ]
    made.append(frames.error("bad-message", "No."))
    for text in made:
        message = sent(text)
        assert not HUB.is_valid({**message, "more": 1})
    # With the two kinds of views these are all.
    assert len(made) + 2 == len(SENT_BY_HUB)


async def test_what_a_hub_sends_in_a_conversation_is_valid(valkey_only: Engine) -> None:
    received: list[Any] = []
    async with world(valkey_only.url) as hub:
        a, b = await hub.pair()
        mia, sam = await hub.enter(a), await hub.enter(b)
        received += [mia.first, sam.first]
        chapter = mia.first["view"]["chapters"][0]
        section = chapter["sections"][0]
        about = {"chapter": chapter["qhash"], "section": section["id"], "round": 1}
        box = encode(os.urandom(section["pad"] + 100))
        for phone, name, fields in (
            (mia, "pause", {"pause": P22}), (mia, "resume", {"pause": P22}), (mia, "commit", {**about, "box": box}),
            (mia, "fetch", {"box": digest(b"")}), (sam, "begin-scene", {"n": 1}), (mia, "begin-scene", {"n": 1}),
            (mia, "scene-over", {"n": 1}), (sam, "nothing", {}), (mia, "end", {}),
        ):  # fmt: skip
            received += [each for each in await phone.do(name, **fields) if "close" not in each]
    for message in received:
        sent(json.dumps(message).encode())
    assert {"view", "ack", "refused"} <= {key for message in received for key in message}
