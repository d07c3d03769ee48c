"""A node of a cluster dies with something it had acknowledged: the phones say it again to its replica."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from tests.faults.clusters import SHORT_NODE_TIMEOUT_MS, cluster_of
from tests.faults.failover import what_a_node_took_with_it_is_said_again
from tests.support.engines import NAMES


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
        async with asyncio.TaskGroup() as group:
            for cluster in clusters:
                group.create_task(what_a_node_took_with_it_is_said_again(cluster))
