"""Ending background tasks for certain."""

import asyncio
from collections.abc import Iterable


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel the tasks and return when all have ended.

    Asked more than once, because `asyncio.wait_for`, which the engine's client uses, loses a cancellation that comes
    in the same instant as what it waits for (before Python 3.12). Whoever is cancelled meanwhile waits to the end all
    the same, as nobody else would, and is cancelled then.
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
