"""The parent process of a running hub: it owns the private engine, the listening socket and the workers.

Its children end with it: in order on Ctrl-C and SIGTERM, and by themselves when it is killed, because each child holds
the other end of a pipe that then closes. A child that ends unexpectedly is restarted.
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
from overture.tasks import end, terminate

log = logging.getLogger(__name__)

READY = b"ready\n"
"""What a worker prints once it serves."""
START_TIMEOUT = 30.0
"""Seconds in which a worker has to serve."""
STOP_TIMEOUT = 8.0
"""Seconds in which a worker has to end before it is killed; more than `worker.GRACE`."""
RESTART_AFTER = 0.5
"""Seconds before a worker that ended unexpectedly is restarted."""


class ServeError(Exception):
    """The hub cannot be served. The message says what to do."""


def bound_socket(settings: Settings) -> socket.socket:
    """Return the listening socket that all workers share.

    Raises:
        ServeError: If the address or port cannot be used.
    """
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
    """Provide a path for each worker's inbox of handed-over connections (`handoff`), while the context is open.

    They are in a folder that only the user who runs the hub may enter.

    Args:
        workers: How many workers there are.

    Returns:
        A path for each worker; or None for each, if there is but one worker or if no folder can be made.
    """
    with contextlib.ExitStack() as stack:
        inboxes: list[Path | None] = [None] * workers
        if workers > 1:
            try:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="overture-"))
                inboxes = [Path(folder, str(number)) for number in range(workers)]
            except OSError as error:
                log.warning(
                    "workers cannot hand phones over to one another: set TMPDIR to a folder to write in (%s)", error
                )
        yield inboxes


async def supervise(settings: Settings, ready: Callable[[], None]) -> None:
    """Run the hub until SIGINT, SIGTERM or SIGHUP.

    Args:
        ready: Called once, when every worker serves.

    Raises:
        ServeError: If the socket cannot be bound or a worker cannot be started.
        EngineError: If the private engine cannot be started or restarted.
    """
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
        workers = [
            Worker(settings_of(settings, number), listening.fileno(), inbox) for number, inbox in enumerate(inboxes)
        ]
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


def settings_of(settings: Settings, number: int) -> Settings:
    """Return the settings of one worker, whose metrics have a port of their own.

    Args:
        settings: The settings of the hub.
        number: The number of the worker, from 0 on.
    """
    if settings.metrics is None:
        return settings
    listen = dataclasses.replace(settings.metrics, port=settings.metrics.port + number)
    return dataclasses.replace(settings, metrics=listen)


class Worker:
    """One worker process. It reads its settings from stdin, and ends when stdin is closed because the parent is gone.

    Args:
        settings: The settings of the hub.
        listening: File descriptor of the listening socket.
        inbox: Path of the socket on which other workers hand connections over, if there are any.
    """

    def __init__(self, settings: Settings, listening: int, inbox: Path | None) -> None:
        self._settings = settings
        self._listening = listening
        self._inbox = inbox
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process, and return when it serves.

        Raises:
            ServeError: If it does not serve within `START_TIMEOUT`. It has printed why.
        """
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
                line = await self._process.stdout.readline()
        except TimeoutError:
            line = b""
        if line != READY:
            if self._process.returncode is None:
                self._process.kill()
            raise ServeError("The hub could not be started; what is wrong stands above.")

    async def keep_running(self) -> None:
        """Restart the process whenever it ends, until this task is cancelled."""
        while True:
            assert self._process is not None
            await self._process.wait()
            log.warning("a worker ended by itself and is started again")
            await asyncio.sleep(RESTART_AFTER)
            with contextlib.suppress(ServeError):
                await self.start()

    async def stop(self) -> None:
        """Terminate the process, and return when it has ended. It is killed after `STOP_TIMEOUT`."""
        if self._process is not None and self._process.returncode is None:
            await terminate(self._process, STOP_TIMEOUT)
