"""The opening handshake of a WebSocket as ASGI events, and the end of its connection as the last event.

Source: ASGI 3.0, "WebSocket" and the extension "Websocket Denial Response".
"""

import asyncio
from collections.abc import Iterable, MutableMapping
from typing import Any, Protocol
from urllib.parse import unquote

from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

Event = MutableMapping[str, Any]


class Disconnected(OSError):
    """The application has sent an event to a connection that is over."""


class Connection(Protocol):
    """What carries out the handshake."""

    def is_closing(self) -> bool:
        """Return whether nothing can be sent any more."""

    def respond(self, response: Response) -> None:
        """Send the answer to the handshake's request."""

    def close(self, code: int) -> None:
        """Close the open WebSocket with this close code."""


class Handshake:
    """The `receive` and `send` of the ASGI application for one connection, whose request was valid."""

    __slots__ = ("_accepting", "_body", "_connected", "_connection", "_denial", "_end", "_rejected")

    def __init__(self, connection: Connection, conn: ServerProtocol, accepting: Response) -> None:
        """Wait for the application.

        Args:
            connection: carries out what the application decides.
            conn: makes answers that reject the handshake.
            accepting: the answer that accepts it, to which the application may add headers.
        """
        self._connection = connection
        self._rejected = conn.reject
        self._accepting: Response | None = accepting
        """None after the answer."""
        self._denial: Response | None = None
        """The head of an answer that the application makes itself, until its body is complete."""
        self._body = bytearray()
        self._connected = False
        """Whether the application has received the event `websocket.connect`."""
        self._end: asyncio.Future[Event] = asyncio.get_running_loop().create_future()

    @property
    def is_open(self) -> bool:
        """Whether the request has no answer yet."""
        return self._accepting is not None

    def disconnect(self, code: int) -> None:
        """Report the end of the connection. Only the first report counts."""
        if not self._end.done():
            self._end.set_result({"type": "websocket.disconnect", "code": code})

    async def receive(self) -> Event:
        """Return the next event, `websocket.connect` or `websocket.disconnect`. There are no others."""
        if not self._connected:
            self._connected = True
            return {"type": "websocket.connect"}
        return await self._end

    async def send(self, event: Event) -> None:
        """Carry out an event.

        Raises:
            Disconnected: the connection is over.
            RuntimeError: this is not the time for the event. Messages are none: they go through the transport.
        """
        kind = event["type"]
        if self._connection.is_closing():
            raise Disconnected
        if self._denial is not None and kind == "websocket.http.response.body":
            self._body += event.get("body", b"")
            if not event.get("more_body", False):
                self._reject(self._denial, bytes(self._body))
        elif self._denial is None and self._accepting is None and kind == "websocket.close":
            self._connection.close(event.get("code", 1000))
        elif self._denial is not None or self._accepting is None:
            raise RuntimeError(f"{kind!r} cannot be sent now")
        elif kind == "websocket.accept":
            accepting, self._accepting = self._accepting, None
            _replace(accepting.headers, event.get("headers", ()))
            if event.get("subprotocol") is not None:
                accepting.headers["Sec-WebSocket-Protocol"] = event["subprotocol"]
            self._connection.respond(accepting)
        elif kind == "websocket.http.response.start":
            self._denial = self._rejected(event["status"], "")
            _replace(self._denial.headers, event.get("headers", ()))
        elif kind == "websocket.close":
            self._reject(self._rejected(403, ""), b"")
        else:
            raise RuntimeError(f"{kind!r} cannot be sent before the handshake is answered")

    def fail(self) -> None:
        """Answer that something is wrong with the server."""
        self._reject(self._rejected(500, ""), b"Internal Server Error")

    def _reject(self, response: Response, body: bytes) -> None:
        self._accepting = self._denial = None
        response.body = body
        _replace(response.headers, [(b"Content-Length", str(len(body)).encode())])
        self.disconnect(1006)
        self._connection.respond(response)


def scope_of(request: Request, transport: asyncio.Transport) -> Event:
    """Return the ASGI scope of a handshake, without `state` and extensions of our own."""
    path, _, query = request.path.partition("?")
    offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "wss" if transport.get_extra_info("sslcontext") else "ws",
        "server": _host_and_port(transport.get_extra_info("sockname")),
        "client": _host_and_port(transport.get_extra_info("peername")),
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(key.encode("ascii"), value.encode("latin-1")) for key, value in request.headers.raw_items()],
        "subprotocols": [name.strip() for name in offered.split(",")] if offered else [],
        "extensions": {"websocket.http.response": {}},
    }


def _host_and_port(address: Any) -> tuple[str, int] | None:
    """An IPv6 address has two more parts. That of a Unix socket is a text, and None here."""
    return (str(address[0]), int(address[1])) if isinstance(address, tuple | list) else None


def _replace(headers: Headers, given: Iterable[tuple[bytes, bytes]]) -> None:
    """Add headers of an ASGI event, each instead of what the library chose under the same name."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in given]
    for name, _ in pairs:
        if name in headers:
            del headers[name]
    for name, value in pairs:
        headers[name] = value
