"""A node of a cluster dies with something it had acknowledged: the phones say it again to its replica."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from overture.store.engine import Engine as Connections
from overture.store.erasure import Erasure
from tests.faults.clusters import SHORT_NODE_TIMEOUT_MS, Cluster, cluster_of
from tests.faults.failover import what_a_node_took_with_it_is_said_again
from tests.support.engines import NAMES
from tests.support.waiting import a_while


async def test_what_a_killed_node_had_not_passed_on_is_said_again(folder: Path) -> None:
    """Both engines at once: most of the time is spent waiting until nodes agree."""
    with ExitStack() as made:
        homes = [folder / name for name in NAMES]
        for home in homes:
            home.mkdir()
        clusters = [
            made.enter_context(cluster_of(name, home, SHORT_NODE_TIMEOUT_MS))
            for name, home in zip(NAMES, homes, strict=True)
        ]
        for cluster in clusters:
            await every_node_is_asked_for_a_rewrite(cluster)
        async with asyncio.TaskGroup() as group:
            for cluster in clusters:
                group.create_task(what_a_node_took_with_it_is_said_again(cluster))


async def every_node_is_asked_for_a_rewrite(cluster: Cluster) -> None:
    """A replica has an append-only file of its own, in which everything stands that its master has deleted."""
    connections = Connections(cluster.url)
    async with asyncio.timeout(30):
        # A new replica rewrites its file by itself, and is asked when it has done so.
        while not all("cmdstat_bgrewriteaof" in node.client.info("commandstats") for node in cluster.nodes):
            await Erasure(connections).rewrite()
            await a_while()
    await connections.close()
