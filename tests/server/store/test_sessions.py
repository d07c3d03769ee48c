"""Sessions in a real Valkey and a real Redis: nothing acknowledged is lost, nothing is written over, nothing stays."""

import asyncio

import msgspec

from overture.core import commands as do
from overture.core.encoding import digest, encode
from overture.core.rules import apply
from overture.core.seat import Seat
from overture.core.session import HOUR, Session
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.store import scripts
from overture.store.lookup import ALPHABET
from overture.store.sessions import Change, SessionStore
from tests.server.stored import CHAPTER, DOCUMENT, commit, done, keys, paired, pause, sealed, started
from tests.server.wired import Clock
from tests.support.engines import Engine


async def test_a_session_is_read_as_it_was_written(store: SessionStore) -> None:
    made, locator = await started(store)
    stored = await store.load(made.session.id)
    assert stored is not None
    assert stored.session == made.session
    assert len(locator) == 4
    assert set(locator) <= set(ALPHABET)
    assert await store.document(CHAPTER.qhash) == DOCUMENT


async def test_a_session_from_before_sections_had_ids_is_read(store: SessionStore) -> None:
    made, _ = await started(store)
    older = msgspec.to_builtins(made.session, builtin_types=(bytes,))
    for section in older[7][0][1]:
        assert section.pop() == 0
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(older), type=Session) == made.session


async def test_an_unknown_session_is_none(store: SessionStore) -> None:
    assert await store.load("nobody") is None
    assert await store.apply("nobody", b"", do.Ready()) == Refused("gone")
    assert await store.join("0000") == Refused("unknown")


async def test_two_changes_at_once_both_count(store: SessionStore) -> None:
    id, a, b = await paired(store)
    before = await store.load(id)
    box_a, box_b = sealed(), sealed()
    results = await asyncio.gather(
        store.apply(id, token_hash(a), commit(box_a), before),
        store.apply(id, token_hash(b), commit(box_b), before),
    )
    assert all(isinstance(result, Change) for result in results)
    after = await store.load(id)
    assert after is not None
    assert before is not None
    assert after.session.v == before.session.v + 2
    assert after.session.chapters[0].sections[0].round.stage == "both-sealed"
    assert await store.boxes(id, [digest(box_a), digest(box_b)]) == {digest(box_a): box_a, digest(box_b): box_b}


async def test_two_commits_of_one_seat_leave_one(store: SessionStore) -> None:
    id, a, _ = await paired(store)
    before = await store.load(id)
    first, second = sealed(), sealed()
    results = await asyncio.gather(
        store.apply(id, token_hash(a), commit(first), before),
        store.apply(id, token_hash(a), commit(second), before),
    )
    assert [result for result in results if isinstance(result, Refused)] == [Refused("taken")]
    kept = await store.boxes(id, [digest(first), digest(second)])
    assert len(kept) == 1


async def test_many_changes_at_once_all_count(store: SessionStore) -> None:
    id, a, b = await paired(store)
    before = await store.load(id)
    pauses = [pause() for _ in range(40)]
    await asyncio.gather(*(store.apply(id, token_hash(a if n % 2 else b), p, before) for n, p in enumerate(pauses)))
    after = await store.load(id)
    assert before is not None
    assert after is not None
    assert after.session.v == before.session.v + 40


async def test_a_repeat_and_a_refusal_are_decided_on_what_the_engine_has(store: SessionStore) -> None:
    id, a, _ = await paired(store)
    old = await store.load(id)
    command = pause()
    new = await done(store, id, a, command)
    again = await store.apply(id, token_hash(a), command, old)
    assert isinstance(again, Change)
    assert again.stored == new
    # The state that is remembered here says "paused"; the engine knows better.
    await done(store, id, a, do.Resume(pause=command.pause))
    assert isinstance(await store.apply(id, token_hash(a), commit(sealed()), new), Change)


