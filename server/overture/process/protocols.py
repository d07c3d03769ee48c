"""The WebSocket connection of a phone: an asyncio protocol on websockets' sans-I/O `ServerProtocol`.

The opening handshake and the end of the connection are ASGI events; messages go straight to the receiver of the
`Transport`. What a connection may cost is bounded in both directions, and each bound is far from what a phone on a bad
network needs. `uvicorn_adapter.py` makes the instances that uvicorn serves.
"""

import asyncio
import logging
import secrets
from typing import Any, cast

from starlette.types import ASGIApp
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from overture.process.handoff import Handoff, Opening
from overture.process.handshake import Disconnected, Event, Handshake, scope_of
from overture.process.read_deadline import ReadDeadline
from overture.realtime.transport import TRANSPORT, HandOver, Receive

log = logging.getLogger(__name__)
_frames_log = logging.getLogger(f"{__name__}.frames")
# The library writes down every frame at the level "debug", whatever it holds: tokens, ids and boxes.
_frames_log.setLevel(logging.WARNING)

PING_EVERY = 20.0
"""Seconds between pings. One that is not answered before the next is due ends the connection."""
CLOSE_WITHIN = 10.0
"""Seconds in which the other end must answer a close frame."""
MAX_UNREAD = 1 << 20
"""Bytes that may wait for a client that keeps sending pings; a client that sends anything else waits for its answer."""
MAX_FRAGMENTS = 4096
"""Frames of one message. An empty one costs memory too, and no other limit counts it."""


