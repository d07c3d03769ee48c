"""Phones that cost next to nothing: ready-made frames go out as they are, and what comes in is hardly looked at."""

import asyncio
from collections.abc import Callable
from typing import cast

SEALED_BY_BOTH = b'"state":"both-sealed"'
OPENED = b'"state":"opened"'
VIEW, ACK = b'{"view":', b'{"ack":'

Receive = Callable[[bytes], None]


class Phone(asyncio.Protocol):
    """One socket. Each whole message goes to `receive`; `ready` is done when the socket is open, and gets a failure."""

    def __init__(self, opening: bytes, hello: bytes | None, receive: Receive | None = None) -> None:
        self._opening = opening
        self._hello = hello
        self._buffer = b""
        self._open = False
        self.receive = receive
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.send(self._opening)

    def send(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)

    def abort(self) -> None:
        assert self._transport is not None
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            assert head.startswith(b"HTTP/1.1 101 "), head
            self._open, self._buffer = True, rest
            if self._hello is not None:
                self.send(self._hello)
            else:
                self._is_ready()
        self._read_frames()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionResetError("closed before it was open"))

    def _read_frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4]), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10]), at + 10
            if len(buffer) < start + size:
                break
            self._message(buffer[at] & 0x0F, buffer[start : start + size])
            at = start + size
        self._buffer = buffer[at:]

    def _message(self, kind: int, payload: bytes) -> None:
        if kind == 9:
            self.send(b"\x8a" + bytes([0x80 | len(payload)]) + bytes(4) + payload)
        elif kind == 8 and not self.ready.done():
            self.ready.set_exception(
                ConnectionResetError(f"closed with {int.from_bytes(payload[:2])} before it was open")
            )
        elif kind == 1 and not self.ready.done() and payload.startswith(VIEW):
            self._is_ready()
        elif kind == 1 and self.receive is not None:
            self.receive(payload)

    def _is_ready(self) -> None:
        self._opening = b""
        if not self.ready.done():
            self.ready.set_result(None)


async def connect(port: int, opening: bytes, hellos: list[bytes | None], at_once: int) -> list[Phone]:
    """Phones that have all seen their first view (or, without a hello, are open), `at_once` of them at a time."""
    loop = asyncio.get_running_loop()
    allowed = asyncio.Semaphore(at_once)

    async def one(hello: bytes | None) -> Phone:
        async with allowed:
            _, phone = await loop.create_connection(lambda: Phone(opening, hello), "127.0.0.1", port)
            await phone.ready
            return phone

    return await asyncio.gather(*(one(hello) for hello in hellos))
