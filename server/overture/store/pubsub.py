"""What the engine publishes: one connection for all channels of this process, in a cluster one for each node.

A message can be lost while a connection is down. So every subscription that the engine confirms, the first one and each
one after a lost connection, is delivered like a message: whoever receives it reads the session anew.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from overture.engine_address import Command
from overture.store.connection import Connection, ConnectionLost, ErrorReply, NoReply, Reply, connect
from overture.store.engine import Engine
from overture.store.errors import StoreAway
from overture.store.pipeline import TIMEOUT
from overture.tasks import Tasks, end

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
"""Seconds without a message after which the engine is sent a PING."""
SILENCE = 2.5
"""Seconds without a message, or a reply to a PING, after which a connection counts as lost."""
RECONNECT_AFTER = 0.25
"""Seconds before a lost connection is made again."""

Receive = Callable[[str, bytes | None], None]
"""Accepts a channel and a message; None stands for a confirmed subscription."""
Moved = Callable[[str], None]
"""Accepts a channel that the cluster has given to another node."""


class Subscriptions:
    """The channels that this process is subscribed to."""

    def __init__(self, engine: Engine, receive: Receive) -> None:
        """Create it without a channel.

        Args:
            engine: whose messages they are.
            receive: accepts what comes, in the loop in which channels are added.
        """
        self._engine = engine
        self._receive = receive
        self._subscribers: dict[str, Subscriber] = {}
        self._node_of: dict[str, str] = {}
        """Channel -> the node that it was subscribed to on; empty until that is known."""
        self._tasks = Tasks(log)
        self._moved: set[str] = set()

    def add(self, channel: str) -> None:
        """Subscribe to a channel, and stay subscribed whatever becomes of connections and nodes."""
        if channel not in self._node_of:
            self._node_of[channel] = ""
            self._tasks.spawn(self._place(channel))

    def remove(self, channel: str) -> None:
        """Unsubscribe from a channel."""
        node = self._node_of.pop(channel, None)
        if node is not None and node in self._subscribers:
            self._subscribers[node].unsubscribe(channel)

    async def close(self) -> None:
        """Close every connection."""
        # First of all, so that nothing that arrives while they end looks for a new node.
        self._node_of.clear()
        await self._tasks.end()
        await end(subscriber.task for subscriber in self._subscribers.values())
        self._subscribers.clear()

    async def _place(self, channel: str) -> None:
        """Subscribe on the node that owns the channel, as soon as that can be known."""
        while channel in self._node_of:
            try:
                node = await self._engine.node_of(channel)
            except StoreAway:
                await asyncio.sleep(RECONNECT_AFTER)
                continue
            if channel in self._node_of:
                self._node_of[channel] = node
                if node not in self._subscribers:
                    self._subscribers[node] = Subscriber(self._engine, self._receive, self._has_moved)
                self._subscribers[node].subscribe(channel)
            return

    def _has_moved(self, channel: str) -> None:
        if channel not in self._node_of:
            return
        self._moved.add(channel)
        if len(self._moved) == 1:
            self._tasks.spawn(self._place_moved())

    async def _place_moved(self) -> None:
        """Ask once who owns what now, for all channels that were moved together."""
        self._engine.forget_topology()
        moved, self._moved = self._moved, set()
        for channel in moved:
            await self._place(channel)


class Subscriber:
    """One connection that is subscribed to channels. Its task runs until cancelled, and outlives every failure."""

    def __init__(self, engine: Engine, receive: Receive, moved: Moved) -> None:
        """Start the task. `moved` is called with each channel that the node does not own any more."""
        self._engine = engine
        self._receive = receive
        self._moved = moved
        self._channels: dict[str, None] = {}
        self._connection: Connection | None = None
        """The connection, while there is one."""
        self._needed = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self._run())

    def subscribe(self, channel: str) -> None:
        """Subscribe to a channel on this connection and on each that follows it."""
        self._channels[channel] = None
        self._needed.set()
        self._write(("SSUBSCRIBE", channel))

    def unsubscribe(self, channel: str) -> None:
        """Unsubscribe from a channel."""
        self._channels.pop(channel, None)
        self._write(("SUNSUBSCRIBE", channel))

    def _write(self, command: Command) -> None:
        """Send now, if there is a connection. Each new one begins by subscribing to all channels."""
        if self._connection is not None:
            with contextlib.suppress(ConnectionLost):
                self._connection.write([command])

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (ConnectionLost, ErrorReply, StoreAway) as error:
                log.info("the connection for published messages was lost: %s", error)
            except Exception as error:
                log.exception("receiving published messages failed: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_AFTER)

    async def _listen(self) -> None:
        if not self._channels:
            self._needed.clear()
        await self._needed.wait()
        if not self._channels:
            return
        connection = await connect(await self._engine.address_of(next(iter(self._channels))), TIMEOUT)
        try:
            connection.write([("SSUBSCRIBE", channel) for channel in self._channels])
            self._connection = connection
            while True:
                for message in await self._next(connection):
                    self._dispatch(message)
        finally:
            self._connection = None
            connection.close()

    async def _next(self, connection: Connection) -> list[Reply]:
        """Return what comes next. When nothing comes for a while, the engine is asked whether it is there."""
        messages = await connection.read(HEARTBEAT)
        if not messages:
            connection.write([("PING",)])
            messages = await connection.read(SILENCE - HEARTBEAT)
        if not messages:
            raise NoReply("no message and no reply to a ping")
        return messages

    def _dispatch(self, message: Reply) -> None:
        if isinstance(message, ErrorReply):
            # A cluster moved a channel before it could be subscribed to, and does not say which.
            for channel in list(self._channels):
                self._channels.pop(channel)
                self._moved(channel)
            raise message
        if not isinstance(message, list):
            return
        kind, channel = message[0], message[1].decode() if len(message) > 1 and message[1] else ""
        if kind == b"smessage":
            self._receive(channel, message[2])
        elif kind == b"ssubscribe":
            self._receive(channel, None)
        elif kind == b"sunsubscribe" and channel in self._channels:
            self._channels.pop(channel)
            self._moved(channel)
