"""A hub that lies: a proxy before a real hub that may change, drop or invent what either side sends.

with LyingHub(hub.url) as liar:
    liar.down = lambda line, said: None if "view" in said else said
    ... phones and terminals at liar.url ...

It runs in a thread of its own, so that it serves a test in a loop and one that drives a browser alike. `down` and `up`
are called there, one message at a time.
"""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

Message = dict[str, Any]
MOST = 4 * 1024 * 1024
PATIENCE = 20.0
"""Seconds that the real hub gets for one answer."""
_OF_ONE_HOP = frozenset({"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"})


@dataclass
class Line:
    """One socket of a phone through this hub."""

    _loop: asyncio.AbstractEventLoop = field(repr=False)
    _phone: WebSocket = field(repr=False)
    _hub: ClientConnection = field(repr=False)
    hello: Message = field(default_factory=dict)
    views: list[Message] = field(default_factory=list, repr=False)
    """Every message with a view that the real hub has sent on it, as it was."""
    received: list[Message] = field(default_factory=list, repr=False)
    """Every message that the phone has sent."""

    @property
    def role(self) -> str | None:
        """Which seat it is, by the real hub's word."""
        return self.views[-1]["view"].get("role") if self.views else None

    def send_to_phone(self, message: Message) -> None:
        """Sends the phone a message that the hub has not sent. From any thread."""
        self._run(self._phone.send_text(json.dumps(message)))

    def close(self) -> None:
        """Closes the phone's side of it, as a hub that restarts does. From any thread."""
        self._run(self._phone.close(1012))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Not awaited: messages on a line are sent in order."""
        asyncio.run_coroutine_threadsafe(work, self._loop)


Lie = Callable[[Line, Message], Message | None]
"""What is passed on in the place of a message; None for nothing."""
HttpLie = Callable[[str, int, bytes], tuple[int, bytes]]
"""Of a path, the real answer's status and body; what is answered."""


def honest(_: Line, message: Message) -> Message:
    return message


def honest_pages(_: str, status: int, body: bytes) -> tuple[int, bytes]:
    return status, body


class LyingHub:
    def __init__(self, upstream: str, port: int = 0) -> None:
        self.lines: list[Line] = []
        """The sockets that are open, the oldest first."""
        self.down: Lie = honest
        self.up: Lie = honest
        self.http: HttpLie = honest_pages
        self.headers: Callable[[str], dict[str, str]] = lambda _path: {}
        """Of a path, what is added to the headers of the real answer."""
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        anything = Route("/{path:path}", self._ask, methods=["GET", "POST", "OPTIONS"])
        app = Starlette(routes=[WebSocketRoute("/live", self._live), anything])
        config = uvicorn.Config(app, log_level="critical", ws="websockets-sansio", ws_max_size=MOST, lifespan="off")
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._passing = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(PATIENCE)
        self._listener.close()

    def open_lines(self, role: str) -> list[Line]:
        """The open sockets of a seat, the oldest first."""
        return [line for line in list(self.lines) if line.role == role]

    def line(self, role: str) -> Line:
        """The newest open socket of a seat."""
        return self.open_lines(role)[-1]

    def until(self, holds: Callable[[], bool]) -> None:
        """Returns when it holds; it is asked again after every message that has passed. It blocks: in a loop, call it
        in a thread."""
        with self._passing:
            assert self._passing.wait_for(holds, PATIENCE), "that has not come to pass"

    def _passed(self) -> None:
        with self._passing:
            self._passing.notify_all()

    def _run(self) -> None:
        async def serve() -> None:
            # Connections wait in the listener until the server takes them.
            self._ready.set()
            await self._server.serve(sockets=[self._listener])

        asyncio.run(serve())

    # Over HTTP

    async def _ask(self, request: Request) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        headers = {k: v for k, v in self._headers(request.headers.items()).items() if k != "accept-encoding"}
        body = await request.body()
        status, response_headers, changed = await asyncio.to_thread(self._fetch, request.method, path, headers, body)
        status, changed = self.http(path, status, changed)
        return Response(
            changed, status, {k: v for k, v in response_headers.items() if k not in _OF_ONE_HOP} | self.headers(path)
        )

    def _fetch(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        upstream = http.client.HTTPConnection(urlsplit(self._upstream).netloc, timeout=PATIENCE)
        try:
            upstream.request(method, path, body or None, headers)
            answer = upstream.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            upstream.close()

    def _headers(self, given: Any) -> dict[str, str]:
        """A phone at this hub speaks to the real one as if it were there; a page from elsewhere stays one."""
        headers = {k.lower(): v for k, v in given if k.lower() not in _OF_ONE_HOP}
        headers["host"] = urlsplit(self._upstream).netloc
        if headers.get("origin") == self.url:
            headers["origin"] = self._upstream
        return headers

    # Over the socket

    async def _live(self, phone: WebSocket) -> None:
        asked = [Subprotocol(name) for name in phone.scope["subprotocols"]]
        headers = self._headers(phone.headers.items())
        origin = Origin(headers["origin"]) if "origin" in headers else None
        live = f"ws{self._upstream.removeprefix('http')}/live"
        try:
            async with connect(live, subprotocols=asked, origin=origin, compression=None, max_size=MOST) as hub:
                await phone.accept(subprotocol=hub.subprotocol)
                line = Line(asyncio.get_running_loop(), phone, hub)
                self.lines.append(line)
                try:
                    await self._between(line, phone, hub)
                finally:
                    self.lines.remove(line)
        except (OSError, InvalidStatus):
            await phone.close(1012)

    async def _between(self, line: Line, phone: WebSocket, hub: ClientConnection) -> None:
        tasks = {asyncio.create_task(self._from_hub(line, phone, hub)), asyncio.create_task(self._from_phone(line))}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _from_hub(self, line: Line, phone: WebSocket, hub: ClientConnection) -> None:
        async for raw in hub:
            message = json.loads(raw)
            if "view" in message:
                line.views.append(json.loads(raw))
            changed = self.down(line, message)
            if changed is not None:
                await phone.send_text(json.dumps(changed))
            self._passed()
        with suppress(RuntimeError):
            await phone.close(hub.close_code if hub.close_code not in (None, 1005, 1006) else 1012)

    async def _from_phone(self, line: Line) -> None:
        with suppress(WebSocketDisconnect, ConnectionClosed):
            while True:
                raw = await line._phone.receive_text()
                message = json.loads(raw)
                line.hello = message.get("hello", line.hello)
                line.received.append(json.loads(raw))
                changed = self.up(line, message)
                if changed is not None:
                    await line._hub.send(json.dumps(changed))
                self._passed()
