"""While one node of a cluster is away, the conversations of the others go on as if nothing had happened."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from overture.counts import Counts
from overture.store.engine import Engine as Connections
from overture.store.errors import StoreAway
from overture.store.scripts import channel
from tests.faults.clusters import MASTERS, SHORT_NODE_TIMEOUT_MS, Cluster, cluster_of
from tests.faults.failover import all_go_on
from tests.faults.talk import PATIENCE
from tests.server.wired import World, b64, world
from tests.server.wired_phone import Phone
from tests.support.waiting import eventually

Pair = tuple[Phone, Phone]


def configure(cluster: Cluster, **settings: str) -> None:
    for node in cluster.nodes:
        for name, value in settings.items():
            node.call("CONFIG", "SET", name.replace("_", "-"), value)


def take_over(cluster: Cluster) -> None:
    """The replica of the first node takes its place, when the test says so."""
    cluster.nodes[MASTERS].call("CLUSTER", "FAILOVER", "TAKEOVER")


async def one_on_each_node(cluster: Cluster, hub: World, other: World) -> list[Pair]:
    """A conversation on each node and its replica, in their order; its phones are at two hubs."""
    found: dict[int, Pair] = {}
    while len(found) < MASTERS:
        a, b = await hub.pair()
        node = cluster.owner(channel(a["id"]))
        if node not in found:
            found[node] = (await hub.enter(a), await other.enter(b))
            await asyncio.to_thread(cluster.replicated, node)
    return [found[node] for node in range(MASTERS)]


async def undisturbed(mia: Phone, sam: Phone) -> None:
    """What one does reaches the other, both ways, and neither hears anything of an engine that is away."""
    for one, other in ((mia, sam), (sam, mia)):
        pause = b64(os.urandom(16))
        for command, paused in (("pause", True), ("resume", False)):
            answers = await one.do(command, pause=pause)
            assert "ack" in answers[-1]
            assert {"away": True} not in answers
            while bool(other.view["paused"]["them"]) is not paused:
                assert "away" not in await other.next()


@asynccontextmanager
async def two_hubs(cluster: Cluster) -> AsyncIterator[tuple[World, World]]:
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        yield (
            await stack.enter_async_context(world(cluster.url)),
            await stack.enter_async_context(world(cluster.url)),
        )


@pytest.mark.parametrize(("name", "fault"), [("valkey", "killed"), ("redis", "hangs")])
async def test_the_others_go_on(name: str, fault: str, folder: Path) -> None:
    with cluster_of(name, folder, SHORT_NODE_TIMEOUT_MS) as cluster:
        configure(cluster, cluster_require_full_coverage="no", cluster_replica_no_failover="yes")
        async with two_hubs(cluster) as (hub, other):
            concerned, *rest = await one_on_each_node(cluster, hub, other)
            first = cluster.nodes[0].program
            first.kill() if fault == "killed" else first.hold()
            for phone in concerned:
                assert await phone.until("away") == {"away": True}
            for pair in rest:
                await undisturbed(*pair)
            ready = await hub.get("/readyz")
            assert (ready.status, ready.json["engine"], ready.json["kept"]) == (200, "partly", "always")
            await asyncio.to_thread(take_over, cluster)
            await all_go_on([concerned])
            for pair in rest:
                await undisturbed(*pair)
            assert (await hub.get("/readyz")).json["engine"] == "there"


async def test_whoever_needs_another_node_does_not_wait_for_one_that_hangs(folder: Path) -> None:
    counts = Counts()
    with cluster_of("valkey", folder) as cluster:
        connections = Connections(cluster.url, counts)
        hanging, there = cluster.key_of(0), cluster.key_of(1)
        assert await connections.call(there, "GET", there) is None
        # The node that the address names, and so the first to be asked for the others.
        cluster.nodes[0].program.hold()
        with pytest.raises(StoreAway) as raised:
            await connections.call(hanging, "GET", hanging)
        assert raised.value.node == connections.known_owner(hanging)
        with pytest.raises(StopIteration) as known:
            # It waits for nothing.
            connections.node_of(there).send(None)
        assert known.value.value == connections.known_owner(there)
        connections.forget_topology()
        await connections.node_of(there)
        asked = sum(counts.engine.counts)
        connections.forget_topology()
        await connections.node_of(there)
        assert sum(counts.engine.counts) == asked + 1, "only one that answers"
        await connections.close()


async def test_everybody_is_told_while_the_cluster_serves_nobody(folder: Path) -> None:
    """By default the nodes that are left refuse all keys until somebody has the lost ones; they do answer pings."""
    with cluster_of("valkey", folder, SHORT_NODE_TIMEOUT_MS) as cluster:
        configure(cluster, cluster_replica_no_failover="yes")
        async with two_hubs(cluster) as (hub, other):
            pairs = await one_on_each_node(cluster, hub, other)
            cluster.nodes[0].program.kill()
            await eventually(lambda: b"cluster_state:fail" in cluster.nodes[1].call("CLUSTER", "INFO"))
            for pair in pairs:
                for phone in pair:
                    assert await phone.until("away") == {"away": True}
            assert (await hub.get("/readyz")).status == 503
            await asyncio.to_thread(take_over, cluster)
            await all_go_on(pairs)