async def test_a_box_is_never_written_over(store: SessionStore, engine: Engine) -> None:
    id, a, _ = await paired(store)
    box = sealed()
    with engine.client() as client:
        client.hset(f"overture:{{{id}}}:box", digest(box), b"there before")
    await done(store, id, a, commit(box))
    assert await store.boxes(id, [digest(box)]) == {digest(box): b"there before"}


async def test_expiry_is_checked_on_read(store: SessionStore, clock: Clock) -> None:
    made, locator = await started(store)
    clock.ahead = 24 * HOUR - 5
    assert await store.load(made.session.id) is not None
    clock.ahead = 24 * HOUR + 1
    assert await store.load(made.session.id) is None
    assert await store.join(locator) == Refused("unknown")
    assert await store.apply(made.session.id, token_hash(made.token), pause()) == Refused("gone")


async def test_each_key_expires_by_itself(store: SessionStore, engine: Engine) -> None:
    id, a, _ = await paired(store)
    await done(store, id, a, commit(sealed()))
    await started(store)
    with engine.client() as client:
        lives = {key: client.pttl(key) for key in client.keys("*")}
    assert {key.split(b":")[1][:1] for key in lives} == {b"{", b"c", b"q"}
    assert all(0 < life <= 12 * 24 * HOUR * 1000 for life in lives.values()), lives


async def test_the_end_leaves_no_key(store: SessionStore, engine: Engine) -> None:
    id, a, b = await paired(store)
    await done(store, id, a, commit(sealed()))
    await done(store, id, b, do.End())
    left = {key for key in keys(engine) if id.encode() in key}
    assert left == set()
    assert await store.load(id) is None
    assert await store.apply(id, token_hash(a), pause()) == Refused("gone")


async def test_the_end_in_the_lobby_frees_the_code_at_once(store: SessionStore, engine: Engine) -> None:
    made, locator = await started(store)
    await done(store, made.session.id, made.token, do.End())
    assert await store.join(locator) == Refused("unknown")
    assert not any(b":code:" in key for key in keys(engine))


async def test_an_engine_that_forgot_the_scripts_is_taught_again(store: SessionStore, engine: Engine) -> None:
    id, a, _ = await paired(store)
    with engine.client() as client:
        client.script_flush()
    await done(store, id, a, commit(sealed()))


async def test_a_write_whose_answer_was_lost_may_be_said_again(store: SessionStore) -> None:
    id, _, _ = await paired(store)
    before = await store.load(id)
    assert before is not None
    after = apply(before.session, Seat.A, pause(), store.now())
    assert isinstance(after, Session)
    args = (
        scripts.WRITE_SMALL,
        (f"overture:{{{id}}}:core", f"overture:{{{id}}}:box"),
        scripts.channel(id),
        before.tag,
        b"the new tag",
        msgspec.msgpack.encode(after),
        0,
        "",
    )
    assert await store.engine.run(*args) == [1]
    assert await store.engine.run(*args) == [1]


async def test_tokens_are_nowhere_on_disk(store: SessionStore, engine: Engine) -> None:
    id, a, b = await paired(store)
    await done(store, id, a, commit(sealed()))
    disk = engine.on_disk()
    assert id.encode() in disk
    for token in (a, b):
        assert token not in disk
        assert encode(token).encode() not in disk


async def test_a_document_stays_as_long_as_its_longest_session(store: SessionStore, engine: Engine) -> None:
    key = f"overture:questions:{CHAPTER.qhash}"
    await started(store)
    with engine.client() as client:
        life = client.pttl(key)
        for left, lives in ((HOUR * 1000, life), (2 * life, 2 * life)):
            client.pexpire(key, left)
            await started(store)
            assert lives - HOUR * 1000 < client.pttl(key) <= lives + HOUR * 1000


def test_the_scripts_differ_only_in_the_memory_they_may_take() -> None:
    plain, small = (script.text.splitlines() for script in (scripts.WRITE, scripts.WRITE_SMALL))
    assert plain[1:] == small[1:]
    assert plain[0] != small[0]
