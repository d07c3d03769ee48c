"""Memory of the engine that is kept for the conversations which are under way.

An engine that is full refuses every write that needs memory, of old conversations as of new ones. So nobody begins or
joins one while the last part of its memory is in use, and those that are under way go on into it.
"""

import math
import time
from collections.abc import Callable

from overture.store.connection import Reply
from overture.store.engine import Engine, NotAllowed

NEW_UP_TO = 0.9
"""How much of an engine's memory new conversations may bring into use."""
AGAIN_AFTER = 1.0
"""Seconds for which an answer of the engine is believed."""


class Reserve:
    """Whether there is room to begin. In a cluster the fullest node decides, as conversations are spread evenly."""

    def __init__(self, engine: Engine, seconds: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._seconds = seconds
        self._asked = -AGAIN_AFTER
        self._share = 0.0

    async def untouched(self) -> bool:
        """Also for an engine without a limit, or one that does not let the hub ask. Raises StoreAway."""
        now = self._seconds()
        if now - self._asked >= AGAIN_AFTER:
            try:
                replies = await self._engine.call_everywhere("INFO", "memory")
            except NotAllowed:
                # It will not change its mind, and each refusal is a line in the log.
                self._asked = math.inf
            else:
                self._asked, self._share = now, max(map(share_in_use, replies))
        return self._share < NEW_UP_TO


def share_in_use(info: Reply) -> float:
    """How much of its limit an engine uses, from the text of INFO memory; 0 if it has no limit.

    Counted as the engine counts it when it refuses a write: what waits to be written to its file is left out.
    """
    lines = (line.partition(b":") for line in info.splitlines())
    found = {name: int(value) for name, _, value in lines if value.isdigit()}
    limit = found.get(b"maxmemory", 0)
    if not limit:
        return 0.0
    return (found.get(b"used_memory", 0) - found.get(b"mem_not_counted_for_evict", 0)) / limit
