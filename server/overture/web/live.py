"""The socket of a phone, from its handshake to its end: who may open one, and with which subprotocol."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from overture.realtime.client import Conversation
from overture.realtime.hub import Hub
from overture.realtime.socket import LINE, Send, Socket
from overture.settings import Rate
from overture.web.errors import refuse_socket
from overture.web.rate_limits import Network, Places, caller_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

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
            line = scope["extensions"][LINE]
            socket = Socket(line, send, html=subprotocol == HTML)
            conversation = Conversation(self._hub, line, socket, self._rate)
            try:
                line.listen(conversation.hear)
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            finally:
                conversation.over()
                self._hub.leave(socket)
        finally:
            self._places.give_back(place)
