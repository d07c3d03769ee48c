"""Admission: whether the engine has room for a new session.

A full engine refuses every write that needs memory, whichever session it is for. So no session is begun or joined while
the last part of the engine's memory is in use; those that are under way go on into it.
"""

import math
import time
from collections.abc import Callable

from overture.store.connection import Reply, fields_of
from overture.store.engine import Engine
from overture.store.errors import NotAllowed

NEW_UP_TO = 0.9
"""The share of the engine's memory up to which new sessions are admitted."""
AGAIN_AFTER = 1.0
"""Seconds for which a reply of the engine is reused."""


class Admission:
    """Decides by the fullest node of a cluster that answers, because sessions are spread evenly."""

    def __init__(self, engine: Engine, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds` is a monotonic clock."""
        self._engine = engine
        self._seconds = seconds
        self._asked = -AGAIN_AFTER
        self._share = 0.0

    async def is_open(self) -> bool:
        """Return whether a session may begin; true for an engine without a limit or one that may not be asked.

        Raises:
            StoreAway: the engine is away.
        """
        now = self._seconds()
        if now - self._asked >= AGAIN_AFTER:
            try:
                replies = await self._engine.call_everywhere("INFO", "memory")
            except NotAllowed:
                # That does not change, and each refusal is a line in the log.
                self._asked = math.inf
            else:
                self._asked, self._share = now, max(map(share_in_use, replies))
        return self._share < NEW_UP_TO


def share_in_use(info: Reply) -> float:
    """Return the share of its memory limit that an engine uses.

    It is counted as the engine counts it when it refuses a write: buffers for its append-only file are left out.

    Args:
        info: the text of INFO memory.

    Returns:
        From 0 to about 1; 0 if the engine has no limit.
    """
    found = {name: int(value) for name, value in fields_of(info).items() if value.isdigit()}
    limit = found.get("maxmemory", 0)
    if not limit:
        return 0.0
    return (found.get("used_memory", 0) - found.get("mem_not_counted_for_evict", 0)) / limit
