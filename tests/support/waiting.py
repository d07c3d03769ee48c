"""Waiting for what nobody announces: look, and leave the processor to those who are waited for before looking again."""

import asyncio
import time
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds; far more than anything takes that is waited for."""
BETWEEN = 0.02
"""Seconds between two looks. To look without a pause takes a processor from those who are waited for."""


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return when something holds. AssertionError if it does not within so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not come to hold within {seconds} s"
        time.sleep(BETWEEN)


async def eventually(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """The same as `until`, where others have turns of this event loop meanwhile."""
    async with asyncio.timeout(seconds):
        while not true():
            await a_while()


async def a_while() -> None:
    """Leave the processor to others before asking them once more."""
    await asyncio.sleep(BETWEEN)
