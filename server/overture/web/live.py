"""The socket of a phone, from its handshake to its end: who may open one, and with which subprotocol."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from overture.realtime.client import ClientProtocol
from overture.realtime.hub import Hub
from overture.realtime.transport import TRANSPORT, Transport
from overture.settings import Rate
from overture.web.errors import refuse_socket
from overture.web.rate_limits import Network, Places, caller_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HTML, JSON = "overture.html.1", "overture.json.1"


class Live:
    """ASGI endpoint of `GET /live`."""

    def __init__(self, hub: Hub, rate: Rate, places: Places, trusted: tuple[Network, ...]) -> None:
        """`rate` is how many commands a socket may send at once, and in how many seconds it may send as many again.

        `places` are for all sockets of an address, which proxies in `trusted` may tell.
        """
        self._hub = hub
        self._rate = rate
        self._places = places
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        subprotocol = next((name for name in scope["subprotocols"] if name in {HTML, JSON}), None)
        await receive()
        if subprotocol is None:
            await refuse_socket(scope, send, 400, "bad-message")
            return
        # A browser always says where a page came from. One that does not is not the page that fragments are for.
        if subprotocol == HTML and not any(name == b"origin" for name, _ in scope["headers"]):
            await refuse_socket(scope, send, 403, "foreign")
            return
        place = self._places.take(*caller_of(HTTPConnection(scope), self._trusted))
        if place is None:
            await refuse_socket(scope, send, 429, "slow-down")
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
            self._places.give_back(place)
