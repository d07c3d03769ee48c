"""All that the hub uses of uvicorn beyond its documentation. `tests/server/process/test_uvicorn_adapter.py` names it.

uvicorn documents its settings and `Server.serve`. It does not document that `http` and `ws` may be classes, what it
calls on them, nor how a server may do more when it starts and stops.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from overture.process.handoff import Handoff, Opening
from overture.process.protocols import WebSocketProtocol
from overture.process.read_deadline import ReadDeadline

REQUEST_WITHIN = 15.0
"""Seconds from connecting, or from the first byte of a later request, to the last byte of the request."""
MAX_REQUEST = 65_536
"""Bytes of one request, head and body. A body may have 4 KiB, and a browser's head has one or two."""

TOO_LONG = (
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 24\r\n"
    b"connection: close\r\n\r\nThe request is too long."
)


class HTTPProtocol(ReadDeadline, HttpToolsProtocol):
    """uvicorn's HTTP protocol, with limits that uvicorn lacks: the size of a request, and the time that it may take."""

    _request_timer: asyncio.TimerHandle | None = None
    _received = 0
    """Bytes of the request that is being received."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._start_request_timer()

    def data_received(self, data: bytes) -> None:
        self._start_request_timer()
        self._received += len(data)
        # The parser keeps a head until it is complete, and joins its pieces anew with each that comes.
        if self._received > MAX_REQUEST:
            self._transport.write(TOO_LONG)
            self.finish()
        else:
            super().data_received(data)

    def on_message_complete(self) -> None:
        self._stop_request_timer()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_request_timer()
        super().connection_lost(exc)

    def _start_request_timer(self) -> None:
        if self._request_timer is None:
            self._request_timer = asyncio.get_running_loop().call_later(REQUEST_WITHIN, self._transport.abort)

    def _stop_request_timer(self) -> None:
        self._received = 0
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None


def config(app: ASGIApp, handoff: Handoff | None, max_size: int, **settings: Any) -> uvicorn.Config:
    """Return uvicorn's settings for serving `app` with this hub's protocols.

    Args:
        app: the ASGI application.
        handoff: hands connections over to other workers; None if there are none.
        max_size: bytes that one WebSocket message may have.
        settings: further settings of `uvicorn.Config`.
    """

    def protocol(config: uvicorn.Config, server_state: ServerState, app_state: dict[str, Any]) -> WebSocketProtocol:
        return _protocol(config, server_state, app_state, handoff=handoff)

    websockets = cast("type[asyncio.Protocol]", protocol)
    return uvicorn.Config(app, http=HTTPProtocol, ws=websockets, ws_max_size=max_size, **settings)


def _protocol(config: uvicorn.Config, state: ServerState, app_state: dict[str, Any], **given: Any) -> WebSocketProtocol:
    app = cast("ASGIApp", config.loaded_app)
    return WebSocketProtocol(app, app_state, state.connections, state.tasks, max_size=config.ws_max_size, **given)


class Server(uvicorn.Server):
    """A uvicorn server that reports when it serves, and is asked to do something before it stops."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], stopping: Callable[[], Awaitable[None]]
    ) -> None:
        """`started` is called when connections are accepted, `stopping` before those that are open are closed."""
        super().__init__(config)
        self._started = started
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._stopping()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Stop soon, as after a signal."""
        self.should_exit = True

    def adopted(self, opening: Opening) -> WebSocketProtocol:
        """Return the protocol for a connection that another worker has handed over."""
        return _protocol(self.config, self.server_state, self.lifespan.state, opening=opening)
