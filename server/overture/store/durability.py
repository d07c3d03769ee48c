"""How well an external engine keeps what it has acknowledged, so that `/readyz` can tell the operator."""

from collections.abc import Mapping

from overture.store.connection import Reply
from overture.store.engine import Engine
from overture.store.errors import StoreAway

SETTINGS = ("appendonly", "appendfsync", "save")
"""The settings of an engine that decide it."""


async def durability(engine: Engine) -> str:
    """Ask the engine how it keeps data.

    Returns:
        As `durability_of`; "unknown" if it does not let the hub read its settings.

    Raises:
        StoreAway: the engine is away.
    """
    await engine.ping()
    try:
        return durability_of(settings_in(await engine.call("overture", "CONFIG", "GET", *SETTINGS)))
    except StoreAway:
        return "unknown"


def settings_in(reply: Reply) -> dict[str, str]:
    """Return what CONFIG GET has answered: the name of each setting -> its value."""
    words = [word.decode(errors="replace") for word in reply]
    return dict(zip(words[::2], words[1::2], strict=True))


def durability_of(settings: Mapping[str, str]) -> str:
    """Return how well an engine with these settings keeps data.

    Args:
        settings: the values of `SETTINGS` by name.

    Returns:
        "always" (on disk before each reply), "second" (up to a second may be lost), "snapshots" or "memory".
    """
    if settings.get("appendonly") == "yes":
        return {"always": "always", "everysec": "second"}.get(settings.get("appendfsync", ""), "snapshots")
    return "snapshots" if settings.get("save") else "memory"
