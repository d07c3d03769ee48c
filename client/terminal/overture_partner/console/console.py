"""Printing and prompting in plain text.

There is no colour and no cursor movement, so that it works anywhere and reads well aloud.
"""

import asyncio
import shutil
import sys
import textwrap
from collections.abc import Callable

from overture_partner.console.lines import Lines, Sign
from overture_partner.i18n import clean

WIDEST = 78


class Leaving(Exception):
    """The person typed Ctrl-C, or the input has ended (`by_end`)."""

    def __init__(self, *, by_end: bool) -> None:
        super().__init__()
        self.by_end = by_end


class Console:
    """One terminal: prints text, and prompts for one line at a time."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._changed = asyncio.Event()
        self._prompt: str | None = None

    def print(self, text: str = "", indent: int = 0) -> None:
        """Prints text, wrapped to the terminal. A prompt that is open is printed again below.

        Args:
            text: The text.
            indent: Columns.
        """
        if self._prompt:
            print()
        print(wrapped(text, " " * indent))
        if self._prompt:
            print(self._prompt, end="")
        sys.stdout.flush()

    def interrupt(self, running: "asyncio.Task[object]") -> None:
        """Handles Ctrl-C: interrupts an open prompt, and else cancels a task.

        Args:
            running: The task.
        """
        if self._prompt is not None:
            self._lines.interrupt()
        else:
            running.cancel()

    def note_change(self) -> None:
        """Makes an open prompt check its `until` again."""
        self._changed.set()

    async def ask(self, prompt: str, until: Callable[[], bool] | None = None) -> str | None:
        """Prompts for one line.

        Args:
            prompt: The prompt; empty to read without one.
            until: Closes the prompt as soon as it returns True.

        Returns:
            The line without white space around it; None if `until` closed the prompt.

        Raises:
            Leaving: After Ctrl-C or the end of the input.
        """
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
    """Cleans text and wraps it to the width of the terminal.

    Args:
        text: The text, which may come from a partner or a hub.
        space: What each line begins with.
    """
    width = max(24, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns - 1))
    lines = (
        textwrap.wrap(line, width, initial_indent=space, subsequent_indent=space) for line in clean(text).split("\n")
    )
    return "\n".join("\n".join(line) for line in lines)
