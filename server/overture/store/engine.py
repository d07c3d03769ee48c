"""The way to Valkey or Redis: one engine by URL, or a cluster with each session on the node that owns it.

Knows connections, redirections and failures, and nothing of sessions.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha1

from redis.crc import key_slot

from overture.engine_address import CLUSTER, Address, Word, address_of
from overture.store.connection import ErrorReply, Reply
from overture.store.pipeline import Batcher, Send, StoreAway

log = logging.getLogger(__name__)

REDIRECTIONS = 8
"""Times that one command follows a cluster that is moving its slots before it counts as away."""

ALL_SLOTS = 16384
LANES = 2
"""Connections for commands to each node. The engine reads a little of each and then waits for its disk, once for all of
them; so more comes at a time, and while it has what came by one of them the other is filled. All that is about one
session goes by the same one, in order."""
REDIRECTIONS_BY_NAME = ("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN")

AWAY_ERRORS = ("MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "LOADING", "BUSY", "UNBLOCKED")


class StoreFull(Exception):
    """The engine has no memory left for anything new."""


class NotAllowed(StoreAway):
    """The engine does not let its hub say this."""


class Redirected(Exception):
    """Another node of the cluster has the key, or none at the moment."""


class ScriptUnknown(Exception):
    """The engine was started again and has forgotten a script."""


class Script:
    """Lua that the engine keeps, by the name that it gives to it."""

    def __init__(self, text: str) -> None:
        self.text = text.encode()
        self.sha = sha1(self.text, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Slots:
    """Which node of a cluster owns which keys: the first and the last slot of each range, and where its node is."""

    ranges: tuple[tuple[int, int, str], ...]

    def owner(self, key: str) -> str:
        slot = key_slot(key.encode())
        return next(place for first, last, place in self.ranges if first <= slot <= last)

    @property
    def places(self) -> set[str]:
        return {place for _, _, place in self.ranges}


class Engine:
    """Connections to one engine or to the nodes of a cluster.

    `call` takes the key that the command is about, which in a cluster decides the node. Every command may be sent
    twice (see Batcher), and every failure comes as StoreAway, StoreFull or ScriptUnknown. A place is the "host:port" of
    a node, or "" for the one engine that there is.
    """

    def __init__(self, url: str) -> None:
        self.is_cluster = url.partition("://")[0].endswith(CLUSTER)
        self._address = address_of(url)
        self._batchers: dict[tuple[str, int], Batcher] = {}
        self._slots: Slots | None = None
        self._looking = asyncio.Lock()
        self._closed = False
        # Where to ask who owns what: the node that the URL names may have died since.
        self._seen = [self._address.place]

    async def call(self, key: str, *command: Word) -> Reply:
        """The engine's answer to `command`, which is about `key`. Strings come as bytes."""
        if not self.is_cluster:
            return await self._ask("", *command, lane=_lane(key))
        for _ in range(REDIRECTIONS):
            try:
                return await self._ask(await self.place(key), *command, lane=_lane(key))
            except Redirected:
                self.look_again()
            except StoreAway:
                self.look_again()
                raise
        raise StoreAway("the cluster keeps moving")

    async def run(self, script: Script, keys: tuple[str, ...], *rest: Word) -> Reply:
        """What `script` answers, which is about `keys`, all of them on one node."""
        try:
            return await self.call(keys[0], "EVALSHA", script.sha, len(keys), *keys, *rest)
        except ScriptUnknown:
            return await self.call(keys[0], "EVAL", script.text, len(keys), *keys, *rest)

    def before_next(self, key: str, act: Callable[[Send | None], None]) -> None:
        """Call `act` in a later turn of the loop, just before the next commands leave for where `key` lives.

        It gets what sends a command with them, to be used at once: whoever is named there hears the engine's answer, or
        what it failed with, and uses `call` if that is not StoreAway. It gets None if nobody knows where `key` lives.
        """
        if self._closed or (self.is_cluster and self._slots is None):
            asyncio.get_running_loop().call_soon(act, None)
        else:
            batcher = self._batcher("" if self._slots is None else self._slots.owner(key), _lane(key))
            batcher.before_next(partial(act, batcher.send))

    async def call_everywhere(self, *command: Word) -> list[Reply]:
        """The answers of all nodes that own keys to `command`, which is about none. Raises StoreAway."""
        places = (self._slots or await self._look()).places if self.is_cluster else {""}
        try:
            return list(await asyncio.gather(*(self._ask(place, *command) for place in places)))
        except StoreAway:
            self.look_again()
            raise

    async def place(self, key: str) -> str:
        """Where `key` lives now. Raises StoreAway."""
        if not self.is_cluster:
            return ""
        slots = self._slots or await self._look()
        return slots.owner(key)

    async def address(self, key: str) -> Address:
        """Where `key` lives now, for a connection of one's own. Raises StoreAway."""
        return self._at(await self.place(key))

    def look_again(self) -> None:
        """Who owns what in the cluster may have changed: ask anew before the next command."""
        self._slots = None

    async def ping(self) -> None:
        """Returns when every node in use answers, on every connection to it; raises StoreAway.

        A connection that nothing has gone over for a while may have been lost without a word, which a ping finds out
        before somebody waits for it.
        """
        await self.place("overture")
        places = {""} if self._slots is None else self._slots.places
        used = [(place, lane) for place, lane in self._batchers if place in places]
        if not (used or self.is_cluster):
            used = [("", 0)]
        try:
            await asyncio.gather(*(self._ask(place, "PING", lane=lane) for place, lane in used))
        except StoreAway:
            self.look_again()
            raise

    async def close(self) -> None:
        """Whoever still waits for an answer, or asks after this, hears that the engine is away."""
        self._closed = True
        for batcher in self._batchers.values():
            await batcher.close()
        self._batchers.clear()

    async def _look(self) -> Slots:
        """Ask the nodes that were seen last, one after another, who owns what. Raises StoreAway."""
        async with self._looking:
            for place in list(self._seen):
                if self._slots is not None:
                    break
                try:
                    self._slots = _slots(await self._ask(place, "CLUSTER", "SLOTS"), place)
                except (StoreAway, Redirected):
                    # Next time those first that may answer.
                    self._seen.remove(place)
                    self._seen.append(place)
                if self._slots is not None:
                    self._seen = [*self._slots.places, *(old for old in self._seen if old not in self._slots.places)]
            if self._slots is None:
                raise StoreAway("no node knows the whole cluster")
            return self._slots

    def _at(self, place: str) -> Address:
        return self._address.at(place) if place else self._address

    def _batcher(self, place: str, lane: int) -> Batcher:
        # One for a node that has gone stays, as somebody may still be waiting for an answer.
        if (place, lane) not in self._batchers:
            self._batchers[place, lane] = Batcher(self._at(place))
        return self._batchers[place, lane]

    async def _ask(self, place: str, *command: Word, lane: int = 0) -> Reply:
        if self._closed:
            raise StoreAway("closed")
        try:
            return await self._batcher(place, lane).call(*command)
        except ErrorReply as error:
            raise _meaning(error.word, command[0]) from None


def _meaning(word: str, command: Word) -> Exception:
    """What to raise for an error of the engine."""
    if word.startswith("OOM"):
        return StoreFull()
    if word == "NOSCRIPT":
        return ScriptUnknown()
    if word in REDIRECTIONS_BY_NAME:
        return Redirected(word)
    log.warning("the engine refused %s: %s", command, word)
    return NotAllowed("refused") if word == "NOPERM" else StoreAway(word if word in AWAY_ERRORS else "refused")


def _lane(key: str) -> int:
    return key_slot(key.encode()) % LANES


def _slots(reply: Reply, asked: str) -> Slots | None:
    """The answer to CLUSTER SLOTS of the node at `asked`; None unless every key has an owner.

    Raises StoreAway for what is no such answer.
    """
    host = asked.rpartition(":")[0]
    try:
        ranges = tuple(
            (first, last, f"{owner[0].decode() if owner[0] else host}:{owner[1]:d}") for first, last, owner, *_ in reply
        )
        whole = sum(last - first + 1 for first, last, _ in ranges) == ALL_SLOTS
    except (TypeError, ValueError, AttributeError, IndexError):
        raise StoreAway("not an answer") from None
    return Slots(ranges) if whole else None
