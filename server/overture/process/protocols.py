"""The protocols of a connection, with bounds that the server underneath has none for.

Whoever sends without end, sends nothing, or never reads what is sent to them is hung up on. Each bound is far from what
a phone on a bad network needs.
"""

import asyncio
import contextlib
from collections.abc import Generator
from functools import lru_cache
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.streams import StreamReader

from overture.process.handoff import Homes, Opening
from overture.realtime.transport import TRANSPORT, HandOver, Receive

REQUEST_WITHIN = 15.0
"""Seconds from connecting, or from the first byte of a later request, to the last byte of the request."""
MAX_REQUEST = 65_536
"""Bytes of one request, head and body. A body may have 4 KiB, and a browser's head has one or two."""
READ_WITHIN = 30.0
"""Seconds in which somebody who has let much pile up must have read most of it."""
MAX_UNREAD = 1 << 20
"""Bytes that may wait for somebody who goes on asking with pings; all else waits by itself."""
MAX_FRAGMENTS = 4096
"""Frames of one message. An empty one costs memory too, and no other limit counts it."""


class _ReadOrCut(asyncio.Protocol):
    """Cuts a connection whose other end does not read. Merely closing it would wait for them to read the rest."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    _unread: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        self._has_read()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_read()
        super().connection_lost(exc)

    def _has_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


class Requests(_ReadOrCut, HttpToolsProtocol):
    """HTTP: a request is of bounded size, and comes in bounded time."""

    _late: asyncio.TimerHandle | None = None
    _heard = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._late = self.loop.call_later(REQUEST_WITHIN, transport.abort)

    def data_received(self, data: bytes) -> None:
        if self._late is None:
            self._late = self.loop.call_later(REQUEST_WITHIN, self.transport.abort)
        self._heard += len(data)
        # The parser keeps a head until it is whole, and joins its pieces anew with each that comes.
        if self._heard > MAX_REQUEST:
            self.send_400_response("The request is too long.")
        else:
            super().data_received(data)

    def on_message_complete(self) -> None:
        self._is_whole()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._is_whole()
        super().handle_websocket_upgrade()
        socket = self.transport.get_protocol()
        if isinstance(socket, Sockets) and not socket.handshake_initiated:
            # Too many headers, or too long ones, of which it says nothing.
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_whole()
        super().connection_lost(exc)

    def _is_whole(self) -> None:
        self._heard = 0
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Sockets(_ReadOrCut, WebSocketsSansIOProtocol):
    """WebSocket: what is kept for the other end is bounded, in both directions. It is the Transport of its phone."""

    _hear: Receive | None = None
    _between_frames = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        homes: Homes | None = None,
    ) -> None:
        """Without `homes` it is at home wherever it is."""
        super().__init__(config, server_state, app_state, _loop)
        self._homes = homes

    async def run_asgi(self) -> None:
        self.scope["extensions"][TRANSPORT] = cast("Any", self)
        await super().run_asgi()

    # The methods of a Transport.

    def start(self, receive: Receive) -> None:
        hear = self._hear = receive
        self.resume_reading()
        for event in [self.queue.get_nowait() for _ in range(self.queue.qsize())]:
            if event["type"] == "websocket.receive":
                hear(event.get("text"))
            else:
                self.queue.put_nowait(event)

    def pause_reading(self) -> None:
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def hand_over(self, session_id: str, hello: str) -> HandOver:
        if self._homes is None or self._homes.is_here(session_id):
            return HandOver.LOCAL
        if self.transport.is_closing() or not self._between_messages():
            return HandOver.LOCAL
        if not self.read_paused or self.conn.writes or self.get_write_buffer_size():
            return HandOver.RETRY
        connection = self.transport.get_extra_info("socket").fileno()
        outcome = self._homes.pass_on(session_id, Opening(self.request.serialize(), hello), connection)
        if outcome is HandOver.DONE:
            # Closing this worker's own copy of the open file says nothing to the other end.
            self.transport.close()
        return outcome

    def close(self, code: int) -> None:
        task = self.loop.create_task(self._close(code))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            await self.send(cast("Any", {"type": "websocket.close", "code": code}))

    def send_text(self, text: bytes) -> None:
        if self.conn.state is not State.OPEN:
            return
        # All of one turn of the loop goes out in one write, as each write costs as much as making its text.
        if not self.conn.writes:
            self.loop.call_soon(self._write)
        self.conn.writes += (_head(len(text)), text)

    def get_write_buffer_size(self) -> int:
        return self.transport.get_write_buffer_size()

    def _write(self) -> None:
        """Whatever else is said meanwhile, a ping or a close, takes along what waits here and keeps the order."""
        data = self.conn.data_to_send()
        if data and not self.transport.is_closing():
            self.transport.write(b"".join(data))

    # What the protocol underneath, or its transport, calls.

    def data_received(self, data: bytes) -> None:
        """What nearly always comes, one whole message in one piece, is read here; the library reads all else."""
        if self._hear is not None and self._between_messages():
            payload = _whole_text(data, self.config.ws_max_size)
            text = None if payload is None else _decoded(payload)
            if text is not None:
                self._hear(text)
                return
        super().data_received(data)
        self._between_frames = _awaits_a_frame(self.conn.parser)

    def _between_messages(self) -> bool:
        """Whether the library is open and has begun with nothing that is not whole yet."""
        return self._between_frames and self.conn.state is State.OPEN and self.conn.current_size is None

    def send_receive_event_to_app(self) -> None:
        """A whole message has come."""
        if self._hear is None:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        if self.curr_msg_data_type != "text":
            text = None
        else:
            try:
                text = data.decode()
            except UnicodeDecodeError:
                # It says so to the other end, and closes.
                super().send_receive_event_to_app()
                return
        self.frames = []
        if not self.close_sent:
            self._hear(text)

    def handle_ping(self) -> None:
        if self.transport.get_write_buffer_size() > MAX_UNREAD:
            self.transport.abort()
        else:
            super().handle_ping()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MAX_FRAGMENTS:
            super().handle_cont(event)
        else:
            self.conn.fail(1009, "too many fragments")
            self.handle_parser_exception()


class Adopted(Sockets):
    """The WebSocket of a phone whose handshake and hello another worker has heard.

    What it asked for goes through the same gate once more. The answer is not said again, and if there is no place for
    it here the connection just ends; the phone comes back.
    """

    def __init__(self, opening: Opening, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        self.conn = _Answered(max_size=config.ws_max_size, logger=self.logger)
        self._opening: Opening | None = opening

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self._opening is not None
        self.data_received(self._opening.request)
        # As if it had come from the phone: whoever listens first hears it.
        self.queue.put_nowait({"type": "websocket.receive", "text": self._opening.hello})
        # It holds a token.
        self._opening = None


class _Answered(ServerProtocol):
    """Does all that answering a handshake does, except saying it."""

    def send_response(self, response: Response) -> None:
        super().send_response(response)
        self.writes.clear()


def _awaits_a_frame(parser: Generator[None, None, None]) -> bool:
    """Whether the library's parser has read no part of a frame. It takes the first bytes of one out of its buffer."""
    inner: Any = parser
    while inner.gi_yieldfrom is not None:
        inner = inner.gi_yieldfrom
    return inner.gi_code is StreamReader.at_eof.__code__


def _whole_text(data: bytes, most: int) -> bytes | None:
    """The payload, if these bytes are one whole, masked, text frame of at most so many (RFC 6455, section 5.2)."""
    if len(data) < 6 or data[0] != 0x81 or data[1] < 0x80:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        size, start = int.from_bytes(data[2:4]), 4
    # 127 stands before a length of eight bytes, which nothing that is not too long needs.
    if size == 127 or size > most or len(data) != start + 4 + size:
        return None
    return apply_mask(data[start + 4 :], data[start : start + 4])


def _decoded(payload: bytes) -> str | None:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=1024)
def _head(size: int) -> bytes:
    """What stands before a text of so many bytes that is sent as one frame (RFC 6455, section 5.2)."""
    if size < 126:
        return bytes((0x81, size))
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2)
    return b"\x81\x7f" + size.to_bytes(8)
