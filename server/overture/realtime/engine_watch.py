"""Which nodes of the engine answer, as far as this process knows, and so which sessions can be served."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from overture.store.errors import StoreAway
from overture.store.scripts import core_key

log = logging.getLogger(__name__)

HEARTBEAT = 0.5
"""Seconds between two pings of the engine."""
WHOLE = ""
"""Stands for the engine as a whole where a node is named."""


class Pinged(Protocol):
    """Something that can be asked whether it is there, such as an engine."""

    async def ping(self) -> Mapping[str, StoreAway]:
        """Return the nodes that do not answer, and why. Raises StoreAway if none does."""

    def known_owner(self, key: str) -> str:
        """Return the node that owns a key, as far as is known; "" if there is but one."""


class EngineWatch:
    """Notices when nodes go away and come back, even while no command is sent to them."""

    def __init__(self, engine: Pinged, on_change: Callable[[], None]) -> None:
        """`on_change` is called whenever sessions may have become away or have come back."""
        self._engine = engine
        self._on_change = on_change
        self._silent: Mapping[str, StoreAway] = {}

    @property
    def any_away(self) -> bool:
        """Whether anything of the engine is away."""
        return bool(self._silent)

    @property
    def all_away(self) -> bool:
        """Whether the engine as a whole is away."""
        return WHOLE in self._silent

    def is_away(self, session_id: str) -> bool:
        """Return whether the node that has a session is away."""
        if not self._silent:
            return False
        return self.all_away or self._engine.known_owner(core_key(session_id)) in self._silent

    async def run(self, tick: Callable[[], None]) -> None:
        """Ping the engine until cancelled, and call `tick` after each answer."""
        while True:
            began = time.monotonic()
            try:
                silent = await self._engine.ping()
            except StoreAway as error:
                self._set({WHOLE: error})
            else:
                self._set(silent)
                tick()
            # Less after an engine that took long to fail: it may be back.
            await asyncio.sleep(max(0.0, began + HEARTBEAT - time.monotonic()))

    def lost(self, reason: StoreAway) -> None:
        """A node has not answered, for a reason that is logged; reasons never quote what was sent."""
        self._set({**self._silent, reason.node: reason})

    def found(self, session_id: str) -> None:
        """The node that has a session has answered."""
        if self.is_away(session_id):
            back = {WHOLE, self._engine.known_owner(core_key(session_id))}
            self._set({node: why for node, why in self._silent.items() if node not in back})

    def _set(self, silent: Mapping[str, StoreAway]) -> None:
        before, self._silent = self._silent, silent
        for node, reason in silent.items():
            if node not in before:
                log.warning(
                    "%s cannot be reached (%s); nothing can be opened or changed there until it is back",
                    _name(node),
                    reason,
                )
        for node in before.keys() - silent.keys():
            log.warning("%s is back%s", _name(node), ", or another has taken its place" if node else "")
        if before or silent:
            self._on_change()


def _name(node: str) -> str:
    return f"the engine's node {node}" if node else "the engine"
