"""The endpoint of the socket: who may open one, and with which subprotocol.

Source: docs/protocol.md, "Socket".
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from overture.realtime.client import ClientProtocol
from overture.realtime.hub import Hub
from overture.realtime.transport import TRANSPORT, Transport
from overture.setting_values import Rate
from overture.web.errors import ErrorResponse
from overture.web.rate_limits import ConnectionQuota, Network, caller_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HTML, JSON = "overture.html.1", "overture.json.1"


class Live:
    """ASGI endpoint of `GET /live`.

    Args:
        rate: How many commands a socket may send at once, and in how many seconds it may send as many again.
        quota: How many sockets a caller may have.
        trusted: Networks of proxies that say who the caller is.
    """

    def __init__(self, hub: Hub, rate: Rate, quota: ConnectionQuota, trusted: tuple[Network, ...]) -> None:
        self._hub = hub
        self._rate = rate
        self._quota = quota
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        subprotocol = next((name for name in scope["subprotocols"] if name in {HTML, JSON}), None)
        await receive()
        if subprotocol is None:
            await ErrorResponse("bad-message")(scope, receive, send)
            return
        # A browser always sends Origin (RFC 6455, 4.1), so a client without it is not the page that fragments are for.
        if subprotocol == HTML and not any(name == b"origin" for name, _ in scope["headers"]):
            await ErrorResponse("foreign")(scope, receive, send)
            return
        slot = self._quota.acquire(*caller_of(HTTPConnection(scope), self._trusted))
        if slot is None:
            await ErrorResponse("slow-down")(scope, receive, send)
            return
        try:
            await send({"type": "websocket.accept", "subprotocol": subprotocol})
            transport: Transport = scope["extensions"][TRANSPORT]
            client = ClientProtocol(self._hub, transport, self._rate, html=subprotocol == HTML)
            try:
                transport.start(client.receive)
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            finally:
                client.connection_lost()
        finally:
            self._quota.release(slot)
