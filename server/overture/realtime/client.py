"""What one phone sends on its socket: a hello, then commands, each answered before the next is looked at.

The messages, their order and all codes are in docs/protocol.md, "Socket". Nothing here is logged: what arrives may
hold a token.
"""

import asyncio
import time
from collections import deque

from overture.core import commands as do
from overture.core.commands import Command, Fetch
from overture.core.messages import Hello, Malformed, parse_command, parse_hello
from overture.core.tokens import hash_of_text
from overture.i18n import supported
from overture.realtime import frames
from overture.realtime.hub import Hub
from overture.realtime.socket import UNKNOWN, UNREADABLE, Socket
from overture.realtime.transport import HandOver, Transport
from overture.setting_values import Rate

HELLO_WITHIN = 5.0
"""Seconds; a socket that has not sent a hello by then is closed."""
STRIKES = 3
"""Messages that cannot be read before the socket is closed."""
HAND_OVER_RETRIES = (0.005, 0.01, 0.02, 0.04, 0.08)
"""Seconds before each further try to hand a connection over. After the last one it is served here."""


KINDS: dict[type[Command | Fetch], str] = {
    **dict.fromkeys((do.Offer, do.Reply, do.Answer, do.Confirm, do.Reject, do.Leave, do.Renew), "pairing"),
    **dict.fromkeys((do.Move, do.MoveReply, do.MoveApprove, do.MoveClaim, do.MoveCancel), "moving"),
    Fetch: "fetch",
}
"""The kinds under which commands are counted; "conversation" is what is not here (`counts`)."""


class Allowance:
    """A token bucket: `rate.times` at once, refilled within `rate.seconds`."""

    __slots__ = ("_last", "_left", "_rate")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._left, self._last = float(rate.times), time.monotonic()

    def use(self) -> bool:
        """Take one; return False if none is left."""
        now, rate = time.monotonic(), self._rate
        self._left = min(rate.times, self._left + (now - self._last) * rate.times / rate.seconds)
        self._last = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class ClientProtocol:
    """The receiving half of a connection. A task runs only while there is a message to handle."""

    __slots__ = (
        "_allowance",
        "_hello_timer",
        "_hub",
        "_inbox",
        "_lost",
        "_serving",
        "_strikes",
        "_transport",
        "socket",
    )

    def __init__(self, hub: Hub, transport: Transport, rate: Rate, *, html: bool) -> None:
        """Start waiting for a hello.

        Args:
            hub: what commands are passed on to.
            transport: the open connection, not started yet.
            rate: how many commands the phone may send at once, and within how many seconds as many again.
            html: whether views are to carry an HTML fragment.
        """
        self.socket = Socket(transport, hub.counts, html=html)
        self._hub = hub
        hub.counts.sockets += 1
        self._transport = transport
        self._allowance = Allowance(rate)
        self._strikes = 0
        self._inbox: deque[str | None] = deque()
        self._serving = False
        self._lost = False
        self._hello_timer: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            HELLO_WITHIN, self.socket.close, UNKNOWN
        )
        """Runs until there is a hello."""

    def receive(self, message: str | None) -> None:
        """Queue a message. While one is being handled, no more are read from the connection."""
        self._inbox.append(message)
        if self._serving:
            self._transport.pause_reading()
        else:
            self._serving = True
            self._hub.spawn(self._serve())

    def connection_lost(self) -> None:
        """Clean up: the other end has gone, or another worker serves it."""
        if not self._lost:
            self._hub.counts.sockets -= 1
        self._lost = True
        self._stop_hello_timer()
        self.socket.lost()
        self._hub.leave(self.socket)

    async def _serve(self) -> None:
        try:
            # After close() the rest is still read from the connection, or its end would never be noticed.
            while self._inbox:
                message = self._inbox.popleft() or ""
                if self.socket.closed:
                    continue
                if self._hello_timer is not None:
                    await self._hello(message)
                else:
                    await self._command(message)
        finally:
            self._serving = False
            if not self._lost:
                self._transport.resume_reading()

    async def _hello(self, text: str) -> None:
        hello = parse_hello(text)
        if isinstance(hello, Malformed):
            self.socket.send(frames.error(hello.code, hello.message))
            self._strike(UNKNOWN)
            return
        self._stop_hello_timer()
        self._strikes = 0
        self.socket.language = supported(hello.language)
        if await self._is_handed_over(hello, text):
            self.connection_lost()
            return
        # A text that cannot be a token gets the same answer as a token that is not known.
        await self._hub.enter(self.socket, hello.id, hash_of_text(hello.token) or b"")

    async def _is_handed_over(self, hello: Hello, text: str) -> bool:
        """Try to have the worker that serves this session best take the connection; return whether that has worked."""
        for delay in (0.0, *HAND_OVER_RETRIES):
            # A phone that has sent more than its hello stays here, or the rest would be lost.
            if self._inbox or self.socket.closed:
                return False
            outcome = self._transport.hand_over(hello.id, text)
            if outcome is not HandOver.RETRY:
                return outcome is HandOver.DONE
            self._transport.pause_reading()
            await asyncio.sleep(delay)
        return False

    async def _command(self, text: str) -> None:
        command = parse_command(text)
        counts = self._hub.counts
        if isinstance(command, Malformed):
            counts.commands["unreadable"] += 1
            if command.n is None:
                self.socket.send(frames.error(command.code, command.message))
            else:
                self.socket.refuse(command.n, command.code)
            self._strike(UNREADABLE)
            return
        counts.commands[KINDS.get(type(command), "conversation")] += 1
        if not self._allowance.use():
            self.socket.refuse(command.id, "slow-down")
        elif isinstance(command, Fetch):
            await self._hub.fetch(self.socket, command)
        else:
            await self._hub.command(self.socket, command)

    def _stop_hello_timer(self) -> None:
        if self._hello_timer is not None:
            self._hello_timer.cancel()
            self._hello_timer = None

    def _strike(self, code: int) -> None:
        self._strikes += 1
        if self._strikes == STRIKES:
            self.socket.close(code)
