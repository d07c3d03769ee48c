"""A seat that moves, in the engine: its id leads to it as long as the move lasts, and its box goes with it."""

import asyncio

import pytest

from overture.core import commands as do
from overture.core.encoding import digest
from overture.core.session import viewer_of
from overture.core.tokens import token_hash
from overture.core.transitions import MOVE_LASTS, Refused
from overture.store.sessions import SessionStore
from tests.server.stored import done, handed_over, keys, move, new_id, paired
from tests.support.engines import Engine


async def test_a_move_from_its_beginning_to_its_end_leaves_nothing_but_another_token(
    store: SessionStore, engine: Engine
) -> None:
    id, a, b = await paired(store)
    before, name = keys(engine), new_id()
    new, box = await handed_over(store, id, a, name)
    assert await store.boxes(id, [digest(box)]) == {digest(box): box}
    with engine.client() as client:
        assert client.get(f"overture:move:{name}") == id.encode()
        assert 0 < client.ttl(f"overture:move:{name}") <= MOVE_LASTS
    await done(store, id, new, do.MoveClaim())
    assert await store.boxes(id, [digest(box)]) == {}
    assert keys(engine) == before
    assert await store.request_move(name) == Refused("unknown")
    assert await store.apply(id, token_hash(a), do.Ready()) == Refused("gone")
    await done(store, id, new, do.BeginScene(n=1))
    await done(store, id, b, do.BeginScene(n=1))


@pytest.mark.parametrize("how", ["cancelled", "replaced", "left"])
async def test_a_move_that_is_over_leaves_no_box_and_leads_nowhere(
    store: SessionStore, engine: Engine, how: str
) -> None:
    id, a, _ = await paired(store)
    before, name, next_name = keys(engine), new_id(), new_id()
    new, box = await handed_over(store, id, a, name)
    match how:
        case "cancelled":
            await done(store, id, a, do.MoveCancel(move=name))
        case "replaced":
            await done(store, id, a, move(next_name), do.MoveCancel(move=next_name))
        case _:
            await done(store, id, new, do.Leave())
    assert await store.boxes(id, [digest(box)]) == {}
    assert keys(engine) == before
    assert await store.request_move(name) == Refused("unknown")
    assert await store.apply(id, token_hash(new), do.MoveClaim()) == Refused("gone")


async def test_a_hundred_phones_ask_at_once_and_one_is_let_in(store: SessionStore) -> None:
    id, a, _ = await paired(store)
    name = new_id()
    await done(store, id, a, move(name))
    results = await asyncio.gather(*(store.request_move(name) for _ in range(100)))
    assert sum(not isinstance(result, Refused) for result in results) == 1
    assert {result for result in results if isinstance(result, Refused)} == {Refused("asked")}


async def test_claim_and_cancel_in_the_same_instant_leave_one_phone(store: SessionStore) -> None:
    for _ in range(5):
        id, a, _ = await paired(store)
        name = new_id()
        new, _box = await handed_over(store, id, a, name)
        await asyncio.gather(
            store.apply(id, token_hash(new), do.MoveClaim()),
            store.apply(id, token_hash(a), do.MoveCancel(move=name)),
        )
        stored = await store.load(id)
        assert stored is not None
        held = [viewer_of(stored.session, token_hash(token)) for token in (a, new)]
        assert sorted(held, key=str) == ["A", None]


async def test_another_session_cannot_take_an_id_that_is_in_use(store: SessionStore) -> None:
    mine, a, _ = await paired(store)
    other, stranger, _ = await paired(store)
    name = new_id()
    await done(store, mine, a, move(name))
    await done(store, other, stranger, move(name))
    result = await store.request_move(name)
    assert not isinstance(result, Refused)
    assert result[0].id == mine
    await done(store, other, stranger, do.MoveCancel(move=name))
    assert await store.request_move(name) == Refused("asked")


async def test_when_the_session_has_ended_the_id_is_unknown(store: SessionStore) -> None:
    id, a, b = await paired(store)
    name = new_id()
    await done(store, id, a, move(name))
    await done(store, id, b, do.End())
    assert await store.request_move(name) == Refused("unknown")
