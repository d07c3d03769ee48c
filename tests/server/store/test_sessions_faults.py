"""What the store does when the engine is full or was killed."""

import os

import pytest

from overture.core import commands as do
from overture.core.encoding import digest
from overture.core.session import HOUR
from overture.core.tokens import token_hash
from overture.core.transitions import Refused, release_box
from overture.store.errors import StoreAway, StoreFull
from overture.store.sessions import SessionStore
from tests.server.stored import CHAPTER, DOCUMENT, commit, done, paired, pause, sealed, started
from tests.support.engines import Engine


async def test_a_full_engine_refuses_what_is_new_and_keeps_what_is_there(store: SessionStore, engine: Engine) -> None:
    id, a, b = await paired(store)
    made, locator = await started(store)
    box = sealed()
    await done(store, id, a, commit(box))
    with engine.client() as client:
        client.config_set("maxmemory", 1)
        try:
            with pytest.raises(StoreFull):
                await store.create(CHAPTER, DOCUMENT, 24 * HOUR)
            with pytest.raises(StoreFull):
                await store.apply(id, token_hash(b), commit(sealed()))
            assert await store.boxes(id, [digest(box)]) == {digest(box): box}
            command = pause()
            await done(store, id, b, command, do.Resume(pause=command.pause), do.End())
        finally:
            client.config_set("maxmemory", 0)
    assert not isinstance(await store.join(locator), Refused)
    assert await store.load(made.session.id) is not None


async def test_what_was_acknowledged_outlives_a_killed_engine(store: SessionStore, engine: Engine) -> None:
    id, a, b = await paired(store)
    box_a, box_b = sealed(), sealed()
    await done(store, id, a, commit(box_a))
    await done(store, id, b, commit(box_b))
    engine.kill()
    with pytest.raises(StoreAway):
        await store.load(id)
    engine.start()
    stored = await store.load(id)
    assert stored is not None
    assert stored.session.chapters[0].sections[0].round.stage == "both-sealed"
    assert await store.boxes(id, [digest(box_a), digest(box_b)]) == {digest(box_a): box_a, digest(box_b): box_b}
    release = do.Release(chapter=CHAPTER.qhash, section="limits", round=1, box=do.Blob(os.urandom(release_box(0))))
    await done(store, id, a, release)
