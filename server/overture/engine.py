"""The way to Valkey or Redis: one engine by URL, or a cluster with each session on the node that owns it.

Knows connections, redirections and failures, and nothing of sessions.
"""

import contextlib
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import redis.exceptions as failures
from redis.asyncio import ConnectionPool
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from overture.batch import CONNECTION_FAILURES, TIMEOUT, Batcher, Reply, StoreAway

log = logging.getLogger(__name__)

REDIRECTIONS = 8
"""Times that one command follows a cluster that is moving its slots before it counts as away."""

AWAY_ERRORS = ("MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "LOADING", "BUSY", "UNBLOCKED")


class StoreFull(Exception):
    """The engine has no memory left for anything new."""


class ScriptUnknown(Exception):
    """The engine was started again and has forgotten a script."""


def _options() -> dict[str, Any]:
    return {
        "protocol": 2,
        "socket_timeout": TIMEOUT,
        "socket_connect_timeout": TIMEOUT,
        "retry": Retry(NoBackoff(), 0),
    }


class Engine:
    """Connections to one engine or to the nodes of a cluster.

    `call` takes the key that the command is about, which in a cluster decides the node. Every command may be sent
    twice (see Batcher), and every failure comes as StoreAway, StoreFull or ScriptUnknown.
    """

    def __init__(self, url: str) -> None:
        self._cluster: RedisCluster | None = None
        self._url = url
        self._batchers: dict[str, Batcher] = {}
        if urlsplit(url).scheme.endswith("+cluster"):
            self._url = url.replace("+cluster", "", 1)
        else:
            pool = ConnectionPool.from_url(url, **_options())
            self._make: Callable[[], AbstractConnection] = lambda: pool.connection_class(**pool.connection_kwargs)

    @property
    def is_cluster(self) -> bool:
        return not hasattr(self, "_make")

    async def call(self, key: str, *command: str | bytes | int) -> Reply:
        """The engine's answer to `command`, which is about `key`. Strings come as bytes."""
        if not self.is_cluster:
            return await self._ask(self._batcher("", self._make), *command)
        for _ in range(REDIRECTIONS):
            try:
                node = await self.node(key)
                return await self._ask(self._batcher(node.name, lambda n=node: connection_to(n)), *command)  # type: ignore[misc]
            except (failures.MovedError, failures.AskError, failures.TryAgainError, failures.ClusterDownError):
                await self._look_again()
            except StoreAway:
                await self._look_again()
                raise
        raise StoreAway("the cluster keeps moving")

    async def node(self, key: str) -> ClusterNode:
        """The node of a cluster that owns `key`."""
        try:
            if self._cluster is None:
                self._cluster = await RedisCluster.from_url(self._url, **_options(), require_full_coverage=True)
            node = self._cluster.get_node_from_key(key)
        except (failures.RedisError, *CONNECTION_FAILURES) as error:
            await self._look_again()
            raise StoreAway(type(error).__name__) from None
        if node is None:
            await self._look_again()
            raise StoreAway("no node has the key")
        return node

    async def connection(self, key: str) -> tuple[str, AbstractConnection]:
        """A new connection of its own to where `key` lives, not yet connected, and the name of that place."""
        if not self.is_cluster:
            return "", self._make()
        node = await self.node(key)
        return node.name, connection_to(node)

    async def place(self, key: str) -> str:
        """The name of where `key` lives now."""
        return "" if not self.is_cluster else str((await self.node(key)).name)

    async def ping(self) -> None:
        """Returns when every node in use answers; raises StoreAway."""
        if self.is_cluster:
            node = await self.node("overture")
            self._batcher(node.name, lambda: connection_to(node))
        else:
            self._batcher("", self._make)
        for batcher in list(self._batchers.values()):
            try:
                await self._ask(batcher, "PING")
            except StoreAway:
                await self._look_again()
                raise

    async def close(self) -> None:
        for batcher in self._batchers.values():
            await batcher.close()
        self._batchers.clear()
        await self._look_again()

    def _batcher(self, name: str, make: Callable[[], AbstractConnection]) -> Batcher:
        if name not in self._batchers:
            self._batchers[name] = Batcher(make)
        return self._batchers[name]

    async def _look_again(self) -> None:
        """Ask the cluster anew who owns what."""
        cluster, self._cluster = self._cluster, None
        if cluster is None:
            return
        with contextlib.suppress(failures.RedisError, OSError):
            await cluster.aclose()
        names = {node.name for node in cluster.get_nodes()}
        for name in [name for name in self._batchers if name not in names]:
            await self._batchers.pop(name).close()

    async def _ask(self, batcher: Batcher, *command: str | bytes | int) -> Reply:
        try:
            return await batcher.call(*command)
        except failures.OutOfMemoryError:
            raise StoreFull from None
        except failures.NoScriptError:
            raise ScriptUnknown from None
        except (failures.MovedError, failures.AskError, failures.TryAgainError, failures.ClusterDownError):
            raise
        except failures.ResponseError as error:
            # Only the error's first word: the rest may repeat what was sent.
            word = str(error).partition(" ")[0]
            if word.startswith("OOM"):
                raise StoreFull from None
            log.warning("the engine refused %s: %s", command[0], word if word.isupper() else type(error).__name__)
            raise StoreAway(word if word in AWAY_ERRORS else "refused") from None


def connection_to(node: ClusterNode) -> AbstractConnection:
    made: AbstractConnection = node.connection_class(**node.connection_kwargs)
    return made
