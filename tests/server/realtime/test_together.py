"""What both phones say in one moment is decided, kept and shown together, and each of it as if it had come alone."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from overture.core import encoding
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.store.sessions import Change, SessionStore, Submission
from tests.server.stored import commit, done, paired, pause, sealed
from tests.server.wired import Clock, World, b64, commit_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine


@pytest.fixture
async def hub(engine: Engine, clock: Clock) -> AsyncIterator[World]:
    async with world(engine.url, clock) as made:
        yield made


@pytest.fixture
async def two(hub: World) -> tuple[Phone, Phone]:
    a, b = await hub.pair()
    return await hub.enter(a), await hub.enter(b)


def changes(engine: Engine) -> int:
    with engine.client() as client:
        return int(client.info("commandstats")["cmdstat_evalsha"]["calls"])


async def answer(phone: Phone) -> Any:
    """The answer to what the phone has said, seen after all that came before it."""
    while True:
        said = await phone.next()
        if "ack" in said or "refused" in said:
            return said


def command(do: str, **fields: Any) -> dict[str, Any]:
    return {"id": 1, "do": do, **fields}


def a_pause() -> dict[str, Any]:
    return command("pause", pause=b64(os.urandom(16)))


def a_seal(phone: Phone) -> dict[str, Any]:
    return command("commit", box=b64(commit_box(phone.view)), **slot(phone.view))


async def said_together(two: tuple[Phone, Phone], first: dict[str, Any], second: dict[str, Any]) -> list[Any]:
    """What both hear in answer; neither waits for the other."""
    for phone, said in zip(two, (first, second), strict=True):
        phone.send(said)
    return [await answer(phone) for phone in two]


async def test_both_seals_are_one_change_and_each_gets_the_others_box(two: tuple[Phone, Phone], engine: Engine) -> None:
    mia, sam = two
    before, editions = changes(engine), [phone.view["v"] for phone in two]
    mine, theirs = a_seal(mia), a_seal(sam)
    mia.send(mine)
    sam.send(theirs)
    seen = [await phone.until("view") for phone in two]
    assert [await phone.next() for phone in two] == [{"ack": 1}, {"ack": 1}]
    assert changes(engine) == before + 1
    assert [list(said["boxes"].values()) for said in seen] == [[theirs["box"]], [mine["box"]]]
    for said, edition in zip(seen, editions, strict=True):
        assert said["view"]["chapters"][0]["sections"][0]["state"] == "both-sealed"
        # Nobody was shown what lay between the two, so it is one edition.
        assert said["view"]["v"] == edition + 1


async def test_a_later_command_is_decided_on_the_state_after_the_first(two: tuple[Phone, Phone]) -> None:
    mia, sam = two
    paused, refused = await said_together(two, a_pause(), a_seal(sam))
    assert paused == {"ack": 1}
    assert refused["code"] == "paused"
    assert sam.view["paused"]["them"] is True
    assert mia.view["chapters"][0]["sections"][0]["state"] == "open"


@pytest.mark.parametrize("bad", [0, 1])
async def test_a_refusal_is_of_one_alone(two: tuple[Phone, Phone], bad: int) -> None:
    commands = [a_seal(two[0]), a_seal(two[1])]
    commands[bad]["box"] = b64(b"too short")
    received = await said_together(two, commands[0], commands[1])
    assert received[bad]["code"] == "bad-size"
    assert received[1 - bad] == {"ack": 1}
    states = [phone.view["chapters"][0]["sections"][0]["state"] for phone in two]
    assert (states[bad], states[1 - bad]) == ("open", "sealed")


async def test_what_takes_more_than_one_step_lets_the_others_go_on(two: tuple[Phone, Phone]) -> None:
    """The first repeats what it has said, which is decided on what the engine has."""
    mia, sam = two
    ready = command("ready")
    assert await said_together(two, ready, a_seal(sam)) == [{"ack": 1}, {"ack": 1}]
    assert sam.view["chapters"][0]["sections"][0]["state"] == "sealed"
    assert mia.view["chapters"][0]["sections"][0]["state"] == "open"


async def test_the_end_is_the_end_for_what_came_with_it(two: tuple[Phone, Phone]) -> None:
    mia, sam = two
    mia.send(command("end"))
    sam.send(a_seal(sam))
    received = [[await phone.next() for _ in range(3)] for phone in two]
    assert received[0][0] == {"ack": 1}
    assert received[1][0]["code"] == "gone"
    assert all(("gone" in said[1], "close" in said[2]) == (True, True) for said in received)


async def test_a_pause_gets_through_though_there_is_no_room_for_what_came_with_it(
    two: tuple[Phone, Phone], engine: Engine
) -> None:
    mia, _ = two
    with engine.client() as client:
        client.config_set("maxmemory", 1)
        full, paused = await said_together(two, a_seal(mia), a_pause())
        client.config_set("maxmemory", 0)
    assert full["code"] == "full"
    assert paused == {"ack": 1}


async def test_an_engine_that_has_gone_refuses_all_of_it(two: tuple[Phone, Phone], engine: Engine) -> None:
    mia, sam = two
    mia.send(a_seal(mia))
    sam.send(a_pause())
    engine.kill()
    assert [(await phone.until("refused"))["code"] for phone in two] == ["away", "away"]
    engine.start()
    for phone in two:
        assert (await phone.until("view"))["view"]["chapters"][0]["sections"][0]["state"] == "open"


async def test_all_of_it_happens_or_nothing(store: SessionStore) -> None:
    id, a, b = await paired(store)
    known = await store.load(id)
    assert known is not None
    mine, theirs = sealed(), sealed()
    newer = await done(store, id, a, pause())
    batch = [Submission(token_hash(a), commit(mine)), Submission(token_hash(b), commit(theirs))]
    assert await store.apply_batch(id, batch, known, b"") == (1, Refused("paused"))
    assert await store.load(id) == newer
    assert await store.boxes(id, [encoding.digest(mine), encoding.digest(theirs)]) == {}


async def test_two_commands_are_written_as_one_change(store: SessionStore) -> None:
    id, a, b = await paired(store)
    known = await store.load(id)
    assert known is not None
    mine, theirs = sealed(), sealed()
    sent = [(a, commit(mine)), (b, commit(theirs)), (a, commit(sealed()))]
    batch = [Submission(token_hash(token), command) for token, command in sent]
    count, changed = await store.apply_batch(id, batch, known, b"")
    assert isinstance(changed, Change)
    assert (count, changed.stored.session.v) == (2, known.session.v + 2)
    assert await store.load(id) == changed.stored
    assert await store.boxes(id, changed.boxes) == {encoding.digest(mine): mine, encoding.digest(theirs): theirs}
