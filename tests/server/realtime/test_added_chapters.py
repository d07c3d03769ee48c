"""A further question set in a running session, from the command to the kept document, over two processes."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from overture.core import commands as do
from overture.core import encoding
from overture.core.chapter import Chapter, Section
from overture.core.session import MAX_LIFE
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.questions.model import load_folder
from overture.store.engine import Engine as Connections
from overture.store.sessions import Change, Offered, SessionStore
from tests.server.stored import PAD, done, paired, pause
from tests.server.wired import HTML, Clock, b64, slot, world
from tests.support.engines import Engine
from tests.support.two_sets import two_sets

DOCUMENT = b'{"format":1,"id":"added"}'
ADDED = Offered(Chapter(encoding.digest(DOCUMENT), (Section("limits", "both", PAD),)), DOCUMENT)
QHASH = ADDED.chapter.qhash


@pytest.fixture
async def store(engine: Engine, clock: Clock) -> AsyncIterator[SessionStore]:
    connections = Connections(engine.url)
    yield SessionStore(connections, clock, {QHASH: ADDED})
    await connections.close()


async def test_the_hub_fills_in_the_sections_and_keeps_the_document(store: SessionStore) -> None:
    id, a, _ = await paired(store)
    assert await store.document(QHASH) is None
    stored = await done(store, id, a, do.Add(chapter=QHASH))
    assert stored.session.chapters[1] == ADDED.chapter
    assert await store.document(QHASH) == DOCUMENT


async def test_the_document_is_kept_as_long_as_the_session_may_live(store: SessionStore, engine: Engine) -> None:
    id, _, b = await paired(store)
    stored = await done(store, id, b, do.Add(chapter=QHASH))
    with engine.client() as client:
        kept = client.pexpiretime(f"overture:questions:{QHASH}") / 1000
    assert kept >= stored.session.created + MAX_LIFE
    with engine.client() as client:
        client.pexpireat(f"overture:questions:{QHASH}", int((kept - MAX_LIFE) * 1000))
    other, c, _ = await paired(store)
    await done(store, other, c, do.Add(chapter=QHASH))
    with engine.client() as client:
        assert client.pexpiretime(f"overture:questions:{QHASH}") / 1000 >= kept


async def test_a_set_that_is_not_offered_is_not_found_and_nothing_is_kept(store: SessionStore) -> None:
    id, a, _ = await paired(store)
    other = encoding.digest(b"another")
    assert await store.apply(id, token_hash(a), do.Add(chapter=other)) == Refused("not-found")
    assert await store.document(other) is None


async def test_one_that_is_there_is_acknowledged_by_a_hub_that_does_not_offer_it_any_more(
    store: SessionStore, engine: Engine, clock: Clock
) -> None:
    id, a, b = await paired(store)
    before = await done(store, id, a, do.Add(chapter=QHASH))
    connections = Connections(engine.url)
    upgraded = SessionStore(connections, clock)
    result = await upgraded.apply(id, token_hash(b), do.Add(chapter=QHASH))
    assert isinstance(result, Change)
    assert result.stored.session == before.session
    assert await upgraded.document(QHASH) == DOCUMENT
    await connections.close()


async def test_nothing_is_added_while_paused(store: SessionStore) -> None:
    id, a, b = await paired(store)
    await done(store, id, b, pause())
    assert await store.apply(id, token_hash(a), do.Add(chapter=QHASH)) == Refused("paused")


async def test_both_see_it_at_once_over_two_processes_and_its_questions_outlive_an_upgrade(
    valkey_only: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_sets(tmp_path)
    async with (
        world(valkey_only.url, question_sets=load_folder(folder).values()) as hub,
        world(valkey_only.url, question_sets=load_folder(folder).values()) as other,
    ):
        a, b = await hub.pair()
        mia, sam = await hub.enter(a), await other.enter(b, HTML)
        first = mia.view["chapters"][0]["qhash"]
        added = next(each["qhash"] for each in (await hub.get("/questions")).json if each["qhash"] != first)
        box = os.urandom(mia.view["chapters"][0]["sections"][0]["pad"] + 162)
        assert "ack" in (await mia.do("commit", box=b64(box), **slot(mia.view)))[-1]
        under_way = mia.view["chapters"][0]
        received = await mia.do("add", chapter=added)
        assert [next(iter(said)) for said in received] == ["view", "ack"]
        assert mia.view["chapters"][0] == under_way
        assert [each["qhash"] for each in mia.view["chapters"]] == [first, added]
        seen = await sam.until("view")
        assert [each["qhash"] for each in seen["view"]["chapters"]] == [first, added]
        assert "chapter-2-section-" in seen["html"]
        assert (await sam.do("add", chapter=added))[-1] == {"ack": 1}
        section = mia.view["chapters"][1]["sections"][0]
        sealed = {"chapter": added, "section": section["id"], "round": 1, "box": b64(os.urandom(section["pad"] + 162))}
        assert "ack" in (await mia.do("commit", **sealed))[-1]
    async with world(valkey_only.url, question_sets=()) as upgraded:
        assert encoding.digest((await upgraded.get(f"/questions/{added}.json")).body) == added
        sam = await upgraded.enter(b)
        assert [each["qhash"] for each in sam.view["chapters"]] == [first, added]
        assert (await sam.do("add", chapter=encoding.digest(b"another")))[-1]["code"] == "not-found"
