"""A phone and its connection without a network: websockets' client at one end, at the other what the server wrote."""

import asyncio
from types import SimpleNamespace
from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from overture.process.handoff import Handoff
from overture.process.protocols import WebSocketProtocol
from overture.realtime.transport import TRANSPORT, Transport

MAX_SIZE = 1_000


class Line(asyncio.Transport):
    """The server's end. What is written waits in `written`, an entry for each write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.unread = 0
        self.file: int | None = None
        self._protocol: asyncio.BaseProtocol | None = None
        self.reads, self.aborted, self._closing = True, False, False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name == "socket" and self.file is not None:
            return SimpleNamespace(fileno=lambda: self.file)
        return {"sockname": ("192.0.2.1", 80), "peername": ("2001:db8::1", 5000, 0, 0)}.get(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        assert self._protocol is not None
        return self._protocol

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        self._closing = True

    def abort(self) -> None:
        self._closing = self.aborted = True

    def write(self, data: Any) -> None:
        assert not self._closing, "written to a connection that is being closed"
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unread

    def pause_reading(self) -> None:
        assert not self._closing
        self.reads = False

    def resume_reading(self) -> None:
        assert not self._closing
        self.reads = True


class Program:
    """An ASGI application that accepts with `accepted`, listens, and waits for the end."""

    def __init__(self, **accepted: Any) -> None:
        self.accepted = accepted
        self.scope: Any = None
        self.received: list[str | None] = []
        self.ended: Any = None

    @property
    def transport(self) -> Transport:
        found: Transport = self.scope["extensions"][TRANSPORT]
        return found

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        assert await receive() == {"type": "websocket.connect"}
        await send({"type": "websocket.accept", **self.accepted})
        self.transport.start(self.received.append)
        self.ended = await receive()


class Phone:
    """The other end of a line to `app`."""

    def __init__(self, app: Any, **given: Any) -> None:
        self.line = Line()
        self.connections: set[Any] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.conn = ClientProtocol(parse_uri("ws://hub/live%20now?a=b"), subprotocols=[Subprotocol("json")])
        self.server = WebSocketProtocol(
            app, {"of": "lifespan"}, self.connections, self.tasks, max_size=MAX_SIZE, **given
        )
        self.server.connection_made(self.line)

    def request(self, **headers: str) -> bytes:
        """The request of a handshake, which the server has not seen yet."""
        request = self.conn.connect()
        for name, value in headers.items():
            del request.headers[name.replace("_", "-")]
            request.headers[name.replace("_", "-")] = value
        self.conn.send_request(request)
        return self.sent()

    async def connect(self) -> Response:
        """Send the request and return the answer."""
        self.server.data_received(self.request())
        await turns()
        [answer] = self.events()
        assert isinstance(answer, Response)
        return answer

    def sent(self) -> bytes:
        """What this end has to say, and the server has not received."""
        return b"".join(self.conn.data_to_send())

    def events(self) -> list[Any]:
        """What has come from the server since the last call."""
        written, self.line.written = self.line.written, []
        self.conn.receive_data(b"".join(written))
        return self.conn.events_received()

    def frames(self) -> list[tuple[Opcode, bytes]]:
        return [(event.opcode, bytes(event.data)) for event in self.events()]

    def lose(self) -> None:
        """End the connection, as a network does."""
        self.line.abort()
        self.server.connection_lost(None)


class Open(Phone):
    """One whose handshake is done, and to whom a program listens."""

    def __init__(self, handoff: Handoff | None = None) -> None:
        self.program = Program()
        super().__init__(self.program, handoff=handoff)

    @property
    def received(self) -> list[str | None]:
        return self.program.received

    def send(self, *frames: bytes) -> None:
        self.server.data_received(b"".join(frames))


def closing(code: int, reason: str = "") -> tuple[Opcode, bytes]:
    return Opcode.CLOSE, Close(code, reason).serialize()


def frame(opcode: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    """A frame as a phone sends it."""
    return Frame(opcode, data, fin).serialize(mask=True)


async def turns(count: int = 5) -> None:
    """Let the loop make a few turns, so that what is ready to run has run."""
    for _ in range(count):
        turn = asyncio.Event()
        asyncio.get_running_loop().call_soon(turn.set)
        await turn.wait()
