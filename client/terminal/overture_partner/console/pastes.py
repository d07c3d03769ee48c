"""Bracketed paste: a pasted text is one line, whatever line ends it has, so that no part of it is a command.

Source: xterm control sequences, bracketed paste mode.
"""

import atexit
import os
import sys
import termios
import unicodedata

BEGIN, END = "\x1b[200~", "\x1b[201~"
_SWITCH_ON, _SWITCH_OFF = "\x1b[?2004h", "\x1b[?2004l"
_LOCAL_MODES = 3
"""The place of the local modes among the attributes of a terminal."""


class Pastes:
    """Splits a stream of text into lines."""

    def __init__(self) -> None:
        self._line = ""
        self._rest = ""
        self.is_open = False
        """Whether a paste has begun and not ended."""

    def feed(self, text: str) -> list[str]:
        """Returns the lines that are whole with this text, without their ends.

        Args:
            text: The next piece of the stream.
        """
        self._rest += text
        lines: list[str] = []
        while True:
            if self.is_open:
                pasted, ended, rest = self._rest.partition(END)
                if not ended:
                    return lines
                self._line += _words(pasted)
                self._rest, self.is_open = rest, False
                continue
            typed, begun, rest = self._rest.partition(BEGIN)
            *whole, last = typed.split("\n")
            for line in whole:
                lines.append((self._line + line).rstrip("\r"))
                self._line = ""
            if not begun:
                self._rest = last
                return lines
            self._line += last
            self._rest, self.is_open = rest, True

    def end(self) -> list[str]:
        """Ends an open paste, and returns its line. For a paste whose end the terminal has dropped."""
        return self.feed(f"{END}\n") if self.is_open else []

    def last(self) -> str:
        """Returns what stands behind the last line."""
        return "\n".join((*self.end(), self._line + self._rest))


def _words(pasted: str) -> str:
    """A pasted text with line feeds, and without other control characters or an end of line at its end."""
    lines = pasted.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return "".join(each for each in lines if each in "\n\t" or unicodedata.category(each) != "Cc")


def switch_on(descriptor: int) -> None:
    """Requests bracketed paste of a terminal, until the command ends.

    Args:
        descriptor: Where lines are read from. Nothing happens if this or standard output is no terminal.
    """
    if not (os.isatty(descriptor) and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        return
    before = termios.tcgetattr(descriptor)
    quiet = termios.tcgetattr(descriptor)
    # The marks around a paste are echoed as they are, which shows nothing, and not as "^[[200~".
    quiet[_LOCAL_MODES] &= ~termios.ECHOCTL
    termios.tcsetattr(descriptor, termios.TCSANOW, quiet)
    sys.stdout.write(_SWITCH_ON)
    sys.stdout.flush()

    def restore() -> None:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
        os.write(1, _SWITCH_OFF.encode())

    atexit.register(restore)
