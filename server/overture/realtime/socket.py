"""One phone's connection as the hub sees it: which view it was sent last, and how messages are sent to it.

It is kept lean, because most sockets are idle most of the time.
"""

from overture.core.seat import Viewer
from overture.counts import Counts
from overture.i18n import ENGLISH
from overture.realtime import frames
from overture.realtime.transport import Transport

MAX_BUFFERED = 1 << 20
"""Bytes that may wait for a slow reader. One that is further behind is closed; it may connect again."""

GONE, UNREADABLE, UNKNOWN, TOO_SLOW = 4404, 4400, 4401, 1013
"""Close codes: the seat is gone; three messages could not be read; no hello; too far behind."""


class Socket:
    """The sending half of a connection. No method waits, and messages keep their order."""

    __slots__ = (
        "_counts",
        "_transport",
        "away",
        "closed",
        "edition",
        "greeted",
        "html",
        "id",
        "language",
        "named",
        "token",
        "viewer",
    )

    def __init__(self, transport: Transport, counts: Counts, *, html: bool) -> None:
        self._transport = transport
        self._counts = counts
        self.html = html
        """Whether views come with an HTML fragment."""
        self.language = ENGLISH
        self.id = ""
        """The session that the phone named in its hello."""
        self.token = b""
        """The SHA-256 of its bearer token."""
        self.viewer: Viewer | None = None
        """Whose view it was sent last; None before the first."""
        self.named: frozenset[str] = frozenset()
        """Digests in that view: what may be fetched, and what need not be sent again."""
        self.edition: int | None = None
        """The number of that view; None before the first and after the engine was away."""
        self.greeted = False
        """Whether it was sent a view. The first one also carries the build of the hub's client, and no boxes."""
        self.away = False
        """Whether the last thing it was told is that the engine is away."""
        self.closed = False

    def send(self, text: bytes) -> None:
        """Send a message; close instead if the other end is more than MAX_BUFFERED bytes behind."""
        if self.closed:
            return
        if self._transport.get_write_buffer_size() > MAX_BUFFERED:
            self.close(TOO_SLOW)
        else:
            self._transport.send_text(text)

    def acknowledge(self, n: int) -> None:
        """Report that message number `n` was carried out."""
        self.send(frames.ack(n))

    def refuse(self, n: int, code: str) -> None:
        """Report that message number `n` was refused, with the code's sentence in the phone's language."""
        self._counts.refused(code)
        self.send(frames.refused(n, code, self.language))

    def notify_away(self) -> None:
        """Report, once, that the engine is away. The next view is sent whatever its edition."""
        if not self.away:
            self.away, self.edition = True, None
            self.send(frames.AWAY)

    def dismiss(self, code: str) -> None:
        """Report why this socket has no seat (any more), then close."""
        self.send(frames.gone(code, self.language))
        self.close(GONE)

    def close(self, code: int) -> None:
        """Close after everything that was sent."""
        if not self.closed:
            self.closed = True
            self._transport.close(code)

    def lost(self) -> None:
        """Record that the other end has gone."""
        self.closed = True
