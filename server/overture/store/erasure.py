"""Erasure: what was deleted or has expired leaves the append-only files of an engine that is not the hub's own.

An append-only file holds every write until it is rewritten, and an engine rewrites it when it has grown, which on a
quiet hub may take weeks. So the hub asks for a rewrite when something was removed since the last one. Of all processes
of all hubs one has the turn; what it needs to know is a key in the engine, so that any of them may have the next.
The parent of a hub does the same for its private engine, which no other hub uses (embedded.py).
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from overture.store.connection import Reply, fields_of
from overture.store.engine import Engine
from overture.store.errors import NotAllowed, StoreAway, StoreFull

log = logging.getLogger(__name__)

EVERY = 60
"""Seconds from one turn to the next."""
TRIES = 3
"""How often a process tries to have the turn in that time."""
KEPT = 30 * 24 * 3600
"""Seconds for which it is kept what each node had removed at its last rewrite."""
TURN_KEY = "overture:rewrite:turn"
STATE_KEY = "overture:rewrite:state"
NODE_INFO = ("INFO", "server", "persistence", "stats", "commandstats")
"""The command that `node_state` reads the reply of."""


class Removed(NamedTuple):
    """How much a node has removed since it was started. A node that was started again has another `run`."""

    run: str
    keys: int


NOTHING = Removed("", 0)


class NodeState(NamedTuple):
    """What one node says about its file.

    Attributes:
        removed: How much it has removed.
        has_file: Whether it keeps an append-only file.
        busy: Whether it is being rewritten now, or will be in a moment.
        failed: Whether the last rewrite of it failed.
    """

    removed: Removed
    has_file: bool
    busy: bool
    failed: bool


class Erasure:
    """Asks the nodes of an engine for rewrites. Run `run` in a task."""

    def __init__(self, engine: Engine, every: float = EVERY) -> None:
        """`every` is the number of seconds from one turn to the next; at least a millisecond."""
        self._engine = engine
        self._every = every

    async def run(self) -> None:
        """Try to have the turn again and again, until cancelled or until the engine refuses a command for good."""
        while True:
            await asyncio.sleep(self._every / TRIES)
            try:
                if await self._has_turn():
                    await self.rewrite()
            except NotAllowed:
                log.warning(
                    "the engine does not let the hub rewrite its append-only file: what was deleted stays in it until "
                    "the engine rewrites it by itself (docs/operating.md)"
                )
                return
            except (StoreAway, StoreFull):
                # A node that is away, or has no room for two small keys, is asked again at another turn.
                continue

    async def rewrite(self) -> None:
        """Ask each node that has removed anything since its last rewrite for another.

        Raises:
            NotAllowed: The hub's user may not do that.
            StoreAway: A node is away. The others were asked.
            StoreFull: The engine has no room to keep what was done.
        """
        nodes = await self._engine.all_nodes()
        known = await self._known()
        results = await asyncio.gather(
            *(self._rewrite_node(node, known.get(node)) for node in nodes), return_exceptions=True
        )
        now = {node: each for node, each in zip(nodes, results, strict=True) if isinstance(each, Removed)}
        if now and now != known:
            await self._engine.call(STATE_KEY, "SET", STATE_KEY, msgspec.json.encode(known | now), "EX", KEPT)
        for each in results:
            if isinstance(each, BaseException):
                raise each

    async def _has_turn(self) -> bool:
        milliseconds = int(self._every * 1000)
        return await self._engine.call(TURN_KEY, "SET", TURN_KEY, "1", "NX", "PX", milliseconds) is not None

    async def _known(self) -> dict[str, Removed]:
        stored = await self._engine.call(STATE_KEY, "GET", STATE_KEY)
        return {} if stored is None else msgspec.json.decode(stored, type=dict[str, Removed])

    async def _rewrite_node(self, node: str, known: Removed | None) -> Removed:
        """Return how much the node had removed when its last rewrite began."""
        state = node_state(await self._engine.call_node(node, *NODE_INFO))
        if state.busy:
            # Nobody knows when that rewrite began. It is asked for again at the next turn.
            return known or NOTHING
        if state.has_file and (state.failed or state.removed != known):
            # What is removed between the two commands is in the rewrite, and asked for once more at the next turn.
            await self._engine.call_node(node, "BGREWRITEAOF")
        return state.removed


def node_state(info: Reply) -> NodeState:
    """Read what INFO says of the server, its persistence, its statistics and its commands.

    Args:
        info: The reply to `NODE_INFO`.
    """
    found = fields_of(info)
    # Sessions, and the boxes that one drops while it lives.
    deleted = _calls(found, "del") + _calls(found, "hdel")
    return NodeState(
        Removed(found.get("run_id", ""), int(found.get("expired_keys", 0)) + deleted),
        found.get("aof_enabled") == "1",
        "1" in (found.get("aof_rewrite_in_progress"), found.get("aof_rewrite_scheduled")),
        found.get("aof_last_bgrewrite_status", "ok") != "ok",
    )


def _calls(found: Mapping[str, str], command: str) -> int:
    # Such as "calls=5,usec=31,usec_per_call=6.20".
    said = dict(part.split("=") for part in found.get(f"cmdstat_{command}", "calls=0").split(","))
    return int(said["calls"])
