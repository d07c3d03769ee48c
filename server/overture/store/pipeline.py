"""Commands for one node of the engine: all of one turn of the event loop leave as one pipeline.

Commands that come while a pipeline is under way wait for it and then leave together, so a slow disk makes pipelines
longer and not more numerous.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

from overture.counts import Histogram
from overture.engine_address import Address, Command, Word
from overture.store.connection import Connection, ConnectionLost, ErrorReply, NoReply, Reply, connect, exchange
from overture.store.errors import StoreAway
from overture.tasks import end

log = logging.getLogger(__name__)

TIMEOUT = 1.5
"""Seconds without a reply after which the engine counts as away."""


class _Call(NamedTuple):
    command: Command
    reply: "asyncio.Future[Reply]"

    def settle(self, reply: Reply) -> None:
        if self.reply.done():
            return
        if isinstance(reply, Exception):
            self.reply.set_exception(reply)
        else:
            self.reply.set_result(reply)


class Pipeline:
    """A connection to one node, made when it is first needed and after it was lost.

    It carries one pipeline at a time, and the next only if every command of this one was answered and nothing else
    came. A command may be sent twice when a connection breaks, so only commands that bear that may be given to it.
    """

    def __init__(self, address: Address, times: Histogram) -> None:
        """Prepare it; nothing is connected yet.

        Args:
            address: that of the node.
            times: where it is counted how many seconds each pipeline takes.
        """
        self._address = address
        self._times = times
        self._connection: Connection | None = None
        """The connection while no pipeline is under way on it."""
        self._waiting: list[_Call] = []
        self._worker: asyncio.Task[None] | None = None

    async def call(self, *command: Word) -> Reply:
        """Send a command.

        Returns:
            The engine's reply. Strings come as bytes.

        Raises:
            ErrorReply: the engine has replied with an error.
            StoreAway: there was no reply. The command may have been carried out or not.
        """
        call = _Call(command, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return await call.reply

    async def close(self) -> None:
        """Close the connection. Every command that still waits for its reply fails with StoreAway."""
        if self._worker is not None:
            await end([self._worker])
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _work(self) -> None:
        batch: list[_Call] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                began = time.monotonic()
                replies = await self._replies([call.command for call in batch])
                self._times.add(time.monotonic() - began)
                if isinstance(away := replies[-1], StoreAway):
                    # What came meanwhile would wait just as long to fail in the same way.
                    batch, self._waiting = batch + self._waiting, []
                    replies += [away] * (len(batch) - len(replies))
                for call, reply in zip(batch, replies, strict=True):
                    call.settle(reply)
                batch = []
        finally:
            self._worker = None
            for call in batch + self._waiting:
                call.settle(StoreAway("closed"))
            self._waiting = []

    async def _replies(self, commands: Sequence[Command]) -> list[Reply]:
        """Return a reply to each command, in order: the engine's, errors among them, and StoreAway where none came.

        What a connection that had been there before leaves unanswered is sent once more on a new one: an engine that
        was restarted has closed the old one, and that may be noticed only now. An engine that hangs is not asked twice.
        """
        replies: list[Reply] = []
        while len(replies) < len(commands):
            kept = self._connection is not None and self._connection.is_idle
            try:
                await self._exchange(commands, replies)
            except Exception as error:
                if not isinstance(error, ConnectionLost | ErrorReply):
                    log.exception("a connection to the engine failed: %s", type(error).__name__)
                if not kept or isinstance(error, NoReply):
                    away = StoreAway(str(error) or type(error).__name__)
                    replies += [away] * (len(commands) - len(replies))
        return replies

    async def _exchange(self, commands: Sequence[Command], replies: list[Reply]) -> None:
        """Send what has no reply yet, and add to `replies`. Only if all went well is the connection used again."""
        connection = await self._open()
        try:
            await exchange(connection, commands, TIMEOUT, replies)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    async def _open(self) -> Connection:
        """Return the connection if it is sound, else a new one. Until it is given back there is none."""
        connection, self._connection = self._connection, None
        if connection is not None:
            if connection.is_idle:
                return connection
            connection.close()
        return await connect(self._address, TIMEOUT)