class WebSocketProtocol(ReadDeadline):
    """One WebSocket connection on the server's side. It implements `Transport`, whose methods are described there.

    Source: RFC 6455; https://websockets.readthedocs.io/en/stable/howto/sansio.html
    """

    def __init__(
        self,
        app: ASGIApp,
        state: dict[str, Any],
        connections: set[Any],
        tasks: set[asyncio.Task[None]],
        *,
        max_size: int,
        handoff: Handoff | None = None,
        opening: Opening | None = None,
    ) -> None:
        """Prepare a connection; `connection_made` begins it.

        Args:
            app: the ASGI application.
            state: what the application has put into the state of its lifespan.
            connections: all open connections of the server. This one is a member while it is open.
            tasks: all tasks of the server. The one that runs `app` is a member while it runs.
            max_size: bytes that one message may have.
            handoff: hands the connection over to another worker; None if it stays.
            opening: what the phone has sent, if another worker has answered its handshake. The request then goes
                through `app` once more, so that every check applies here too; the answer to it is not sent.
        """
        self._app = app
        self._state = state
        self._connections = connections
        self._tasks = tasks
        self._handoff = handoff
        self._opening = opening
        self._is_answered = opening is not None
        self._conn = ServerProtocol(max_size=max_size, logger=_frames_log)
        self._handshake: Handshake | None = None
        self._request = b""
        """The bytes of the handshake's request, as long as they may have to be handed over."""
        self._receiver: Receive | None = None
        self._early: list[str | None] = []
        """Messages that came before there was a receiver."""
        self._received = 0
        """Bytes that came after the handshake."""
        self._fragments: list[bytes] = []
        """The parts of a message that have arrived."""
        self._is_text = False
        self._is_reading = True
        self._flush_scheduled = False
        self._ping: bytes | None = None
        """The payload of the last ping, until it is answered."""
        self._ping_timer: asyncio.TimerHandle | None = None
        self._close_timer: asyncio.TimerHandle | None = None
        """Runs from when a close frame is sent until it is answered."""

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.add(self)
        if self._opening is not None:
            self.data_received(self._opening.request)
            self._early.append(self._opening.hello)
            # It holds a token.
            self._opening = None

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._conn.receive_data(data)
        events = self._conn.events_received()
        if not events and self._conn.handshake_exc is not None:
            # Too many headers, or too long ones. They are not worth an answer.
            self._transport.abort()
            return
        for event in events:
            if isinstance(event, Request):
                self._received = 0
                self._request = b"" if self._handoff is None else data
                self._handle_request(event)
            elif not self._handle_frame(cast("Frame", event)):
                break
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._connections.discard(self)
        self._conn.receive_eof()
        self._disconnect(1006)
        if self._close_timer is not None:
            self._close_timer.cancel()

    # What the server calls when it stops.

    def shutdown(self) -> None:
        """Close with 1012, "service restart". A handshake that has no answer yet gets 500."""
        if self._handshake is not None and self._handshake.is_open:
            self._handshake.fail()
        elif self._conn.state is State.OPEN:
            self._conn.send_close(1012)
            self._flush()
        self._disconnect(1012)
        self.finish()

    # Transport.

    def start(self, receive: Receive) -> None:
        self._receiver = receive
        early, self._early = self._early, []
        self.resume_reading()
        for message in early:
            receive(message)

    def pause_reading(self) -> None:
        if self._is_reading and not self.is_closing():
            self._is_reading = False
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if not self._is_reading and not self.is_closing():
            self._is_reading = True
            self._transport.resume_reading()

    def send_text(self, text: bytes) -> None:
        if self._conn.state is State.OPEN:
            self._conn.send_text(text)
            # All of one turn of the loop goes out in one write, as each write costs as much as making its text.
            if not self._flush_scheduled:
                self._flush_scheduled = True
                asyncio.get_running_loop().call_soon(self._flush)

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size()

    def close(self, code: int) -> None:
        if self._conn.state is not State.OPEN or self.is_closing():
            return
        self._conn.send_close(code)
        self._flush()
        self._close_timer = asyncio.get_running_loop().call_later(CLOSE_WITHIN, self.finish)
        # Otherwise the answer would not be read.
        self.resume_reading()
        # While much is buffered for the other end, the connection still counts against `MAX_SOCKETS`.
        if not self.is_behind:
            self._disconnect(code)

    def hand_over(self, session_id: str, hello: str) -> HandOver:
        outcome = HandOver.LOCAL
        # Whatever else was received, be it a part of a frame, would be lost.
        whole = self._received == _frame_size(len(hello.encode()))
        if whole and self._handoff is not None and not self._handoff.is_home(session_id) and not self.is_closing():
            self._flush()
            if self._is_reading or self.get_write_buffer_size():
                return HandOver.RETRY
            connection = self._transport.get_extra_info("socket").fileno()
            outcome = self._handoff.hand_over(session_id, Opening(self._request, hello), connection)
        if outcome is HandOver.DONE:
            # This closes the worker's own copy of the open file, which the other end cannot see.
            self._transport.close()
        if outcome is not HandOver.RETRY:
            self._request = b""
        return outcome

    # The handshake.

    def _handle_request(self, request: Request) -> None:
        response = self._conn.accept(request)
        if response.status_code != 101:
            self.respond(response)
            return
        self._handshake = Handshake(self, self._conn, response)
        scope = scope_of(request, self._transport)
        scope["state"] = self._state.copy()
        scope["extensions"][TRANSPORT] = self
        task = asyncio.get_running_loop().create_task(self._run(self._handshake, scope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, handshake: Handshake, scope: Event) -> None:
        try:
            await self._app(scope, handshake.receive, handshake.send)
        except Disconnected:
            pass
        except Exception:
            log.exception("Exception in ASGI application")
        finally:
            if handshake.is_open and not self.is_closing():
                handshake.fail()
            if self._close_timer is None:
                self.finish()

    def is_closing(self) -> bool:
        """Return whether nothing can be sent any more."""
        return self._transport.is_closing()

    def respond(self, response: Response) -> None:
        """Answer the handshake, unless another worker has done so."""
        self._conn.send_response(response)
        if self._is_answered:
            self._conn.data_to_send()
        self._flush()
        if response.status_code == 101:
            self._ping_timer = asyncio.get_running_loop().call_later(PING_EVERY, self._keep_alive)
        else:
            self.finish()

    # Frames.

    def _handle_frame(self, frame: Frame) -> bool:
        """Return whether the frames after this one may be handled too."""
        match frame.opcode:
            case Opcode.TEXT | Opcode.BINARY | Opcode.CONT:
                return self._handle_data(frame)
            case Opcode.PING:
                # The library has put the answer among what is to be sent.
                if self.get_write_buffer_size() > MAX_UNREAD:
                    self._transport.abort()
                    return False
            case Opcode.PONG:
                if self._ping == frame.data:
                    self._ping = None
            case Opcode.CLOSE:
                assert self._conn.close_rcvd is not None
                self._disconnect(self._conn.close_rcvd.code)
        return True

    def _handle_data(self, frame: Frame) -> bool:
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        if len(self._fragments) == MAX_FRAGMENTS:
            self._conn.fail(1009, "too many fragments")
            return False
        self._fragments.append(bytes(frame.data))
        if frame.fin:
            data = b"".join(self._fragments)
            self._fragments = []
            try:
                message = data.decode() if self._is_text else None
            except UnicodeDecodeError:
                self._conn.fail(1007)
                return False
            self._deliver(message)
        return True

    def _deliver(self, message: str | None) -> None:
        if self._close_timer is not None:
            return
        if self._receiver is not None:
            self._receiver(message)
        else:
            self._early.append(message)
            self.pause_reading()

    def _keep_alive(self) -> None:
        if self._ping is None:
            self._ping = secrets.token_bytes(4)
            self._conn.send_ping(self._ping)
            self._ping_timer = asyncio.get_running_loop().call_later(PING_EVERY, self._keep_alive)
        else:
            self._conn.fail(1011, "keepalive ping timeout")
        self._flush()

    def _flush(self) -> None:
        """Write everything that waits, in order and in one piece. An empty string at its end ends the stream."""
        self._flush_scheduled = False
        data = self._conn.data_to_send()
        if data and not self.is_closing():
            self._transport.write(b"".join(data))
            if not data[-1]:
                self.finish()

    def _disconnect(self, code: int) -> None:
        """Report the end to the application, and send no more pings."""
        if self._ping_timer is not None:
            self._ping_timer.cancel()
        if self._handshake is not None:
            self._handshake.disconnect(code)


def _frame_size(length: int) -> int:
    """Bytes of the shortest masked frame with a payload of so many bytes (RFC 6455, section 5.2)."""
    return length + (6 if length < 126 else 8 if length < 65_536 else 14)
