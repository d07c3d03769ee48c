"""A program that a test started: what it says, and how it is stopped, killed or held. Nothing outlives the test run."""

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Literal, Self

Stream = Literal["stdout", "stderr"]

# Nothing is left behind even when the test run itself is killed. Only Linux has this.
WITH_US = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []


class Program:
    """One running program. Both its streams are read to the end by threads, so that it never waits for a reader."""

    def __init__(self, name: str, command: Sequence[str], *, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._said: list[tuple[Stream, str]] = []
        self._changed = threading.Condition()
        self._open_streams = 2
        self._process = subprocess.Popen(
            [*WITH_US, *command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=("stdout", self._process.stdout), daemon=True),
            threading.Thread(target=self._read, args=("stderr", self._process.stderr), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _read(self, stream: Stream, pipe: IO[str]) -> None:
        with pipe:
            for line in pipe:
                with self._changed:
                    self._said.append((stream, line.rstrip("\n")))
                    self._changed.notify_all()
        with self._changed:
            self._open_streams -= 1
            self._changed.notify_all()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def said(self, streams: Iterable[Stream] = ("stdout", "stderr")) -> str:
        """Everything that it has said so far, line by line."""
        with self._changed:
            return "\n".join(line for stream, line in self._said if stream in streams)

    def wait_for(self, pattern: str, *, stream: Stream = "stdout", seconds: float = 60) -> re.Match[str]:
        """Wait for the first line of `stream` that matches `pattern`.

        Raises AssertionError with everything it said when it ends, or stays silent for `seconds`, before saying so.
        """
        seen = 0

        def found() -> re.Match[str] | None:
            nonlocal seen
            while seen < len(self._said):
                spoke, line = self._said[seen]
                seen += 1
                match = re.search(pattern, line)
                if spoke == stream and match is not None:
                    return match
            return None

        match: re.Match[str] | None = None

        def settled() -> bool:
            nonlocal match
            match = found()
            return match is not None or self._open_streams == 0

        with self._changed:
            self._changed.wait_for(settled, timeout=seconds)
        if match is None:
            ended = self._open_streams == 0
            state = f"ended with {self._process.wait(timeout=5)} without saying" if ended else "did not say"
            raise AssertionError(f"{self.name} {state} {pattern!r}. It said:\n{self.said()}")
        return match

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def hold(self) -> None:
        """Stop it where it is (SIGSTOP): its sockets stay open and nobody answers."""
        self.send(signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOWAIT)

    def let_go(self) -> None:
        """Undo `hold`."""
        self.send(signal.SIGCONT)

    def stop(self, *, seconds: float = 15) -> int:
        """Ask it to end (SIGTERM), wait, and return its exit code. AssertionError if it does not end in time."""
        if self.running:
            self.let_go()
            self.send(signal.SIGTERM)
        try:
            code = self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"{self.name} did not end within {seconds} s of SIGTERM. It said:\n{self.said()}"
            ) from None
        self._finish()
        return code

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._process.kill()
        self._process.wait()
        self._finish()

    def wait(self, *, seconds: float = 15) -> int:
        """Wait until it ends by itself; its exit code."""
        code = self._process.wait(timeout=seconds)
        self._finish()
        return code

    def _finish(self) -> None:
        # A child that it left behind may hold the streams open; that is no reason to wait long.
        for reader in self._readers:
            reader.join(timeout=2)
