"""What one phone says on its socket: the hello, then commands, one after another, each passed on to the hub.

The order of what is said, and all codes, stand in docs/protocol.md, "Socket". Nothing here is logged: what arrives may
hold a token.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator

from overture.core.commands import Fetch
from overture.core.messages import Hello, Malformed, parse_command, parse_hello
from overture.core.tokens import hash_of_text
from overture.i18n import known
from overture.process.handoff import Passing
from overture.realtime import frames
from overture.realtime.hub import Hub
from overture.realtime.socket import UNKNOWN, UNREADABLE, Line, Socket
from overture.settings import Rate

HELLO_WITHIN = 5.0
"""Seconds; a socket that has not said who it is by then is closed."""
STRIKES = 3
PASS_ON_AFTER = (0.005, 0.01, 0.02, 0.04, 0.08)
"""Seconds to each further try to pass a phone on to the home of its session. After the last it is served here."""


class Conversation:
    """Each message is answered before the next is looked at. `rate` is how many commands a socket may send at once,
    and in how many seconds it may send as many again."""

    __slots__ = (
        "_allowance",
        "_answering",
        "_hub",
        "_last",
        "_late",
        "_line",
        "_rate",
        "_socket",
        "_strikes",
        "_waiting",
    )

    def __init__(self, hub: Hub, line: Line, socket: Socket, rate: Rate) -> None:
        self._hub = hub
        self._line = line
        self._socket = socket
        self._rate = rate
        self._allowance, self._last = float(rate.times), time.monotonic()
        self._strikes = 0
        self._answering = False
        self._waiting: deque[str | None] | None = None
        """What came while something else was being answered."""
        self._late: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            HELLO_WITHIN, socket.close, UNKNOWN
        )
        """Until somebody has said who they are."""

    def hear(self, raw: str | None) -> None:
        if not self._answering:
            self._take(raw)
            return
        if self._waiting is None:
            self._waiting = deque()
            self._line.hold()
        self._waiting.append(raw)

    def over(self) -> None:
        """The other end has gone."""
        self._greeted()
        self._socket.lost()

    def _answered(self) -> None:
        self._answering = False
        if self._waiting is None:
            return
        waiting, self._waiting = self._waiting, None
        while waiting:
            self._take(waiting.popleft())
            if self._answering:
                self._waiting = waiting
                return
        self._line.go_on()

    def _take(self, raw: str | None) -> None:
        # A socket that is closing is read on, or its end would never be noticed.
        if self._socket.closed:
            return
        text = "" if raw is None else raw
        if self._late is not None:
            self._hello(text)
        else:
            self._command(text)

    def _hello(self, text: str) -> None:
        hello = parse_hello(text)
        if isinstance(hello, Malformed):
            self._socket.say(frames.error(hello.code, hello.message))
            self._strike(UNKNOWN)
            return
        self._greeted()
        self._strikes = 0
        self._socket.language = known(hello.language)
        self._answering = True
        if self._line.at_home(hello.id):
            self._enter(hello)
        else:
            # Nothing more is read, and what came in the same read is heard first.
            self._line.hold()
            asyncio.get_running_loop().call_soon(self._pass_on, hello, text, iter(PASS_ON_AFTER))

    def _pass_on(self, hello: Hello, text: str, waits: Iterator[float]) -> None:
        """Have the phone served by the home of its session, if that can be done soon, and here if not."""
        if self._socket.closed:
            return
        # Whoever has said more already stays with whom they said it to.
        passing = Passing.NO if self._waiting is not None else self._line.pass_on(hello.id, text)
        if passing is Passing.DONE:
            self.over()
        elif passing is Passing.NOT_YET and (wait := next(waits, None)) is not None:
            asyncio.get_running_loop().call_later(wait, self._pass_on, hello, text, waits)
        else:
            if self._waiting is None:
                self._line.go_on()
            self._enter(hello)

    def _enter(self, hello: Hello) -> None:
        token = hash_of_text(hello.token)
        # A token that cannot be one gets the same answer as one that is not known.
        self._hub.enter(self._socket, hello.id, token if token is not None else b"", self._answered)

    def _greeted(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _command(self, text: str) -> None:
        now, rate = time.monotonic(), self._rate
        self._allowance = min(rate.times, self._allowance + (now - self._last) * rate.times / rate.seconds)
        self._last = now
        said = parse_command(text)
        if isinstance(said, Malformed):
            if said.n is None:
                self._socket.say(frames.error(said.code, said.message))
            else:
                self._socket.refuse(said.n, said.code)
            self._strike(UNREADABLE)
        elif self._allowance < 1:
            self._socket.refuse(said.id, "slow-down")
        else:
            self._allowance -= 1
            self._answering = True
            if isinstance(said, Fetch):
                self._hub.fetch(self._socket, said, self._answered)
            else:
                self._hub.command(self._socket, said, self._answered)

    def _strike(self, code: int) -> None:
        self._strikes += 1
        if self._strikes == STRIKES:
            self._socket.close(code)
