"""What the engine tells this process: one connection (in a cluster one per node) for all sessions it has sockets for.

A message can be lost while a connection is down. So every subscription that the engine confirms, the first and each
one after a lost connection, is handed on exactly like a message: whoever hears it reads the session anew.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import redis.exceptions as failures

from overture.batch import CONNECTION_FAILURES, StoreAway
from overture.engine import Engine
from overture.pipe import Pipe, Reply, connected
from overture.tasks import end

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
SILENCE = 2.5
"""Seconds without a word, not even an answer to a heartbeat, after which a connection counts as lost."""
PATIENCE = 0.25
"""Seconds before a lost connection is made again."""

Hear = Callable[[str, bytes | None], None]


class Subscriptions:
    """Channels that this process listens to. `hear(channel, message)` gets None for a confirmed subscription."""

    def __init__(self, engine: Engine, hear: Hear) -> None:
        self._engine = engine
        self._hear = hear
        self._lines: dict[str, _Line] = {}
        self._channels: dict[str, str] = {}
        self._placing: set[asyncio.Task[None]] = set()
        self._moving: set[str] = set()

    def add(self, channel: str) -> None:
        if channel not in self._channels:
            self._channels[channel] = ""
            self._spawn(self._find_place(channel))

    def remove(self, channel: str) -> None:
        place = self._channels.pop(channel, None)
        if place is not None and place in self._lines:
            self._lines[place].forget(channel)

    async def close(self) -> None:
        # First of all, so that nothing that is heard while they end looks for a new place and listens there.
        self._channels.clear()
        await end([*self._placing, *(line.task for line in self._lines.values())])
        self._lines.clear()

    def _spawn(self, search: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(search)
        self._placing.add(task)
        task.add_done_callback(self._placing.discard)

    async def _find_place(self, channel: str) -> None:
        while channel in self._channels:
            try:
                place = await self._engine.place(channel)
            except StoreAway:
                await asyncio.sleep(PATIENCE)
                continue
            if channel in self._channels:
                self._channels[channel] = place
                if place not in self._lines:
                    self._lines[place] = _Line(self._engine, self._hear, self._moved)
                self._lines[place].listen(channel)
            return

    def _moved(self, channel: str) -> None:
        """A cluster gave the channel to another node."""
        if channel not in self._channels:
            return
        self._moving.add(channel)
        if len(self._moving) == 1:
            self._spawn(self._find_places())

    async def _find_places(self) -> None:
        """One look at who owns what now, for all channels that were moved together."""
        self._engine.look_again()
        moved, self._moving = self._moving, set()
        for channel in moved:
            await self._find_place(channel)


class _Line:
    """One connection that listens. Its task lives until it is cancelled, and outlives every failure."""

    def __init__(self, engine: Engine, hear: Hear, moved: Callable[[str], None]) -> None:
        self._engine = engine
        self._hear = hear
        self._moved = moved
        self._wanted: dict[str, None] = {}
        self._outgoing: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
        self._connected = False
        self._needed = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self._live())

    def listen(self, channel: str) -> None:
        self._wanted[channel] = None
        self._needed.set()
        if self._connected:
            self._outgoing.put_nowait(("SSUBSCRIBE", channel))

    def forget(self, channel: str) -> None:
        self._wanted.pop(channel, None)
        if self._connected:
            self._outgoing.put_nowait(("SUNSUBSCRIBE", channel))

    async def _live(self) -> None:
        while True:
            try:
                await self._listen()
            except (*CONNECTION_FAILURES, failures.RedisError, StoreAway) as error:
                log.info("the connection that listens was lost: %s", type(error).__name__)
            await asyncio.sleep(PATIENCE)

    async def _listen(self) -> None:
        if not self._wanted:
            self._needed.clear()
        await self._needed.wait()
        if not self._wanted:
            return
        _, connection = await self._engine.connection(next(iter(self._wanted)))
        writer: asyncio.Task[None] | None = None
        pipe = await connected(connection)
        try:
            self._outgoing = asyncio.Queue()
            self._connected = True
            for channel in self._wanted:
                self._outgoing.put_nowait(("SSUBSCRIBE", channel))
            writer = asyncio.get_running_loop().create_task(self._write(pipe))
            while True:
                for said in await pipe.read(SILENCE):
                    self._take(said)
        finally:
            self._connected = False
            try:
                if writer is not None:
                    await end([writer])
            finally:
                await pipe.close()

    async def _write(self, pipe: Pipe) -> None:
        """Say what is to be said, and a heartbeat when there is nothing. A failure shows as silence in `_listen`."""
        with contextlib.suppress(*CONNECTION_FAILURES, failures.RedisError):
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        command = await self._outgoing.get()
                except TimeoutError:
                    command = ("PING",)
                pipe.write([command])
                await pipe.drain(SILENCE)

    def _take(self, said: Reply) -> None:
        if isinstance(said, failures.ResponseError):
            # A cluster moved the channel before it could be subscribed to: which one is not said.
            for channel in list(self._wanted):
                self._wanted.pop(channel)
                self._moved(channel)
            raise said
        if not isinstance(said, list):
            return
        kind, channel = said[0], said[1].decode() if len(said) > 1 and said[1] else ""
        if kind == b"smessage":
            self._hear(channel, said[2])
        elif kind == b"ssubscribe":
            self._hear(channel, None)
        elif kind == b"sunsubscribe" and channel in self._wanted:
            self._wanted.pop(channel)
            self._moved(channel)
