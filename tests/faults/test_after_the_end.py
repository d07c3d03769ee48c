"""After an end: no key, everyone told at once, and on the private engine soon no byte in any file."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from overture.core.transitions import release_box
from overture.store.embedded import EmbeddedEngine
from overture.tasks import end
from tests.server.stored import keys
from tests.server.wired import World, b64, commit_box, slot, world
from tests.support.engines import Engine
from tests.support.waiting import a_while

TOLD_WITHIN = 1.0
SOON = 0.2
"""Seconds between two looks whether something was deleted; a minute for a real hub."""


async def test_no_key_is_left_and_both_are_told_within_a_second(engine: Engine) -> None:
    async with world(engine.url) as hub, world(engine.url) as other:
        a, b = await hub.pair()
        mia, sam = await hub.enter(a), await other.enter(b)
        assert "ack" in (await mia.do("commit", box=b64(commit_box(mia.view)), **slot(mia.view)))[-1]
        await mia.do("begin-scene", n=1)
        await sam.next()  # it is listening by now
        async with asyncio.timeout(TOLD_WITHIN):
            assert "ack" in (await mia.do("end"))[-1]
            for phone in (mia, sam):
                assert "gone" in await phone.until("gone")
        assert {key for key in keys(engine) if b"questions" not in key and b"code" not in key} == set()
        assert (await hub.post(f"/join/{a['locator']}", {})).status in {404, 409}


@pytest.fixture
async def private(folder: Path) -> AsyncIterator[EmbeddedEngine]:
    made = EmbeddedEngine(folder, 64, rewrite_every=SOON)
    await made.start()
    keeper = asyncio.create_task(made.keep_running())
    yield made
    await end([keeper])
    await made.stop()


def on_disk(folder: Path) -> bytes:
    found = []
    for path in folder.rglob("*"):
        try:
            found.append(path.read_bytes() if path.is_file() else b"")
        except FileNotFoundError:
            continue  # a file that was rewritten in this instant
    return b"".join(found)


async def opened(hub: World) -> tuple[dict[str, str], list[bytes]]:
    """Seat A of a session in which a section has opened, and the boxes in it."""
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    boxes = []
    for phone in (mia, sam):
        boxes.append(commit_box(phone.view))
        assert "ack" in (await phone.do("commit", box=b64(boxes[-1]), **slot(phone.view)))[-1]
    for phone in (mia, sam):
        boxes.append(os.urandom(release_box(0)))
        assert "ack" in (await phone.do("release", box=b64(boxes[-1]), **slot(phone.view)))[-1]
    await mia.leave()
    return a, boxes


async def test_no_byte_of_any_box_is_in_any_file_soon_after(private: EmbeddedEngine, folder: Path) -> None:
    async with world(private.url) as hub, asyncio.timeout(20):
        a, boxes = await opened(hub)
        disk = on_disk(folder)
        pieces = [box[at : at + 16] for box in boxes for at in range(0, len(box) - 16, 16)]
        assert all(box in disk for box in boxes)
        mia = await hub.enter(a)
        assert "ack" in (await mia.do("end"))[-1]
        while a["id"].encode() in (disk := on_disk(folder)):
            await a_while()
        assert not any(piece in disk for piece in pieces)
