"""What happens to conversations on a cluster when a replica takes over.

By hand: `python -m tests.faults.failover --times 3`. The second scenario is in the suite.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from overture.store.engine import Engine as Connections
from overture.store.pubsub import Subscriptions
from overture.store.scripts import channel
from tests.faults.clusters import MASTERS, SHORT_NODE_TIMEOUT_MS, Cluster, cluster_of
from tests.faults.history import Said
from tests.faults.served import served
from tests.faults.talk import PATIENCE, Talk, begin
from tests.server.wired import World, b64, world
from tests.server.wired_phone import Phone
from tests.support.engines import NAMES
from tests.support.waiting import a_while
from tests.terminal.pairs import SECTION, answers

SESSIONS = 6
Scenario = Callable[[Cluster], Any]


# All conversations go on, wherever they live


async def send(phone: Phone, command: str, **fields: Any) -> None:
    """Send a command until it is acknowledged; while the store is away, wait as a phone does."""
    while "ack" not in (received := await phone.do(command, **fields))[-1]:
        assert received[-1]["code"] == "away"
        await phone.until("view")


async def sees(phone: Phone, true: Callable[[Any], bool]) -> None:
    while phone.view is None or not true(phone.view):
        await phone.next()


async def goes_on(mia: Phone, sam: Phone) -> None:
    """What one does reaches the other, both ways."""
    for one, other in ((mia, sam), (sam, mia)):
        pause = b64(os.urandom(16))
        await send(one, "pause", pause=pause)
        await sees(other, lambda view: bool(view["paused"]["them"]))
        await send(one, "resume", pause=pause)
        await sees(other, lambda view: not view["paused"]["them"])


async def all_go_on(talks: Sequence[tuple[Phone, Phone]]) -> None:
    async with asyncio.TaskGroup() as group:
        for phones in talks:
            group.create_task(goes_on(*phones))


async def pair(hub: World, other: World) -> tuple[Phone, Phone]:
    a, b = await hub.pair()
    return await hub.enter(a), await other.enter(b)


@asynccontextmanager
async def listening(url: str, name: str) -> AsyncIterator[asyncio.Event]:
    """A subscription of its own, confirmed; nothing else tells it who owns what. The event: it has heard a message."""
    confirmed, received = asyncio.Event(), asyncio.Event()
    connections = Connections(url)
    subscriptions = Subscriptions(connections, lambda _, tag: (confirmed if tag is None else received).set())
    subscriptions.add(name)
    try:
        await confirmed.wait()
        yield received
    finally:
        await subscriptions.close()
        await connections.close()


async def sessions_go_on(cluster: Cluster) -> None:
    """A replica takes over in good order, then another because its node was killed: the one that hubs were told of."""
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        hub, other = [await stack.enter_async_context(world(cluster.url)) for _ in range(2)]
        talks = [await pair(hub, other) for _ in range(SESSIONS)]
        await all_go_on(talks)
        async with listening(cluster.url, cluster.key_of(1)) as received:
            await asyncio.to_thread(cluster.hand_over, 1)
            while not received.is_set():
                await asyncio.to_thread(cluster.nodes[1 + MASTERS].call, "SPUBLISH", cluster.key_of(1), "hello")
                await a_while()
        await all_go_on(talks)
        await asyncio.to_thread(cluster.replicated, 0)
        await asyncio.to_thread(cluster.kill, 0)
        await all_go_on(talks)


# A node takes with it what it had acknowledged


def commits(talk: Talk) -> int:
    return sum(isinstance(event, Said) and event.do == "commit" for event in talk.record.events)


async def what_a_node_took_with_it_is_said_again(cluster: Cluster) -> None:
    """A seal is acknowledged, and its node dies before the replica has heard of it. Each phone has a hub of its own."""
    async with served(cluster.url) as hers, served(cluster.url) as his, asyncio.timeout(PATIENCE):
        talk = await begin(hers, his)
        async with talk.mia, talk.sam:
            node = cluster.owner(channel(talk.mia.seat.id))
            await asyncio.to_thread(cluster.replicated, node)
            await asyncio.to_thread(cluster.stop_replicating, node)
            await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
            said = commits(talk)
            assert said == 1
            await asyncio.to_thread(cluster.kill, node)
            await talk.until(lambda: commits(talk) > said)
            await talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam"))
            await asyncio.gather(*(one.opened(SECTION) for one in talk.both))
            await talk.until(talk.converged)


SCENARIOS: Sequence[Scenario] = (sessions_go_on, what_a_node_took_with_it_is_said_again)


async def run(name: str, scenario: Scenario) -> float:
    """Seconds that the scenario took on a new cluster of this engine."""
    with tempfile.TemporaryDirectory() as folder, cluster_of(name, Path(folder), SHORT_NODE_TIMEOUT_MS) as cluster:
        began = time.monotonic()
        await scenario(cluster)
        return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    for number in range(given.times):
        for name in NAMES:
            for scenario in SCENARIOS:
                took = asyncio.run(run(name, scenario))
                sys.stdout.write(f"{number + 1} {name} {scenario.__name__}: {took:.1f} s\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
