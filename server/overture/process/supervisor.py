"""The parent process of a running hub: it owns the private engine, the listening socket and the workers.

Everything it starts ends with it: in order on Ctrl-C and SIGTERM, and by itself when it is killed, because each child
holds the other end of a pipe that then closes. What dies on its own is started again.
"""

import asyncio
import contextlib
import dataclasses
import logging
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from overture.settings import Settings
from overture.store.embedded import EmbeddedEngine
from overture.tasks import end

log = logging.getLogger(__name__)

READY = b"ready\n"
START_TIMEOUT = 30.0
STOP_TIMEOUT = 8.0
RESTART_AFTER = 0.5
"""Seconds before a worker that ended by itself is started again."""


class ServeError(Exception):
    """The hub cannot be served. The message says what to do."""


def bound_socket(settings: Settings) -> socket.socket:
    """The listening socket that all workers share. Raises ServeError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise ServeError(
            f"The hub cannot listen on {settings.host} port {settings.port} ({error.strerror}). "
            "Is another one running? Set PORT to a free port, or HOST to an address of this machine."
        ) from None
    return listening


@contextlib.contextmanager
def folder_of_inboxes(workers: int) -> Iterator[list[Path | None]]:
    """Where each worker takes in whom others pass on (homes.py), in a folder that only the owner of the hub may enter.

    One worker needs none, and several do without where no folder can be made.
    """
    with contextlib.ExitStack() as stack:
        inboxes: list[Path | None] = [None] * workers
        if workers > 1:
            try:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="overture-"))
                inboxes = [Path(folder, str(number)) for number in range(workers)]
            except OSError as error:
                log.warning(
                    "workers cannot pass phones on to one another: set TMPDIR to a folder to write in (%s)", error
                )
        yield inboxes


async def supervise(settings: Settings, ready: Callable[[], None]) -> None:
    """Run until SIGINT or SIGTERM. Calls `ready` once when every worker serves. Raises ServeError or EngineError."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        listening = stack.enter_context(bound_socket(settings))
        keepers: list[asyncio.Task[None]] = []
        if settings.redis_url is None:
            engine = EmbeddedEngine(settings.data_dir, settings.engine_memory)
            stack.push_async_callback(engine.stop)
            await engine.start()
            keepers.append(loop.create_task(engine.keep_running()))
            settings = dataclasses.replace(settings, redis_url=engine.url, own_engine=True)
        inboxes = stack.enter_context(folder_of_inboxes(settings.workers))
        workers = [Worker(settings, listening.fileno(), inbox) for inbox in inboxes]
        for worker in workers:
            stack.push_async_callback(worker.stop)
        stack.push_async_callback(end, keepers)
        await asyncio.gather(*(worker.start() for worker in workers))
        if stop.is_set():
            return
        ready()
        keepers += [loop.create_task(worker.keep_running()) for worker in workers]
        waiting = loop.create_task(stop.wait())
        done, _ = await asyncio.wait([waiting, *keepers], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in done - {waiting}:
            task.result()


class Worker:
    """One process that serves. Its settings go in through its input, whose end tells it that the parent is gone.

    `inbox`: where it takes in the phones that other workers pass on to it, if there are others.
    """

    def __init__(self, settings: Settings, listening: int, inbox: Path | None) -> None:
        self._settings = settings
        self._listening = listening
        self._inbox = inbox
        self._process: Process | None = None

    async def start(self) -> None:
        """Returns when the worker serves. Raises ServeError if it does not."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "overture.process.worker", str(self._listening),
            *([str(self._inbox)] if self._inbox else ()),
            stdin=PIPE, stdout=PIPE, pass_fds=(self._listening,), start_new_session=True,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(self._settings, enc_hook=str) + b"\n")
        try:
            async with asyncio.timeout(START_TIMEOUT):
                said = await self._process.stdout.readline()
        except TimeoutError:
            said = b""
        if said != READY:
            self._kill()
            raise ServeError("The hub could not be started; what is wrong stands above.")

    async def keep_running(self) -> None:
        while True:
            assert self._process is not None
            await self._process.wait()
            log.warning("a worker ended by itself and is started again")
            await asyncio.sleep(RESTART_AFTER)
            with contextlib.suppress(ServeError):
                await self.start()

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await self._process.wait()
        except TimeoutError:
            self._kill()
            await self._process.wait()

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
