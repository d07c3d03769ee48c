"""What the engine tells this process: one connection (in a cluster one per node) for all sessions it has sockets for.

A message can be lost while a connection is down. So every subscription that the engine confirms, the first and each
one after a lost connection, is handed on exactly like a message: whoever hears it reads the session anew.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from overture.engine_address import Command
from overture.store.connection import Broken, ErrorReply, Pipe, Reply, connected
from overture.store.engine import Engine
from overture.store.pipeline import TIMEOUT, Silent, StoreAway
from overture.tasks import Tasks, end

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
"""Seconds without a word after which the engine is asked for one."""
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
        self._placing = Tasks(log)
        self._moving: set[str] = set()

    def add(self, channel: str) -> None:
        if channel not in self._channels:
            self._channels[channel] = ""
            self._placing.spawn(self._find_place(channel))

    def remove(self, channel: str) -> None:
        place = self._channels.pop(channel, None)
        if place is not None and place in self._lines:
            self._lines[place].forget(channel)

    async def close(self) -> None:
        # First of all, so that nothing that is heard while they end looks for a new place and listens there.
        self._channels.clear()
        await self._placing.end()
        await end(line.task for line in self._lines.values())
        self._lines.clear()

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
            self._placing.spawn(self._find_places())

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
        self._pipe: Pipe | None = None
        """What listens, while it does."""
        self._needed = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self._live())

    def listen(self, channel: str) -> None:
        self._wanted[channel] = None
        self._needed.set()
        self._say(("SSUBSCRIBE", channel))

    def forget(self, channel: str) -> None:
        self._wanted.pop(channel, None)
        self._say(("SUNSUBSCRIBE", channel))

    def _say(self, command: Command) -> None:
        """A connection that has gone says so to whoever reads it, and what is wanted is said anew on the next."""
        if self._pipe is not None:
            with contextlib.suppress(Broken):
                self._pipe.write([command])

    async def _live(self) -> None:
        while True:
            try:
                await self._listen()
            except (Broken, Silent, ErrorReply, StoreAway) as error:
                log.info("the connection that listens was lost: %s", error)
            except Exception as error:
                log.exception("listening failed: %s", type(error).__name__)
            await asyncio.sleep(PATIENCE)

    async def _listen(self) -> None:
        if not self._wanted:
            self._needed.clear()
        await self._needed.wait()
        if not self._wanted:
            return
        pipe = await connected(await self._engine.address(next(iter(self._wanted))), TIMEOUT)
        try:
            pipe.write([("SSUBSCRIBE", channel) for channel in self._wanted])
            self._pipe = pipe
            while True:
                for said in await self._next(pipe):
                    self._take(said)
        finally:
            self._pipe = None
            pipe.close()

    async def _next(self, pipe: Pipe) -> list[Reply]:
        """What is said next. When there is nothing for a while the engine is asked whether it is there."""
        heard = await pipe.read(HEARTBEAT)
        if not heard:
            pipe.write([("PING",)])
            heard = await pipe.read(SILENCE - HEARTBEAT)
        if not heard:
            raise Silent("no word")
        return heard

    def _take(self, said: Reply) -> None:
        if isinstance(said, ErrorReply):
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
