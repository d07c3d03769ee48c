"""A cluster of three nodes and their replicas, with sharded publish and subscribe: sessions outlive a failover."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from overture.engine import Engine as Connections
from overture.subscription import Subscriptions
from tests.faults.clusters import MASTERS, Cluster
from tests.server.wired import Phone, World, b64, world
from tests.support.engines import NAMES

SESSIONS = 6


@pytest.fixture(params=NAMES)
def cluster(request: pytest.FixtureRequest, folder: Path) -> Iterator[Cluster]:
    made = Cluster(request.param, folder)
    try:
        made.join()
        yield made
    finally:
        made.stop()


async def say(phone: Phone, wish: str, **fields: Any) -> None:
    """Say a wish until it is acknowledged; while the store is away, wait as a phone does."""
    while "ack" not in (heard := await phone.do(wish, **fields))[-1]:
        assert heard[-1]["code"] == "away"
        await phone.until("view")


async def sees(phone: Phone, true: Callable[[Any], bool]) -> None:
    while phone.view is None or not true(phone.view):
        await phone.next()


async def goes_on(mia: Phone, sam: Phone) -> None:
    """What one does reaches the other, both ways."""
    for one, other in ((mia, sam), (sam, mia)):
        pause = b64(os.urandom(16))
        await say(one, "pause", pause=pause)
        await sees(other, lambda view: bool(view["paused"]["them"]))
        await say(one, "resume", pause=pause)
        await sees(other, lambda view: not view["paused"]["them"])


async def pair(hub: World, other: World) -> tuple[Phone, Phone]:
    a, b = await hub.pair()
    return await hub.enter(a), await other.enter(b)


@asynccontextmanager
async def listening(url: str, channel: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A subscription of its own, confirmed once. What it gives returns at the next confirmation."""
    heard: asyncio.Queue[None] = asyncio.Queue()
    connections = Connections(url)
    subscriptions = Subscriptions(connections, lambda *_: heard.put_nowait(None))
    subscriptions.add(channel)
    await heard.get()
    try:
        yield heard.get
    finally:
        await subscriptions.close()
        await connections.close()


async def test_sessions_go_on_after_a_failover(cluster: Cluster) -> None:
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        hub, other = [await stack.enter_async_context(world(cluster.url)) for _ in range(2)]
        talks = [await pair(hub, other) for _ in range(SESSIONS)]
        await asyncio.gather(*(goes_on(*phones) for phones in talks))
        async with listening(cluster.url, cluster.key_of(1)) as confirmed:
            cluster.hand_over(1)
            # Nothing but the subscription itself tells this one that its channel lives elsewhere now.
            await confirmed()
        await asyncio.gather(*(goes_on(*phones) for phones in talks))
        # The node that everyone was told to begin with.
        cluster.replicated(0)
        cluster.programs[0].kill()
        await asyncio.gather(*(goes_on(*phones) for phones in talks))
        assert cluster.owner(cluster.key_of(0)) == MASTERS
