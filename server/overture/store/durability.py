"""How well an engine that is not our own keeps what it acknowledged, so that `/readyz` can tell the operator."""

from overture.store.engine import Engine
from overture.store.pipeline import StoreAway


async def durability(engine: Engine) -> str:
    """How it keeps data, in one word.

    "always": on disk before each answer; "second": up to a second may be lost; "snapshots", "memory" or "unknown".
    Raises StoreAway only when the engine is away; one that keeps its settings to itself is "unknown".
    """
    await engine.ping()
    try:
        reply = await engine.call("overture", "CONFIG", "GET", "append*")
        saves = await engine.call("overture", "CONFIG", "GET", "save")
    except StoreAway:
        return "unknown"
    found = {reply[i]: reply[i + 1] for i in range(0, len(reply), 2)}
    if found.get(b"appendonly") == b"yes":
        return {b"always": "always", b"everysec": "second"}.get(found.get(b"appendfsync", b""), "snapshots")
    return "snapshots" if len(saves) > 1 and saves[1] else "memory"
