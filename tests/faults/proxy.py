"""A small TCP proxy between a phone and its hub, or a hub and its engine, that can fail like a real network."""

import asyncio
import contextlib
import socket
import ssl
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, get_args

OfAnyLine = Literal["close", "reset", "black-hole", "half-open", "slices", "slow"]
Kind = OfAnyLine | Literal["garbage", "unasked"]
KINDS: tuple[Kind, ...] = get_args(OfAnyLine)
Way = Literal["up", "down"]
"""Towards the hub, or towards the phone."""

GULP = 65536
SLICES = 200
"""Bytes that go one at a time before a connection with the fault "slices" is reset."""
SLOW_BYTES, SLOW_GULP, SLOW_PAUSE = 4096, 128, 0.005
"""Bytes, bytes at once and seconds between of a connection with the fault "slow", which is then reset."""
REMEMBERED = 1024
"""Bytes of what a connection's near end has said first."""
RESET_AT_ONCE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fault:
    """What happens to the connection that carries the `after`-th byte from now on in one direction.

    - close: both ends are closed in good order.
    - reset: both ends get a TCP reset.
    - black-hole: both ends stay open, and nothing arrives any more at either.
    - half-open: the end that the bytes go to is closed; the other stays open and hears nothing any more.
    - slices: a while of one byte at a time in both directions, then a reset.
    - slow: whoever the bytes go to reads slowly for a while, then a reset.
    - garbage: the near end hears what is `said` instead of what comes, and nothing after it.
    - unasked: the near end hears what is `said` besides what comes.
    """

    kind: Kind
    way: Way
    after: int
    said: bytes = b""


class Proxy:
    """Listens on loopback, or on a Unix socket, and forwards to a port there or to a Unix socket.

    `at`: the port or the socket to listen on, if not any port. `tls`: what comes in is encrypted, what goes out is not.
    """

    def __init__(self, to: int | Path, at: int | Path = 0, tls: ssl.SSLContext | None = None) -> None:
        self._to = to
        self._at = at
        self._tls = tls
        self.turns: dict[bytes, bytes] = {}
        """What the near end hears in place of what: of the same length, and never in the midst of something."""
        self._armed: list[Fault] = []
        self._left = 0
        self._lines: set[_Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.struck = asyncio.Event()
        """Set once all faults have happened."""
        self.back = asyncio.Event()
        """Set once a connection was made again after the last fault."""
        self.back_at = 0.0
        """When that was, in loop time."""

    @property
    def address(self) -> str:
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def url(self) -> str:
        """What a phone uses in place of the hub's address."""
        return f"http://{self.address}"

    async def __aenter__(self) -> Self:
        if isinstance(self._at, int):
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._at, ssl=self._tls)
        else:
            self._server = await asyncio.start_unix_server(self._accept, self._at)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def lead_to(self, to: int | Path) -> None:
        """Connections that are made from now on go to another port or socket."""
        self._to = to

    def strike(self, *faults: Fault) -> None:
        """Arm faults, each when the one before has happened; it happens on whichever connection carries that byte."""
        self._armed, self._left = list(faults), faults[0].after
        self.struck.clear()
        self.back.clear()

    def strike_now(self) -> None:
        """The armed fault happens to every connection, whatever it carries."""
        if not self._armed:
            return
        fault = self._happens()
        for line in list(self._lines):
            line.suffer(fault)

    def silence(self, said: bytes) -> int:
        """Nothing arrives any more over connections on which the near end has said this. How many these are."""
        found = [line for line in self._lines if said in line.first_said]
        for line in found:
            line.suffer(Fault("black-hole", "up", 0))
        return len(found)

    def cut_what_lasts(self) -> None:
        """Reset every connection that still suffers from a fault that takes its time."""
        for line in list(self._lines):
            if line.suffers:
                line.reset()

    def due(self, way: Way, size: int) -> tuple[Fault, int] | None:
        """The armed fault, and before which of the next `size` bytes it happens; None if it does not yet."""
        if not self._armed or self._armed[0].way != way:
            return None
        if size < self._left:
            self._left -= size
            return None
        at = self._left
        return self._happens(), at

    def _happens(self) -> Fault:
        fault = self._armed.pop(0)
        if self._armed:
            self._left = self._armed[0].after
        else:
            self.struck.set()
        return fault

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if self.struck.is_set() and not self.back.is_set():
                self.back_at = asyncio.get_running_loop().time()
                self.back.set()
            await self._carry(reader, writer)
        except asyncio.CancelledError:
            # Only ever cancelled at the end, and asyncio's server would report it as an error of its own.
            pass
        finally:
            self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self, writer)
        try:
            try:
                up_reader, line.up = await self._connect()
            except OSError:
                return
            self._lines.add(line)
            await asyncio.gather(line.pump(reader, "up"), line.pump(up_reader, "down"))
        finally:
            self._lines.discard(line)
            line.end()
            await line.ended()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._to, int):
            return await asyncio.open_connection("127.0.0.1", self._to)
        return await asyncio.open_unix_connection(self._to)


