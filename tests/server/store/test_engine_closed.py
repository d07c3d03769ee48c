"""What is closed stays closed: nobody waits for ever for an answer, and nobody opens a connection again."""

import asyncio

import pytest

from overture.store.engine import Engine as Connections
from overture.store.errors import StoreAway
from overture.store.pubsub import Subscriber, Subscriptions
from tests.server.wired import world
from tests.support.engines import Engine
from tests.support.waiting import eventually


def open_connections(engine: Engine) -> int:
    """How many there are besides the one that asks."""
    with engine.client() as client:
        return len(client.client_list()) - 1


async def test_whoever_waits_hears_that_the_engine_is_away(valkey_only: Engine) -> None:
    connections = Connections(valkey_only.url)
    await connections.ping()
    valkey_only.hold()
    waiting = [asyncio.create_task(connections.call("k", "GET", "k")) for _ in range(2)]
    await asyncio.to_thread(lambda: None)
    later = asyncio.create_task(connections.call("k", "GET", "k"))
    await asyncio.to_thread(lambda: None)
    await connections.close()
    valkey_only.let_go()
    async with asyncio.timeout(10):
        answers = await asyncio.gather(*waiting, later, return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreAway] * 3


async def test_whoever_asks_afterwards_opens_no_connection(valkey_only: Engine) -> None:
    before = open_connections(valkey_only)
    connections = Connections(valkey_only.url)
    await connections.ping()
    await connections.close()
    with pytest.raises(StoreAway):
        await connections.call("k", "GET", "k")
    await eventually(lambda: open_connections(valkey_only) == before)


async def test_what_moves_while_listening_ends_is_not_followed(
    valkey_only: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster may say that a channel has moved in the very moment in which nobody wants to hear it any more."""
    hears = asyncio.Event()

    async def listen(subscriber: Subscriber) -> None:
        hears.set()
        try:
            await asyncio.Event().wait()
        finally:
            subscriber._moved("overture:{x}")

    monkeypatch.setattr(Subscriber, "_listen", listen)
    connections = Connections(valkey_only.url)
    listening = Subscriptions(connections, lambda _channel, _tag: None)
    listening.add("overture:{x}")
    await hears.wait()
    looked: list[str] = []
    monkeypatch.setattr(connections, "forget_topology", lambda: looked.append("again"))
    await listening.close()
    assert looked == []
    await connections.close()


@pytest.mark.parametrize("turns", range(12))
async def test_a_line_that_is_ended_at_any_moment_leaves_no_connection(valkey_only: Engine, turns: int) -> None:
    before = open_connections(valkey_only)
    connections = Connections(valkey_only.url)
    listening = Subscriptions(connections, lambda _channel, _tag: None)
    listening.add("overture:{x}")
    async with asyncio.timeout(10):
        for _ in range(turns):
            turned = asyncio.Event()
            asyncio.get_running_loop().call_soon(turned.set)
            await turned.wait()
        await listening.close()
        await connections.close()
        await eventually(lambda: open_connections(valkey_only) == before)


async def fail_after_a_start(url: str) -> None:
    async with world(url) as hub:
        await hub.start()
        raise ZeroDivisionError


async def test_a_hub_that_ends_because_of_a_fault_leaves_no_connection(valkey_only: Engine) -> None:
    before = open_connections(valkey_only)
    with pytest.raises(ZeroDivisionError):
        await fail_after_a_start(valkey_only.url)
    async with asyncio.timeout(10):
        await eventually(lambda: open_connections(valkey_only) == before)
