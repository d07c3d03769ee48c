"""One connection to the engine once it is made and greeted: bytes go out as they are, answers come in by the handful.

redis-py makes the connection: it knows addresses, encryption and passwords. It reads each answer by itself, with a
clock of its own, which takes longer than all else that an answer needs; so its two streams are read and written here.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import hiredis
import redis.exceptions as failures
from redis.asyncio.connection import AbstractConnection

Command = tuple[str | bytes | int, ...]
Reply = Any

AT_ONCE = 1 << 16
"""Bytes that are read at a time."""


class Pipe:
    """A connection that is open. Call `close` at its end."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        made = cast("Any", connection)
        self._reader: asyncio.StreamReader = made._reader
        self._writer: asyncio.StreamWriter = made._writer
        # What is written goes out at once, not at the end of this turn of the loop.
        self._writer.transport.set_write_buffer_limits(0)
        self._parser = hiredis.Reader(protocolError=failures.InvalidResponse, replyError=made._parser.parse_error)

    def write(self, commands: Sequence[Command]) -> None:
        self._writer.writelines([hiredis.pack_command(cast("Any", command)) for command in commands])

    async def drain(self, within: float) -> None:
        """Raises TimeoutError when the engine has not taken what was written in so many seconds."""
        async with asyncio.timeout(within):
            await self._writer.drain()

    async def read(self, within: float) -> list[Reply]:
        """The answers that are there, at least one; errors are among them.

        Raises TimeoutError when nothing comes for so many seconds, ConnectionError of redis-py when nothing more will.
        """
        replies: list[Reply] = []
        while not replies:
            async with asyncio.timeout(within):
                data = await self._reader.read(AT_ONCE)
            if not data:
                raise failures.ConnectionError("closed by the engine")
            self._parser.feed(data)
            # The protocol of the connections here, RESP2, has no False: it stands for an answer that is not whole yet.
            while (reply := self._parser.gets(False)) is not False:
                if isinstance(reply, failures.ConnectionError):
                    raise reply
                replies.append(reply)
        return replies

    async def close(self) -> None:
        await self._connection.disconnect(nowait=True)


async def connected(connection: AbstractConnection) -> Pipe:
    """The connection, made and greeted. Raises what redis-py raises, or OSError, and leaves nothing open."""
    try:
        await cast("Any", connection).connect()
    except BaseException:
        await connection.disconnect(nowait=True)
        raise
    return Pipe(connection)