class _Line:
    """One connection: a phone's end (`down`) and the hub's (`up`)."""

    def __init__(self, proxy: Proxy, down: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self.down = down
        self.up: asyncio.StreamWriter | None = None
        self.first_said = b""
        self._silent = False
        self._slices = 0
        self._slow: Way | None = None
        self._slow_left = 0

    @property
    def suffers(self) -> bool:
        """Whether it works, but badly."""
        return not self._silent and (self._slices > 0 or self._slow is not None)

    async def pump(self, reader: asyncio.StreamReader, way: Way) -> None:
        """Forward until either end has gone. A silent line is read on, so that the sender notices nothing."""
        with contextlib.suppress(OSError):
            while data := await reader.read(SLOW_GULP if self._slow == way else GULP):
                await self._forward(data, way)
        if not self._silent:
            self.end()

    async def _forward(self, data: bytes, way: Way) -> None:
        if way == "up" and len(self.first_said) < REMEMBERED:
            self.first_said += data[:REMEMBERED]
        if way == "down":
            for said, received in self._proxy.turns.items():
                data = data.replace(said, received)
        while data and not self._silent:
            if self._slices:
                data = await self._slice(data, way)
                continue
            if self._slow == way:
                await self._crawl(data)
            due = self._proxy.due(way, len(data))
            cut = len(data) if due is None else due[1]
            if due is not None and due[0].kind == "garbage":
                # Whoever hears it has heard whole answers before.
                cut = 0
            await self._write(data[:cut], way)
            data = data[cut:]
            if due is not None:
                self.suffer(due[0])

    async def _slice(self, data: bytes, way: Way) -> bytes:
        self._slices -= 1
        await self._write(data[:1], way)
        if not self._slices:
            self.reset()
        return data[1:]

    async def _crawl(self, data: bytes) -> None:
        """A slow reader takes its time before it takes more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SLOW_PAUSE):
                await asyncio.Event().wait()
        self._slow_left -= len(data)
        if self._slow_left <= 0:
            self.reset()

    async def _write(self, data: bytes, way: Way) -> None:
        writer = self.up if way == "up" else self.down
        if writer is None or writer.is_closing():
            return
        writer.write(data)
        await writer.drain()

    def suffer(self, fault: Fault) -> None:
        match fault.kind:
            case "close":
                self.end()
            case "reset":
                self.reset()
            case "black-hole":
                self._silent = True
            case "half-open":
                self._silent = True
                writer = self.up if fault.way == "up" else self.down
                if writer is not None:
                    writer.close()
            case "garbage" | "unasked":
                if not self.down.is_closing():
                    self.down.write(fault.said)
                self._silent = fault.kind == "garbage"
            case "slices":
                self._slices = SLICES
            case "slow":
                self._slow, self._slow_left = fault.way, SLOW_BYTES

    def end(self) -> None:
        """Close both ends in good order."""
        self._silent = True
        for writer in self._writers():
            writer.close()

    def reset(self) -> None:
        """End both at once, with a TCP reset."""
        self._silent = True
        for writer in self._writers():
            sock = writer.get_extra_info("socket")
            if not writer.is_closing():
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
            writer.transport.abort()

    async def ended(self) -> None:
        for writer in self._writers():
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _writers(self) -> list[asyncio.StreamWriter]:
        return [writer for writer in (self.up, self.down) if writer is not None]
