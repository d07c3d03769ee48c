"""Valkey or Redis as a whole: one engine by URL, or a cluster in which each session is on the node that owns its key.

It knows nodes, redirections and failures, and nothing of sessions.
"""

import asyncio
import binascii
import logging
from dataclasses import dataclass
from hashlib import sha1

from overture.counts import Counts
from overture.engine_address import CLUSTER, Address, Command, Word, address_of
from overture.store.connection import ErrorReply, Reply
from overture.store.errors import NotAllowed, StoreAway, StoreFull
from overture.store.pipeline import Pipeline

log = logging.getLogger(__name__)

REDIRECTIONS = 8
"""Times that one command follows a cluster that is moving its slots before it counts as away."""

ALL_SLOTS = 16384
LANES = 2
"""Connections for commands to each node. Two overlap: one fills while the engine syncs the other's commands to disk.
All commands about one session go over the same one, so they keep their order."""
REDIRECTIONS_BY_NAME = ("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN")

AWAY_ERRORS = ("MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "LOADING", "BUSY", "UNBLOCKED")


class Redirected(Exception):
    """Another node of the cluster owns the key, or none does at the moment."""


class ScriptUnknown(Exception):
    """The engine was restarted and does not have the script any more."""


class Script:
    """A Lua script, which the engine keeps under the SHA-1 of its text."""

    def __init__(self, text: str) -> None:
        """`text` begins with the line that names its flags (`#!lua`)."""
        self.text = text.encode()
        self.sha = sha1(self.text, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class KeyRanges:
    """Which node of a cluster owns which keys."""

    ranges: tuple[tuple[int, int, str], ...]
    """The first and the last slot of each range, and the "host:port" of its node."""
    replicas: frozenset[str] = frozenset()
    """The nodes that own no keys and hold a copy of those of another."""

    def owner(self, key: str) -> str:
        """Return the node that owns a key."""
        slot = key_slot(key)
        return next(node for first, last, node in self.ranges if first <= slot <= last)

    @property
    def nodes(self) -> set[str]:
        """Every node that owns keys."""
        return {node for _, _, node in self.ranges}


class Engine:
    """Connections to one engine or to the nodes of a cluster.

    Every command may be sent twice (see Pipeline). Every failure is one of StoreAway, StoreFull and ScriptUnknown. A
    node is named by its "host:port", or by "" if there is but one engine.
    """

    def __init__(self, url: str, counts: Counts | None = None) -> None:
        """Prepare it; nothing is connected yet.

        Args:
            url: a REDIS_URL (docs/operating.md).
            counts: where the time that it takes is counted.

        Raises:
            AddressError: the URL cannot be used.
        """
        self._times = (counts or Counts()).engine
        self.is_cluster = url.partition("://")[0].endswith(CLUSTER)
        self._address = address_of(url)
        self._pipelines: dict[tuple[str, int], Pipeline] = {}
        self._topology: KeyRanges | None = None
        self._loading = asyncio.Lock()
        self._closed = False
        # Whom to ask for the topology: the node that the URL names may have died since.
        self._known_nodes = [self._address.host_port]

    async def call(self, key: str, *command: Word) -> Reply:
        """Send a command to the node that owns a key.

        Args:
            key: the key that the command is about.
            command: its words.

        Returns:
            The engine's reply. Strings come as bytes.

        Raises:
            StoreAway: the engine cannot be reached or refuses; the command may have been carried out or not.
            StoreFull: the engine has no memory left for it.
            ScriptUnknown: for EVALSHA, see `run`.
        """
        if not self.is_cluster:
            return await self._send("", command, lane_of(key))
        for _ in range(REDIRECTIONS):
            try:
                return await self._send(await self.node_of(key), command, lane_of(key))
            except Redirected:
                self.forget_topology()
            except StoreAway:
                self.forget_topology()
                raise
        raise StoreAway("the cluster keeps moving")

    async def run(self, script: Script, keys: tuple[str, ...], *rest: Word) -> Reply:
        """Run a script on the node that owns `keys`; all of them must have one owner. Returns and raises as `call`."""
        try:
            return await self.call(keys[0], "EVALSHA", script.sha, len(keys), *keys, *rest)
        except ScriptUnknown:
            return await self.call(keys[0], "EVAL", script.text, len(keys), *keys, *rest)

    async def call_everywhere(self, *command: Word) -> list[Reply]:
        """Send a command that is about no key to every node that owns keys. Returns their replies; raises StoreAway."""
        nodes = (self._topology or await self._load_topology()).nodes if self.is_cluster else {""}
        try:
            return list(await asyncio.gather(*(self._send(node, command) for node in nodes)))
        except StoreAway:
            self.forget_topology()
            raise

    async def all_nodes(self) -> tuple[str, ...]:
        """Return every node that holds keys, replicas among them. Raises StoreAway."""
        if not self.is_cluster:
            return ("",)
        # A replica may have come since the cluster was last asked, and nothing else shows that.
        self.forget_topology()
        known = await self._load_topology()
        return tuple(sorted(known.nodes | known.replicas))

    async def call_node(self, node: str, *command: Word) -> Reply:
        """Send a command that is about no key to one node. Returns and raises as `call`."""
        return await self._send(node, command)

    async def node_of(self, key: str) -> str:
        """Return the node that owns a key now. Raises StoreAway."""
        if not self.is_cluster:
            return ""
        return (self._topology or await self._load_topology()).owner(key)

    async def address_of(self, key: str) -> Address:
        """Return the address of the node that owns a key now, for a connection of one's own. Raises StoreAway."""
        return self._at(await self.node_of(key))

    def forget_topology(self) -> None:
        """Ask the cluster anew who owns what before the next command."""
        self._topology = None

    async def ping(self) -> None:
        """Return when every node in use has answered on every connection to it. Raises StoreAway.

        A connection that has been idle may have been lost without a word; a ping finds that out before a person waits
        for it.
        """
        await self.node_of("overture")
        nodes = {""} if self._topology is None else self._topology.nodes
        used = [(node, lane) for node, lane in self._pipelines if node in nodes]
        if not (used or self.is_cluster):
            used = [("", 0)]
        try:
            await asyncio.gather(*(self._send(node, ("PING",), lane) for node, lane in used))
        except StoreAway:
            self.forget_topology()
            raise

    async def close(self) -> None:
        """Close every connection. Commands that wait, or come later, fail with StoreAway."""
        self._closed = True
        for pipeline in self._pipelines.values():
            await pipeline.close()
        self._pipelines.clear()

    async def _load_topology(self) -> KeyRanges:
        """Ask the nodes that were seen last, one after another, who owns what. Raises StoreAway."""
        async with self._loading:
            for node in list(self._known_nodes):
                if self._topology is not None:
                    break
                try:
                    self._topology = _key_ranges(await self._send(node, ("CLUSTER", "SLOTS")), node)
                except (StoreAway, Redirected):
                    # Next time those come first that may answer.
                    self._known_nodes.remove(node)
                    self._known_nodes.append(node)
                if self._topology is not None:
                    owners = self._topology.nodes
                    self._known_nodes = [*owners, *(old for old in self._known_nodes if old not in owners)]
            if self._topology is None:
                raise StoreAway("no node knows the whole cluster")
            return self._topology

    def _at(self, node: str) -> Address:
        return self._address.at(node) if node else self._address

    def _pipeline(self, node: str, lane: int) -> Pipeline:
        # That of a node that has gone is kept, as a command may still wait for its reply.
        if (node, lane) not in self._pipelines:
            self._pipelines[node, lane] = Pipeline(self._at(node), self._times)
        return self._pipelines[node, lane]

    async def _send(self, node: str, command: Command, lane: int = 0) -> Reply:
        if self._closed:
            raise StoreAway("closed")
        try:
            return await self._pipeline(node, lane).call(*command)
        except ErrorReply as error:
            raise _failure(error.word, command[0]) from None


def lane_of(key: str) -> int:
    """Return the number of the connection to its node, below LANES, that carries the commands about a key."""
    return key_slot(key) % LANES


def key_slot(key: str) -> int:
    """Return the hash slot of a key, below 16,384. Keys with the same text in braces share one.

    Source: Redis Cluster Specification, "Key distribution model" and "Hash tags".
    """
    tag, closed, _ = key.partition("{")[2].partition("}")
    return binascii.crc_hqx((tag if tag and closed else key).encode(), 0) % 16_384


def _failure(word: str, command: Word) -> Exception:
    """What to raise for an error of the engine that begins with `word`."""
    if word.startswith("OOM"):
        return StoreFull()
    if word == "NOSCRIPT":
        return ScriptUnknown()
    if word in REDIRECTIONS_BY_NAME:
        return Redirected(word)
    log.warning("the engine refused %s: %s", command, word)
    return NotAllowed("refused") if word == "NOPERM" else StoreAway(word if word in AWAY_ERRORS else "refused")


def _key_ranges(reply: Reply, asked: str) -> KeyRanges | None:
    """Read the reply to CLUSTER SLOTS of the node `asked`; None unless every key has an owner.

    Raises StoreAway for anything that is no such reply.
    """
    host = asked.rpartition(":")[0]

    def named(node: Reply) -> str:
        return f"{node[0].decode() if node[0] else host}:{node[1]:d}"

    try:
        ranges = tuple((first, last, named(owner)) for first, last, owner, *_ in reply)
        replicas = frozenset(named(replica) for _, _, _, *copies in reply for replica in copies)
        whole = sum(last - first + 1 for first, last, _ in ranges) == ALL_SLOTS
    except (TypeError, ValueError, AttributeError, IndexError):
        raise StoreAway("not a reply to CLUSTER SLOTS") from None
    return KeyRanges(ranges, replicas) if whole else None
