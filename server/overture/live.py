"""The socket of a phone: choose the subprotocol, hear the hello, then pass commands to the hub and its answers back.

The order of what is said, and all codes, stand in docs/protocol.md, "Socket". Nothing here is logged: what arrives may
hold a token.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from overture import wire
from overture.answers import refuse_socket
from overture.commands import Fetch
from overture.hub import Hub
from overture.limits import Network, Places, caller_of
from overture.messages import Malformed, parse_command, parse_hello
from overture.open_socket import UNKNOWN, UNREADABLE, Send, Socket
from overture.settings import Rate
from overture.texts import known
from overture.tokens import hash_of_text

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

HTML, JSON = "overture.html.1", "overture.json.1"
HELLO_WITHIN = 5.0
"""Seconds; a socket that has not said who it is by then is closed."""
STRIKES = 3


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
        place = self._places.take(caller_of(HTTPConnection(scope), self._trusted))
        if place is None:
            await refuse_socket(scope, send, 429, "slow-down")
            return
        try:
            await send({"type": "websocket.accept", "subprotocol": subprotocol})
            socket = Socket(send, html=subprotocol == HTML)
            try:
                if await _greeted(self._hub, socket, receive):
                    await _converse(self._hub, socket, receive, self._rate)
            finally:
                socket.lost()
                self._hub.leave(socket)
        finally:
            self._places.give_back(place)


async def _greeted(hub: Hub, socket: Socket, receive: Receive) -> bool:
    """Whether the other end said who it is, in time and readably."""
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            for _ in range(STRIKES):
                raw = await _next(receive)
                if raw is None:
                    return False
                hello = parse_hello(raw)
                if not isinstance(hello, Malformed):
                    break
                socket.say(wire.error(hello.code, hello.message))
            else:
                socket.close(UNKNOWN)
                return True
    except TimeoutError:
        socket.close(UNKNOWN)
        return True
    socket.language = known(hello.language)
    token = hash_of_text(hello.token)
    # A token that cannot be one gets the same answer as one that is not known.
    await hub.enter(socket, hello.id, token if token is not None else b"")
    return True


async def _converse(hub: Hub, socket: Socket, receive: Receive, rate: Rate) -> None:
    """Read until the other end goes. A socket that is closing is read on, or its end would never be noticed."""
    strikes = 0
    allowance, last = float(rate.times), time.monotonic()
    while (raw := await _next(receive)) is not None:
        if socket.closed:
            continue
        now = time.monotonic()
        allowance, last = min(rate.times, allowance + (now - last) * rate.times / rate.seconds), now
        said = parse_command(raw)
        if isinstance(said, Malformed):
            strikes += 1
            if said.n is None:
                socket.say(wire.error(said.code, said.message))
            else:
                socket.refuse(said.n, said.code)
            if strikes == STRIKES:
                socket.close(UNREADABLE)
        elif allowance < 1:
            socket.refuse(said.id, "slow-down")
        else:
            allowance -= 1
            await (hub.fetch(socket, said) if isinstance(said, Fetch) else hub.command(socket, said))


async def _next(receive: Receive) -> str | bytes | None:
    """The next message, or None when the other end has gone. A binary frame is a message that cannot be read."""
    message = await receive()
    if message["type"] != "websocket.receive":
        return None
    text: str | None = message.get("text")
    return b"" if text is None else text
