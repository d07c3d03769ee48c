"""Saying and asking in plain text: no colour, no cursor movement, so that it works anywhere and reads well aloud."""

import asyncio
import shutil
import sys
import textwrap
from collections.abc import Callable

from overture_partner.console.lines import Lines, Sign
from overture_partner.i18n import clean

WIDEST = 78


class Leaving(Exception):
    """The person typed Ctrl-C, or there will be no more lines (`by_end`)."""

    def __init__(self, *, by_end: bool) -> None:
        super().__init__()
        self.by_end = by_end


class Console:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._changed = asyncio.Event()
        self._prompt: str | None = None

    def print(self, text: str = "", indent: int = 0) -> None:
        """Prints text, wrapped to the terminal. If something is being asked just now, it is asked again below."""
        if self._prompt:
            print()
        print(wrapped(text, " " * indent))
        if self._prompt:
            print(self._prompt, end="")
        sys.stdout.flush()

    def interrupt(self, running: "asyncio.Task[object]") -> None:
        """Ctrl-C: tells whoever is asking; if nobody is, stops what is running."""
        if self._prompt is not None:
            self._lines.interrupt()
        else:
            running.cancel()

    def note_change(self) -> None:
        """Something changed: whoever asks with `until` looks again."""
        self._changed.set()

    async def ask(self, prompt: str, until: Callable[[], bool] | None = None) -> str | None:
        """One line, without white space around it; None as soon as `until()` holds. Raises Leaving."""
        self._prompt = prompt and f"{wrapped(prompt)} "
        print(self._prompt, end="", flush=True)
        line = asyncio.ensure_future(self._lines.next())
        try:
            while not line.done():
                if until is not None and until():
                    print()
                    return None
                self._changed.clear()
                change = asyncio.ensure_future(self._changed.wait())
                await asyncio.wait({line, change}, return_when=asyncio.FIRST_COMPLETED)
                change.cancel()
            typed = line.result()
        finally:
            self._prompt = None
            line.cancel()
        if isinstance(typed, Sign):
            print()
            raise Leaving(by_end=typed is Sign.END)
        return typed.strip()


def wrapped(text: str, space: str = "") -> str:
    """The text without what would command the terminal, in lines that fit it."""
    width = max(24, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns - 1))
    lines = (
        textwrap.wrap(line, width, initial_indent=space, subsequent_indent=space) for line in clean(text).split("\n")
    )
    return "\n".join("\n".join(line) for line in lines)
