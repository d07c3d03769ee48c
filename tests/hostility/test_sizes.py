"""Somebody who watches the line, or the hub itself, cannot tell a long answer from a short one by its size."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection

from overture_partner.answers import Answers
from overture_partner.participant import Participant
from tests.support.hub import Hub
from tests.terminal.pairs import PATIENCE, answers, both_ready, newest_note, paired

SECTION = "building"


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str, int]]:
    """Every message of both people, either way: what it is, and how many bytes it has."""
    seen: Counter[tuple[str, str, int]] = Counter()
    send, recv = ClientConnection.send, ClientConnection.recv

    def kind(text: Any) -> str:
        said = msgspec.json.decode(text)
        return str(said.get("do", next(iter(said))))

    async def sent(self: ClientConnection, message: Any, *args: Any, **more: Any) -> None:
        seen["sent", kind(message), len(message)] += 1
        await send(self, message, *args, **more)

    async def received(self: ClientConnection, *args: Any, **more: Any) -> Any:
        message = await recv(self, *args, **more)
        if kind(message) != "ack":
            seen["received", kind(message), len(message)] += 1
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
async def test_nothing_and_much_make_frames_of_the_same_size(
    home: Hub, sizes: Counter[tuple[str, str, int]], step: str
) -> None:
    runs = []
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
            assert sizes
            runs.append({size for size in sizes if size[1] != "view"} | {("views", "", 0)})
            views = sorted(size for size in sizes.elements() if size[1] == "view")
            runs[-1] |= {("view", str(size[2]), n) for n, size in enumerate(views)}
    assert runs[0] == runs[1]
