"""Private stores for tests: real Valkey and real Redis on Unix sockets, each write on disk before its answer."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import redis

from overture.store.embedded import engine_program
from tests.support.process import Program

NAMES = ("valkey", "redis")


def _binary(name: str) -> str:
    if name == "valkey":
        return engine_program()
    found = shutil.which("redis-server")
    if found is None:
        pytest.fail(
            "The tests run against a real Redis too: install redis-server (on Debian: apt-get install redis-server)."
        )
    return found


class Engine:
    """A store server of our own. `url` is what REDIS_URL takes. It listens nowhere but on its socket."""

    def __init__(self, name: str) -> None:
        self.name = name
        # Not pytest's folder: a socket's whole path may have 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="overture-engine-"))
        self.socket = self.folder / "engine.sock"
        self.url = f"unix://{self.socket}"
        self._binary = _binary(name)
        self._program: Program | None = None

    @property
    def program(self) -> Program:
        assert self._program is not None, f"{self.name} has not been started"
        return self._program

    @property
    def running(self) -> bool:
        return self._program is not None and self._program.running

    def start(self) -> None:
        """Start it on its folder, with what the folder holds, and return when it answers."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": "",
        }
        arguments = [part for key, value in settings.items() for part in (f"--{key}", value)]
        self._program = Program(self.name, [self._binary, *arguments])
        self._program.wait_for(r"eady to accept connections")
        with self.client() as client:
            assert client.ping()

    def client(self) -> redis.Redis:
        """A plain blocking client, for a test that looks into the store itself. Close it, or use it in `with`."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=10)

    def stop(self) -> None:
        """End it in good order; the folder stays."""
        self.program.stop()

    def kill(self) -> None:
        """End it at once, as a power cut would end it; the folder stays."""
        self.program.kill()

    def hold(self) -> None:
        """It accepts connections and answers nothing, until `let_go`."""
        self.program.hold()

    def let_go(self) -> None:
        self.program.let_go()

    def restart(self) -> None:
        """Stop, and start again with what is on disk."""
        self.stop()
        self.start()

    def make_empty(self) -> None:
        """As new: running, let go, no data and no scripts."""
        if self.running:
            self.let_go()
        else:
            self.start()
        with self.client() as client:
            client.flushall()
            client.script_flush()

    def on_disk(self) -> bytes:
        """Every byte of every file that it keeps."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())

    def discard(self) -> None:
        """End it and remove its folder."""
        if self.running:
            self.kill()
        shutil.rmtree(self.folder)


def cut_last_file(folder: Path) -> None:
    """As a power cut leaves it on a disk that lied: the last bytes of the newest append-only file are missing."""
    newest = max(folder.rglob("*.incr.aof"), key=lambda path: path.stat().st_mtime)
    os.truncate(newest, newest.stat().st_size - 7)
