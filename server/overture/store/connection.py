"""One connection to the engine: bytes go out as they are, answers come in by the handful.

It is sound or it is over. Whatever goes wrong on it, it is given up on the spot and for good: answers carry no name, so
of a connection on which one was missed, nobody could say any more whose the next one is.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any, cast

import hiredis

from overture.engine_address import Address, Command

Reply = Any

_MORE = object()
"""Stands for an answer that is not whole yet."""


class Broken(Exception):
    """The connection is over, or could not be made. What was not answered on it may have been done or not."""


class ErrorReply(Exception):
    """The engine's answer is an error: only its first word, as the rest may repeat what was said to it."""

    def __init__(self, text: str) -> None:
        first = text.partition(" ")[0]
        self.word = first if first.isupper() else "ERR"
        super().__init__(self.word)


_KINDS = frozenset((bytes, int, list, type(None), ErrorReply))
"""What an answer can be in the protocol of the connections here, RESP2. All else is somebody else's talk."""


class Pipe(asyncio.Protocol):
    """A connection that is open until it is `over`. Call `close` at its end."""

    def __init__(self) -> None:
        self._parser = hiredis.Reader(replyError=ErrorReply, notEnoughData=_MORE)
        self._transport: asyncio.Transport | None = None
        self._replies: list[Reply] = []
        self._waiting: asyncio.Future[None] | None = None
        self.over = ""
        """Why nothing more goes over this connection, once it is so."""

    @property
    def is_idle(self) -> bool:
        """Whether it is sound, and nothing came that was not read."""
        return not (self.over or self._replies or self._parser.has_data())

    def write(self, commands: Sequence[Command]) -> None:
        """Raises Broken when it is over."""
        # What has gone wrong, or closes, may not have been heard of yet.
        if self._transport is None or self._transport.is_closing():
            self._end("closed")
        if self.over:
            raise Broken(self.over)
        assert self._transport is not None
        self._transport.writelines([hiredis.pack_command(cast("Any", command)) for command in commands])

    async def read(self, within: float) -> list[Reply]:
        """The whole answers that have come, errors among them; none if for so many seconds there was not one.

        Raises Broken once it is over and all that came before is read.
        """
        if not (self._replies or self.over):
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            late = loop.call_later(within, self._wake)
            try:
                await self._waiting
            finally:
                late.cancel()
                self._waiting = None
        replies, self._replies = self._replies, []
        if self.over and not replies:
            raise Broken(self.over)
        return replies

    def close(self) -> None:
        self._end("closed")

    def _end(self, why: str) -> None:
        """From now on nobody can use it, and nothing that may still come is listened to."""
        if not self.over:
            self.over = why
            self._wake()
        if self._transport is not None:
            # Not merely closed: that would wait until the other end has taken all, which it may never do.
            self._transport.abort()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # What is written goes out at once, not at the end of this turn of the loop.
        self._transport.set_write_buffer_limits(0)
        if self.over:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.over:
            return
        try:
            self._parser.feed(data)
            while (reply := self._parser.gets(False)) is not _MORE:
                if type(reply) not in _KINDS:
                    self._end("not an answer")
                    return
                self._replies.append(reply)
        except Exception as error:  # noqa: BLE001 - whatever it is, what comes after it would be read wrongly
            self._end(f"not an answer: {type(error).__name__}")
        if self._replies:
            self._wake()

    def eof_received(self) -> None:
        self._end("closed by the engine")

    def connection_lost(self, exc: Exception | None) -> None:
        self._end("closed by the engine" if exc is None else type(exc).__name__)


async def connected(address: Address, within: float) -> Pipe:
    """A connection, made, encrypted and greeted, all of it in so many seconds.

    Raises Broken, or ErrorReply when the engine does not want to be greeted so, and leaves nothing open.
    """
    made: list[Pipe] = []

    def pipe() -> Pipe:
        made.append(Pipe())
        return made[-1]

    try:
        async with asyncio.timeout(within):
            if address.path:
                await asyncio.get_running_loop().create_unix_connection(pipe, address.path)
            else:
                await _connect(address, pipe, within)
            await _greet(made[-1], address, within)
    except BaseException as error:
        for each in made:
            each.close()
        if isinstance(error, ErrorReply | Broken) or not isinstance(error, Exception):
            raise
        raise Broken(type(error).__name__) from error
    return made[-1]


async def _connect(address: Address, pipe: Any, within: float) -> None:
    """Ask anew where the name leads, as it may have moved, and try each of the addresses that it has."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    name = address.host if address.tls is not None else None
    failure: Exception = OSError("the name leads nowhere")
    for *_, where in found:
        try:
            # One that takes nothing must not keep us from the next.
            async with asyncio.timeout(within / len(found)):
                await loop.create_connection(pipe, str(where[0]), int(where[1]), ssl=address.tls, server_hostname=name)
        except (OSError, TimeoutError) as error:
            failure = error
        else:
            return
    raise failure


async def _greet(pipe: Pipe, address: Address, within: float) -> None:
    if not address.greeting:
        return
    pipe.write(address.greeting)
    replies: list[Reply] = []
    while len(replies) < len(address.greeting):
        replies += await pipe.read(within)
    if len(replies) > len(address.greeting):
        raise Broken("more answers than questions")
    for reply in replies:
        if isinstance(reply, ErrorReply):
            raise reply
