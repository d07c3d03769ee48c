"""One open socket: what it was shown, and what waits to be sent to it. Kept lean, as most sockets are idle."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from overture import wire
from overture.session import Seat
from overture.texts import ENGLISH

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_WAITING = 1 << 20
"""Characters that may wait for a slow reader. One that is further behind is closed; it may come again."""

GONE, UNREADABLE, UNKNOWN, TOO_SLOW = 4404, 4400, 4401, 1013
"""Close codes: the seat is gone, three messages could not be read, no hello, too far behind."""


class Socket:
    """Whoever says something to a phone calls `say`, which never waits. Messages keep their order."""

    __slots__ = (
        "_closing", "_flushing", "_send", "_size", "_waiting", "answering", "away", "farewell", "greeted", "html", "id",
        "language", "named", "seat", "shown", "token",
    )  # fmt: skip

    def __init__(self, send: Send, *, html: bool) -> None:
        self._send = send
        self._waiting: deque[str] | None = None
        self._size = 0
        self._flushing: asyncio.Task[None] | None = None
        self._closing: int | None = None
        self.html = html
        self.language = ENGLISH
        self.id = ""
        self.token = b""
        self.seat: Seat | None = None
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

    def say(self, text: str) -> None:
        """Queue a message, and send it as soon as the other end takes it."""
        if self.closed:
            return
        if self._size + len(text) > MAX_WAITING:
            self.close(TOO_SLOW)
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(text)
        self._size += len(text)
        self._start()

    def refuse(self, n: int, code: str) -> None:
        """Say that the message with this number was refused, and why, in the language of the other end."""
        self.say(wire.refused(n, code, self.language))

    def close(self, code: int) -> None:
        """Close once everything that waits has been sent; a reader that is too slow is not waited for."""
        if self.closed:
            return
        self._closing = code
        if code == TOO_SLOW:
            self._waiting, self._size = None, 0
        self._start()

    def lost(self) -> None:
        """The other end has gone."""
        self._closing = self._closing or UNKNOWN
        self._waiting, self._size = None, 0

    def _start(self) -> None:
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                text = self._waiting.popleft()
                self._size -= len(text)
                await self._send({"type": "websocket.send", "text": text})
            self._waiting = None
            if self._closing is not None:
                await self._send({"type": "websocket.close", "code": self._closing})
        except (OSError, RuntimeError):
            # Gone between two messages; the reader hears of it and clears up.
            self.lost()
        finally:
            self._flushing = None
