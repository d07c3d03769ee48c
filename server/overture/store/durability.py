"""How well an external engine keeps what it has acknowledged, so that `/readyz` can tell the operator."""

from overture.store.engine import Engine
from overture.store.errors import StoreAway


async def durability(engine: Engine) -> str:
    """Ask the engine how it keeps data.

    Returns:
        "always" (on disk before each reply), "second" (up to a second may be lost), "snapshots" or "memory";
        "unknown" if it does not let the hub read its settings.

    Raises:
        StoreAway: the engine is away.
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
