"""Valkey or Redis as a whole: one engine by URL, or a cluster in which each session is on the node that owns its key.

It knows nodes, redirections and failures, and nothing of sessions.
"""

import asyncio
import logging
from hashlib import sha1

from overture.counts import Counts
from overture.engine_address import CLUSTER, Address, Command, Word, address_of
from overture.store.connection import ErrorReply, Reply
from overture.store.errors import NotAllowed, StoreAway, StoreFull
from overture.store.pipeline import Pipeline
from overture.store.topology import KeyRanges, key_ranges, key_slot

log = logging.getLogger(__name__)

REDIRECTIONS = 8
"""Times that one command follows a cluster that is moving its slots before it counts as away."""

LANES = 2
"""Connections for commands to each node. Two overlap: one fills while the engine syncs the other's commands to disk.
All commands about one session go over the same one, so they keep their order."""
CLUSTER_DOWN = "CLUSTERDOWN"
"""The error of a node that answers and may serve nothing, or not this key, as the cluster lacks another one."""
REDIRECTIONS_BY_NAME = ("MOVED", "ASK", "TRYAGAIN", CLUSTER_DOWN)

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
        """Who owned what when the cluster was last asked; None before that."""
        self._doubted: frozenset[str] = frozenset()
        """The nodes in it that have failed since, or that do not own any more what they owned then."""
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
            node = await self.node_of(key)
            try:
                return await self._send(node, command, lane_of(key))
            except Redirected:
                self.forget_topology()
            except StoreAway:
                self._doubt(node)
                raise
        raise StoreAway("the cluster keeps moving", self.known_owner(key))

    async def run(self, script: Script, keys: tuple[str, ...], *rest: Word) -> Reply:
        """Run a script on the node that owns `keys`; all of them must have one owner. Returns and raises as `call`."""
        try:
            return await self.call(keys[0], "EVALSHA", script.sha, len(keys), *keys, *rest)
        except ScriptUnknown:
            return await self.call(keys[0], "EVAL", script.text, len(keys), *keys, *rest)

    async def call_everywhere(self, *command: Word) -> list[Reply]:
        """Send a command that is about no key to every node that owns keys.

        Returns:
            The replies of those that have answered, at least one.

        Raises:
            NotAllowed: a node refuses it.
            StoreAway: no node has answered.
        """
        nodes = (await self._current_topology()).nodes if self.is_cluster else {""}
        sent = (self._send_or_doubt(node, command) for node in nodes)
        results = await asyncio.gather(*sent, return_exceptions=True)
        failures = [each for each in results if isinstance(each, BaseException)]
        refusals = [each for each in failures if isinstance(each, NotAllowed)]
        if refusals or len(failures) == len(results):
            raise (refusals or failures)[0]
        return [each for each in results if not isinstance(each, BaseException)]

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
        # Whoever's node is not in doubt does not wait until others know theirs.
        known = self._topology
        if known is None or known.owner(key) in self._doubted:
            known = await self._load_topology()
        return known.owner(key)

    def known_owner(self, key: str) -> str:
        """Return the node that owned a key when the cluster was last asked; "" if it never was, and without one."""
        return "" if self._topology is None else self._topology.owner(key)

    async def address_of(self, key: str) -> Address:
        """Return the address of the node that owns a key now, for a connection of one's own. Raises StoreAway."""
        return self._at(await self.node_of(key))

    def forget_topology(self) -> None:
        """Ask the cluster anew who owns what before the next command."""
        self._doubted = frozenset() if self._topology is None else self._topology.nodes

    async def ping(self) -> dict[str, StoreAway]:
        """Return when every node in use has answered on every connection to it, or has failed to.

        A connection that has been idle may have been lost without a word; a ping finds that out before a person waits
        for it.

        Returns:
            The nodes that own keys and do not serve them, and why; empty if all do.

        Raises:
            StoreAway: no node does.
        """
        nodes = (await self._current_topology()).nodes if self.is_cluster else {""}
        results = await asyncio.gather(*map(self._ping_node, nodes), return_exceptions=True)
        silent: dict[str, StoreAway] = {}
        for node, result in zip(nodes, results, strict=True):
            if isinstance(result, StoreAway):
                silent[node] = result
            elif isinstance(result, BaseException):
                raise result
        if len(silent) == len(nodes):
            raise StoreAway(str(next(iter(silent.values()))))
        return silent

    async def close(self) -> None:
        """Close every connection. Commands that wait, or come later, fail with StoreAway."""
        self._closed = True
        for pipeline in self._pipelines.values():
            await pipeline.close()
        self._pipelines.clear()

    async def _ping_node(self, node: str) -> None:
        """Raises StoreAway if a node that is in use does not answer, or does not serve its keys."""
        lanes = [lane for used, lane in self._pipelines if used == node]
        if not self.is_cluster:
            await asyncio.gather(*(self._send(node, ("PING",), lane) for lane in lanes or [0]))
        elif lanes:
            assert self._topology is not None
            probe = self._topology.probe_keys.get(node)
            await asyncio.gather(*(self._send_or_doubt(node, ("PING",), lane) for lane in lanes))
            try:
                # A node answers a ping although the cluster has forbidden it to serve anything.
                await (self._send_or_doubt(node, ("EXISTS", probe)) if probe else self._load_topology())
            except Redirected as redirected:
                self.forget_topology()
                if str(redirected) == CLUSTER_DOWN:
                    raise StoreAway(CLUSTER_DOWN, node) from None

    async def _current_topology(self) -> KeyRanges:
        """Return who owns what, asked anew if any of it is in doubt. Raises StoreAway."""
        if self._topology is None or self._doubted:
            return await self._load_topology()
        return self._topology

    async def _load_topology(self) -> KeyRanges:
        """Ask the nodes that were seen last, one after another, who owns what. Raises StoreAway."""
        async with self._loading:
            if self._topology is not None and not self._doubted:
                return self._topology
            for node in list(self._known_nodes):
                try:
                    found = key_ranges(await self._send(node, ("CLUSTER", "SLOTS")), node)
                except (StoreAway, Redirected):
                    found = None
                self._known_nodes.remove(node)
                if found is not None:
                    others = found.nodes - {node, *self._known_nodes}
                    self._known_nodes = [node, *others, *self._known_nodes]
                    self._topology, self._doubted = found, frozenset()
                    return found
                # Next time those come first that may answer.
                self._known_nodes.append(node)
            raise StoreAway("no node knows the whole cluster")

    def _doubt(self, node: str) -> None:
        self._doubted |= {node}

    def _at(self, node: str) -> Address:
        return self._address.at(node) if node else self._address

    def _pipeline(self, node: str, lane: int) -> Pipeline:
        # That of a node that has gone is kept, as a command may still wait for its reply.
        if (node, lane) not in self._pipelines:
            self._pipelines[node, lane] = Pipeline(self._at(node), self._times)
        return self._pipelines[node, lane]

    async def _send_or_doubt(self, node: str, command: Command, lane: int = 0) -> Reply:
        try:
            return await self._send(node, command, lane)
        except StoreAway:
            self._doubt(node)
            raise

    async def _send(self, node: str, command: Command, lane: int = 0) -> Reply:
        if self._closed:
            raise StoreAway("closed", node)
        try:
            return await self._pipeline(node, lane).call(*command)
        except ErrorReply as error:
            raise _failure(error.word, command[0], node) from None
        except StoreAway as error:
            raise StoreAway(str(error), node) from None


def lane_of(key: str) -> int:
    """Return the number of the connection to its node, below LANES, that carries the commands about a key."""
    return key_slot(key) % LANES


def _failure(word: str, command: Word, node: str) -> Exception:
    """What to raise for an error of a node that begins with `word`."""
    if word.startswith("OOM"):
        return StoreFull()
    if word == "NOSCRIPT":
        return ScriptUnknown()
    if word in REDIRECTIONS_BY_NAME:
        return Redirected(word)
    log.warning("the engine refused %s: %s", command, word)
    if word == "NOPERM":
        return NotAllowed("refused", node)
    return StoreAway(word if word in AWAY_ERRORS else "refused", node)
