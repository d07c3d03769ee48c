"""Background tasks and processes: spawning tasks, and ending both for certain."""

import asyncio
import contextlib
import logging
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any


async def end(tasks: Iterable[asyncio.Task[object]]) -> None:
    """Cancel the tasks, and return when all have ended.

    Each is cancelled again until it ends, because before Python 3.12 `asyncio.wait_for` loses a cancellation that
    arrives in the same iteration of the loop as its result.

    Raises:
        asyncio.CancelledError: If the caller is cancelled meanwhile; it is raised once all tasks have ended, as nothing
            else would wait for them.
    """
    cancelled: asyncio.CancelledError | None = None
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=0.1)
        except asyncio.CancelledError as error:
            cancelled = error
        left = {task for task in left if not task.done()}
    if cancelled is not None:
        raise cancelled


async def terminate(process: Process, timeout: float) -> None:
    """Terminate a process, and return when it has ended.

    Args:
        process: A process that may have ended already.
        timeout: Seconds after which it is killed.
    """
    # It may have ended a moment ago without this process having been notified.
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(timeout):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


class Tasks:
    """Tasks that nobody awaits. If one fails, its exception is logged."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], then: Callable[[], None] | None = None) -> None:
        """Start a task.

        Args:
            work: The coroutine to run.
            then: Called when it has ended, whether it returned, failed or was cancelled.
        """
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(partial(self._done, then))

    async def end(self) -> None:
        """Cancel all tasks, and return when they have ended."""
        await end(self._running)

    def _done(self, then: Callable[[], None] | None, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            if (error := task.exception()) is not None:
                self._log.error("a task failed: %s", type(error).__name__, exc_info=error)
        if then is not None:
            then()
