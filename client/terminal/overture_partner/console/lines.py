"""Reads lines from standard input while other things go on.

A thread of its own reads them, which works for a terminal, a pipe and a file alike. A pasted text is one line.
"""

import asyncio
import codecs
import os
import select
import sys
import threading
from enum import Enum, auto

from overture_partner.console.pastes import Pastes, switch_on

PIECE = 65536
TERMINAL_BUFFER = 1023 if sys.platform == "darwin" else 4095
"""Bytes of one line that a terminal keeps for a program; it drops what is longer."""
END_OF_PASTE = 1.0
"""Seconds without a byte after which an open paste ends: the terminal may have cut off its end mark."""


class Sign(Enum):
    """What can come in place of a line."""

    END = auto()
    """There will be no more lines."""
    INTERRUPT = auto()
    """Ctrl-C."""


def _encoding() -> str:
    """The encoding of the terminal by its locale. A locale that names ASCII alone may still send UTF-8."""
    named = getattr(sys.stdin, "encoding", None) or "utf-8"
    return "utf-8" if codecs.lookup(named).name == "ascii" else named


class Lines:
    """A queue of typed lines. Make it inside a running event loop."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | Sign] = asyncio.Queue()
        self._ended = False
        switch_on(descriptor)
        threading.Thread(target=self._read, daemon=True).start()

    async def next(self) -> str | Sign:
        """Waits for the next line.

        Returns:
            The line without its end, with line ends inside it if it was pasted; END after the last, however often it is
            called.
        """
        if self._ended and self._queue.empty():
            return Sign.END
        line = await self._queue.get()
        self._ended = self._ended or line is Sign.END
        return line

    def interrupt(self) -> None:
        """Puts the sign for Ctrl-C into the queue."""
        self._queue.put_nowait(Sign.INTERRUPT)

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder(_encoding())(errors="replace")
        pastes = Pastes()
        piece = b""
        while True:
            is_cut = pastes.is_open and len(piece) >= TERMINAL_BUFFER
            if is_cut and not select.select([self._descriptor], [], [], END_OF_PASTE)[0]:
                for line in pastes.end():
                    self._hand_over(line)
            try:
                piece = os.read(self._descriptor, PIECE)
            except OSError:
                piece = b""
            for line in pastes.feed(decoder.decode(piece, final=not piece)):
                self._hand_over(line)
            if not piece:
                if last := pastes.last():
                    self._hand_over(last.rstrip("\r"))
                self._hand_over(Sign.END)
                return

    def _hand_over(self, line: str | Sign) -> None:
        # At the very end the loop may be closed already; then nobody waits for the line.
        if not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
            except RuntimeError:
                return
