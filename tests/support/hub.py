"""The hub as people run it: `overture serve` in a process of its own."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.process import Program

OVERTURE = str(Path(sys.executable).with_name("overture"))


OFTEN = "1000000/60"
GENEROUS = {
    **dict.fromkeys(("RATE_START", "RATE_JOIN", "RATE_LOCATOR", "RATE_COMMANDS"), OFTEN),
    "MAX_SOCKETS": "100000",
}
"""Settings of a hub at which tests may come quicker than people do."""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Hub:
    """One hub on a fixed port and data folder, so that it can be stopped or killed and started again as the same hub.

    `url` is where it is reached (no slash at the end). Settings beyond the named ones go into `env`.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        redis_url: str | None = None,
        workers: int = 1,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = (OVERTURE, "serve"),
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        # Nothing of the environment of whoever runs the tests, save where programs are.
        self._env = {
            "PATH": os.environ["PATH"],
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATA_DIR": str(data_dir),
            "WORKERS": str(workers),
            **({"REDIS_URL": redis_url} if redis_url is not None else {}),
            **(env or {}),
        }
        self._command = command
        self._program: Program | None = None
        self._said_before = ""

    @property
    def program(self) -> Program:
        assert self._program is not None, "the hub has not been started"
        return self._program

    @property
    def running(self) -> bool:
        return self._program is not None and self._program.running

    @property
    def log(self) -> str:
        """Everything that it has said on both streams, over all its starts."""
        return self._said_before + ("" if self._program is None else self._program.said() + "\n")

    def start(self) -> None:
        """Start it and return when it says that it is ready."""
        if self._program is not None:
            self._said_before = self.log
        self._program = Program("overture serve", self._command, env=self._env)
        self._program.wait_for(r"^Overture is ready at ")

    def stop(self) -> None:
        """End it in good order (SIGTERM). A hub that does not end with 0 or by the signal has failed."""
        code = self.program.stop()
        assert code in (0, -15), f"the hub ended with {code}. It said:\n{self.log}"

    def kill(self) -> None:
        """End it at once (SIGKILL), as if the machine had lost it."""
        self.program.kill()

    def restart(self) -> None:
        """Stop, and start again as the same hub."""
        self.stop()
        self.start()

    def discard(self) -> None:
        """End it if it runs; the test is over."""
        if self.running:
            self.program.let_go()
            self.stop()


class SharedHubs:
    """Hubs that tests share, one for each way in which they are set up. To start a hub costs as much as two stories.

    Each test has conversations of its own there. What stops a hub for good, or counts what it has done, starts its own.
    """

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._hubs: dict[tuple[tuple[str, str], ...], Hub] = {}

    def with_settings(self, **env: str) -> Hub:
        """A running hub whose settings are GENEROUS and `env`."""
        key = tuple(sorted(env.items()))
        if key not in self._hubs:
            self._hubs[key] = Hub(self._folders.mktemp("hub"), env={**GENEROUS, **env})
        if not self._hubs[key].running:
            self._hubs[key].start()
        return self._hubs[key]

    def discard(self) -> None:
        """End them all; the run is over."""
        for hub in self._hubs.values():
            hub.discard()
