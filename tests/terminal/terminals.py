"""The command in a process of its own, typed to through a pipe or a pseudo terminal, and read as it speaks."""

import asyncio
import os
import pty
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PARTNER = Path(sys.executable).with_name("overture-partner")
PATIENCE = 20.0


class Terminal:
    """`async with Terminal("http://...") as terminal`. Standard error goes where standard output goes."""

    def __init__(
        self,
        *arguments: str,
        command: Sequence[str | Path] = (PARTNER,),
        tty: bool = False,
        columns: int = 80,
        **env: str,
    ) -> None:
        self._command = command
        self._arguments = arguments
        self._tty = tty
        # Nothing of the environment of whoever runs the tests.
        self._env = {"PATH": os.environ["PATH"], "COLUMNS": str(columns), "LANG": "C.UTF-8", **env}
        self._seen = 0
        self.said = ""

    async def __aenter__(self) -> Self:
        ours, theirs = pty.openpty() if self._tty else (None, asyncio.subprocess.PIPE)
        self._ours = ours
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            *self._arguments,
            env=self._env,
            stdin=theirs,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        if ours is not None:
            os.close(theirs)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self.close_input()

    def type(self, line: str) -> None:
        """Types a line."""
        if self._ours is not None:
            os.write(self._ours, f"{line}\n".encode())
            return
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    def close_input(self) -> None:
        """There will be no more lines."""
        if self._ours is not None:
            os.close(self._ours)
            self._ours = None
        elif self._process.stdin is not None:
            self._process.stdin.close()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    @property
    def command_line(self) -> bytes:
        """What others on this machine can read of the process."""
        return Path(f"/proc/{self._process.pid}/cmdline").read_bytes()

    async def expect(self, pattern: str) -> re.Match[str]:
        """Waits until it has said something that matches, after what the last call found. Line ends count as spaces."""
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                while (match := re.search(pattern, self._unseen())) is None:
                    piece = await self._process.stdout.read(65536)
                    assert piece, f"it ended without {pattern!r}. It said:\n{self.said}"
                    self.said += piece.decode()
        except TimeoutError:
            raise AssertionError(f"it did not say {pattern!r}. It said:\n{self.said}") from None
        self._seen += match.end()
        return match

    def _unseen(self) -> str:
        return re.sub(r"\s", " ", self.said)[self._seen :]

    async def ends(self) -> int:
        """Waits for its end; the exit code."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            self.said += (await self._process.stdout.read()).decode()
            return await self._process.wait()
