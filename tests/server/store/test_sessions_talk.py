"""Talks in the engine: the newest box of each seat and no other."""

import os

import pytest

from overture.core import commands as do
from overture.core.encoding import digest
from overture.core.tokens import token_hash
from overture.core.transitions import NOTE_BOX, TALK_BOX
from overture.store.scripts import box_key
from overture.store.sessions import Change, SessionStore, Submission
from tests.server.stored import CHAPTER, done, opened
from tests.support.engines import Engine


def talk(n: int, box: bytes | None = None) -> do.Talk:
    return do.Talk(n=n, box=do.Blob(os.urandom(TALK_BOX) if box is None else box))


def stored(engine: Engine, id: str) -> set[str]:
    with engine.client() as client:
        return {name.decode() for name in client.hkeys(box_key(id))}


async def test_the_one_before_goes(store: SessionStore, engine: Engine) -> None:
    id, a, b = await opened(store)
    before = stored(engine, id)
    first, second, theirs = talk(1), talk(2), talk(1)
    await done(store, id, a, first)
    await done(store, id, b, theirs)
    await done(store, id, a, second)
    assert stored(engine, id) - before == {second.box.digest, theirs.box.digest}
    assert before <= stored(engine, id)


async def test_of_a_batch_the_newest_of_each_seat_stays(store: SessionStore, engine: Engine) -> None:
    id, a, b = await opened(store)
    before, known = stored(engine, id), await store.load(id)
    said = [(a, talk(1)), (b, talk(1)), (a, talk(2)), (a, talk(3)), (b, talk(4))]
    batch = [Submission(token_hash(token), command) for token, command in said]
    count, change = await store.apply_batch(id, batch, known, b"")
    assert count == len(batch)
    assert isinstance(change, Change)
    newest = {said[3][1].box.digest, said[4][1].box.digest}
    assert stored(engine, id) - before == newest == set(change.boxes)


@pytest.mark.parametrize("batched", [False, True])
async def test_the_bytes_of_something_else_take_nothing_with_them(
    store: SessionStore, engine: Engine, *, batched: bool
) -> None:
    """Who says the partner's box as their own, and then another, must not delete it."""
    id, a, b = await opened(store)
    box = os.urandom(NOTE_BOX)
    await done(store, id, a, do.Notice(chapter=CHAPTER.qhash, n=1, box=do.Blob(box)))
    said = [talk(1, box), talk(2)]
    if batched:
        batch = [Submission(token_hash(b), command) for command in said]
        assert (await store.apply_batch(id, batch, await store.load(id), b""))[0] == len(batch)
    else:
        await done(store, id, b, *said)
    assert await store.boxes(id, [digest(box)]) == {digest(box): box}


async def test_the_same_box_under_another_number_stays(store: SessionStore, engine: Engine) -> None:
    id, a, _ = await opened(store)
    first = talk(1)
    await done(store, id, a, first, talk(2, first.box))
    assert first.box.digest in stored(engine, id)
