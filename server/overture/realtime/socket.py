"""One open socket: what it was shown, and how something is said to it. Kept lean, as most sockets are idle."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from overture.core.session import Viewer
from overture.i18n import ENGLISH
from overture.process.handoff import Passing
from overture.realtime import frames

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Hear = Callable[[str | None], None]
"""Takes a message; None for a binary one, which nobody here can read."""

MAX_WAITING = 1 << 20
"""Bytes that may wait for a slow reader. One that is further behind is closed; it may come again."""

LINE = "overture.line"
"""The name under which a server hands its Line to the application, among the ASGI scope's extensions."""


class Line(Protocol):
    """What carries the messages of a socket that is open; its handshake and its end go by ASGI.

    By ASGI each message would take a queue, a task and a turn of the loop in either direction.
    """

    def listen(self, hear: Hear) -> None:
        """From now on each message goes to `hear`, those first that came before."""

    def hold(self) -> None:
        """Read no more for now."""

    def go_on(self) -> None:
        """Read on."""

    def at_home(self, id: str) -> bool:
        """Whether this is where session `id` is served best (homes.py)."""

    def pass_on(self, id: str, hello: str) -> Passing:
        """Have the home of session `id` serve the other end, which has said this hello and nothing since.

        To be called while the line is held, in a later turn of the loop, when all that was read before has been heard.
        When it is done this line is at its end.
        """

    def say(self, text: bytes) -> None:
        """Send a text. It never waits, and nothing happens if the other end has gone."""

    def unsent(self) -> int:
        """Bytes that the other end has not taken yet."""


GONE, UNREADABLE, UNKNOWN, TOO_SLOW = 4404, 4400, 4401, 1013
"""Close codes: the seat is gone, three messages could not be read, no hello, too far behind."""


class Socket:
    """Whoever says something to a phone calls `say`, which never waits. Messages keep their order."""

    __slots__ = (
        "_closing", "_ending", "_line", "_send", "answering", "away", "farewell", "greeted", "html", "id", "language",
        "named", "shown", "token", "viewer",
    )  # fmt: skip

    def __init__(self, line: Line, send: Send, *, html: bool) -> None:
        self._line = line
        self._send = send
        self._closing: int | None = None
        self._ending: asyncio.Task[None] | None = None
        self.html = html
        self.language = ENGLISH
        self.id = ""
        self.token = b""
        self.viewer: Viewer | None = None
        self.named: frozenset[str] = frozenset()
        """Digests in the view that was last shown: what may be fetched, and what need not be carried again."""
        self.shown: int | None = None
        """The edition of the view that was last shown; None before the first and after the engine was away."""
        self.greeted = False
        self.away = False
        self.answering = False
        """Whether a command of this socket is under way."""
        self.farewell: str | None = None
        """Why this socket has no seat any more."""

    @property
    def closed(self) -> bool:
        return self._closing is not None

    def say(self, text: bytes) -> None:
        """Send a message, unless too much waits for the other end to take it."""
        if self._closing is not None:
            return
        if self._line.unsent() > MAX_WAITING:
            self.close(TOO_SLOW)
        else:
            self._line.say(text)

    def refuse(self, n: int, code: str) -> None:
        """Say that the message with this number was refused, and why, in the language of the other end."""
        self.say(frames.refused(n, code, self.language))

    def say_away(self) -> None:
        """Say, once, that the engine is away. The first view after that is shown whatever its edition."""
        if not self.away:
            self.away, self.shown = True, None
            self.say(frames.AWAY)

    def dismiss(self, code: str) -> None:
        """Say why this socket has no seat, and close."""
        self.say(frames.gone(code, self.language))
        self.close(GONE)

    def close(self, code: int) -> None:
        """Close after what has been said."""
        if self._closing is None:
            self._closing = code
            self._ending = asyncio.get_running_loop().create_task(self._end(code))

    def lost(self) -> None:
        """The other end has gone."""
        self._closing = self._closing or UNKNOWN

    async def _end(self, code: int) -> None:
        # Gone already: the reader hears of it and clears up.
        with contextlib.suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close", "code": code})
