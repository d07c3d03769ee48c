"""Whether the engine answers, as far as this process knows."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from overture.store.errors import StoreAway

log = logging.getLogger(__name__)

HEARTBEAT = 0.5
"""Seconds between two pings of the engine."""


class Pinged(Protocol):
    """Something that can be asked whether it is there, such as an engine."""

    async def ping(self) -> None:
        """Return when the engine has answered. Raises StoreAway."""


class EngineWatch:
    """Notices an engine that is away although nobody asks it for anything, and that it is back."""

    def __init__(self, engine: Pinged, on_lost: Callable[[], None], on_found: Callable[[], None]) -> None:
        """`on_lost` and `on_found` are called once for each time that the engine goes away and comes back."""
        self._engine = engine
        self._on_lost = on_lost
        self._on_found = on_found
        self.away = False

    async def run(self, tick: Callable[[], None]) -> None:
        """Ping the engine until cancelled, and call `tick` after each answer."""
        while True:
            began = time.monotonic()
            try:
                await self._engine.ping()
            except StoreAway as error:
                self.lost(error)
            else:
                self.found()
                tick()
            # Less after an engine that took long to fail: it may be back.
            await asyncio.sleep(max(0.0, began + HEARTBEAT - time.monotonic()))

    def lost(self, reason: StoreAway) -> None:
        """The engine has not answered, for a reason that is logged; reasons never quote what was sent."""
        if not self.away:
            self.away = True
            log.warning("the engine cannot be reached (%s); nothing can be opened or changed until it is back", reason)
            self._on_lost()

    def found(self) -> None:
        """The engine has answered."""
        if self.away:
            self.away = False
            log.warning("the engine is back")
            self._on_found()
