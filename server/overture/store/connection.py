"""One connection to the engine: commands go out, replies come in (the Redis serialization protocol, version 2).

It is sound or it is lost. Whatever goes wrong on it, it is given up at once and for good: replies carry no name, so on
a connection that has missed one, nothing says any more which command the next one answers.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any, cast

import hiredis

from overture.engine_address import Address, Command

Reply = Any

_MORE = object()
"""Stands for a reply that is not complete yet."""


class ConnectionLost(Exception):
    """The connection is lost, or could not be made. A command without a reply may have been carried out or not."""


class NoReply(ConnectionLost):
    """The connection is open, and no reply came over it in time."""


class ErrorReply(Exception):
    """The engine's reply is an error. Only its first word is kept, because the rest may repeat what was sent."""

    def __init__(self, text: str) -> None:
        """`text` is the whole error, such as "OOM command not allowed ..."."""
        first = text.partition(" ")[0]
        self.word = first if first.isupper() else "ERR"
        super().__init__(self.word)


_KINDS = frozenset((bytes, int, list, type(None), ErrorReply))
"""What a reply can be in RESP2. Anything else comes from something that is not an engine."""


class Connection(asyncio.Protocol):
    """A connection, open until it is `lost`. Call `close` at its end."""

    def __init__(self) -> None:
        self._parser = hiredis.Reader(replyError=ErrorReply, notEnoughData=_MORE)
        self._transport: asyncio.Transport | None = None
        self._replies: list[Reply] = []
        self._waiting: asyncio.Future[None] | None = None
        self.lost = ""
        """Why the connection is lost; empty while it is not."""

    @property
    def is_idle(self) -> bool:
        """Whether it is sound, and everything that came was read."""
        return not (self.lost or self._replies or self._parser.has_data())

    def write(self, commands: Sequence[Command]) -> None:
        """Send commands. Raises ConnectionLost."""
        # That something has gone wrong may not have been reported by the loop yet.
        if self._transport is None or self._transport.is_closing():
            self._end("closed")
        if self.lost:
            raise ConnectionLost(self.lost)
        assert self._transport is not None
        self._transport.writelines([hiredis.pack_command(cast("Any", command)) for command in commands])

    async def read(self, within: float) -> list[Reply]:
        """Wait for replies.

        Args:
            within: seconds to wait for the first one.

        Returns:
            Every complete reply that has come, errors among them; none if there was none in time.

        Raises:
            ConnectionLost: once it is lost and everything that came before was read.
        """
        if not (self._replies or self.lost):
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            late = loop.call_later(within, self._wake)
            try:
                await self._waiting
            finally:
                late.cancel()
                self._waiting = None
        replies, self._replies = self._replies, []
        if self.lost and not replies:
            raise ConnectionLost(self.lost)
        return replies

    def close(self) -> None:
        """Give the connection up at once."""
        self._end("closed")

    def _end(self, why: str) -> None:
        """From now on nothing can be sent, and nothing that may still come is read."""
        if not self.lost:
            self.lost = why
            self._wake()
        if self._transport is not None:
            # Not merely closed: that would wait until the other end has read everything, which may never happen.
            self._transport.abort()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Commands go out at once, not at the end of this turn of the loop.
        self._transport.set_write_buffer_limits(0)
        if self.lost:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.lost:
            return
        try:
            self._parser.feed(data)
            while (reply := self._parser.gets(False)) is not _MORE:
                if type(reply) not in _KINDS:
                    self._end("not a reply")
                    return
                self._replies.append(reply)
        except Exception as error:  # noqa: BLE001 - whatever it is, what follows would be read wrongly
            self._end(f"not a reply: {type(error).__name__}")
        if self._replies:
            self._wake()

    def eof_received(self) -> None:
        self._end("closed by the engine")

    def connection_lost(self, exc: Exception | None) -> None:
        self._end("closed by the engine" if exc is None else type(exc).__name__)


async def connect(address: Address, within: float) -> Connection:
    """Open a connection: resolve, connect, encrypt, authenticate and select the database.

    Args:
        address: where the engine is, and what it wants to be sent first.
        within: seconds for all of it.

    Raises:
        ConnectionLost: it could not be opened. Nothing is left open.
        ErrorReply: the engine refuses the user, the password or the database.
    """
    made: list[Connection] = []

    def connection() -> Connection:
        made.append(Connection())
        return made[-1]

    try:
        async with asyncio.timeout(within):
            if address.path:
                await asyncio.get_running_loop().create_unix_connection(connection, address.path)
            else:
                await _connect(address, connection, within)
            await _greet(made[-1], address, within)
    except BaseException as error:
        for each in made:
            each.close()
        if isinstance(error, ErrorReply | ConnectionLost) or not isinstance(error, Exception):
            raise
        raise ConnectionLost(type(error).__name__) from error
    return made[-1]


async def _connect(address: Address, connection: Any, within: float) -> None:
    """Resolve the name anew, as its addresses may have changed, and try each of them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    name = address.host if address.tls is not None else None
    failure: Exception = OSError("the name has no address")
    for *_, where in found:
        try:
            # One that does not answer must not keep us from the next.
            async with asyncio.timeout(within / len(found)):
                await loop.create_connection(
                    connection, str(where[0]), int(where[1]), ssl=address.tls, server_hostname=name
                )
        except (OSError, TimeoutError) as error:
            failure = error
        else:
            return
    raise failure


async def _greet(connection: Connection, address: Address, within: float) -> None:
    if not address.greeting:
        return
    for reply in await exchange(connection, address.greeting, within):
        if isinstance(reply, ErrorReply):
            raise reply


async def exchange(
    connection: Connection, commands: Sequence[Command], within: float, replies: list[Reply] | None = None
) -> list[Reply]:
    """Send commands, and wait until each has a reply.

    Args:
        connection: a sound connection without a command under way.
        commands: the commands.
        within: seconds to wait for the first reply, and for the next after each that came.
        replies: the replies to the first commands, which are not sent again. Those that come are added to it.

    Returns:
        A reply to each command, in order, errors among them.

    Raises:
        NoReply: there was none in time.
        ConnectionLost: the connection was lost, or something came that answers no command.
    """
    replies = [] if replies is None else replies
    connection.write(commands[len(replies) :])
    while len(replies) < len(commands):
        received = await connection.read(within)
        if not received:
            raise NoReply("no reply")
        replies += received
    if len(replies) > len(commands):
        # One of them answers nothing that was asked, and nothing says which.
        replies.clear()
        raise ConnectionLost("more replies than commands")
    return replies


def fields_of(info: Reply) -> dict[str, str]:
    """Return what INFO has answered: the name of each field -> its value."""
    lines = (line.partition(":") for line in info.decode(errors="replace").splitlines())
    return {name: value for name, _, value in lines}
