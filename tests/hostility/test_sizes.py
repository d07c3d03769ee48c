"""Somebody who watches the line, or the hub itself, cannot tell a long answer from a short one by its size."""

from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection

from overture_partner.model.answers import Answers
from overture_partner.session.participant import Participant
from tests.support.hub import Hub
from tests.terminal.pairs import PATIENCE, answers, both_ready, newest_note, paired

SECTION = "building"


Sizes = dict[str, set[int]]
"""What messages are, and how many bytes those have."""

HALF_RELEASED = "received view: both-sealed, released by me"
"""Shown to whoever has released first; to nobody when both do in one moment."""


def kind(text: Any) -> str:
    said = msgspec.json.decode(text)
    if "view" not in said:
        return str(said.get("do", next(iter(said))))
    section = next(each for each in said["view"]["chapters"][0]["sections"] if each["id"] == SECTION)
    released = ", released by me" if section["mine"]["release"] else ""
    return f"view: {section['state']}{released}{', with a note' if section['note'] else ''}"


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> Sizes:
    """Of every message of both people, either way."""
    seen: Sizes = {}
    send, recv = ClientConnection.send, ClientConnection.recv

    async def sent(self: ClientConnection, message: Any, *args: Any, **more: Any) -> None:
        seen.setdefault(f"sent {kind(message)}", set()).add(len(message))
        await send(self, message, *args, **more)

    async def received(self: ClientConnection, *args: Any, **more: Any) -> Any:
        message = await recv(self, *args, **more)
        if (what := kind(message)) != "ack":
            seen.setdefault(f"received {what}", set()).add(len(message))
        return message

    monkeypatch.setattr(ClientConnection, "send", sent)
    monkeypatch.setattr(ClientConnection, "recv", received)
    return seen


def longest(me: Participant) -> Answers:
    """As much as the section takes in."""
    said = dict(answers(me, SECTION, "x").answers)
    asked = me.questions.section(SECTION)
    assert asked is not None
    said |= {question.id: "x" * (question.max or 0) for question in asked.questions if question.kind == "text"}
    return Answers(said)


@pytest.mark.parametrize("step", ["seal", "note"])
async def test_nothing_and_much_make_frames_of_the_same_size(home: Hub, sizes: Sizes, step: str) -> None:
    runs: list[Sizes] = []
    for much in (False, True):
        mia, sam = await paired(home.url)
        async with mia, sam:
            await both_ready(mia, sam)
            sizes.clear()
            await mia.seal(SECTION, longest(mia) if much and step == "seal" else Answers({}))
            # What the hub says in between depends on who is quicker, so one waits for the other.
            await mia.wait_for(lambda me: me.section(SECTION).state == "sealed", PATIENCE)
            await sam.seal(SECTION, Answers({}))
            for one in (mia, sam):
                await one.opened(SECTION, PATIENCE)
            if step == "note":
                await mia.write_note(SECTION, "x" * (4056 if much else 0) or "x")
                await sam.wait_for(lambda me: newest_note(me, SECTION).n == 1, PATIENCE)
            runs.append({what: set(lengths) for what, lengths in sizes.items() if what != HALF_RELEASED})
    assert "sent commit" in runs[0]
    assert runs[0] == runs[1]
