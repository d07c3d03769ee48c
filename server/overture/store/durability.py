"""How well an external engine keeps what it has acknowledged, so that `/readyz` can tell the operator."""

from collections.abc import Mapping

from overture.store.connection import Reply
from overture.store.engine import Engine
from overture.store.errors import StoreAway

SETTINGS = ("appendonly", "appendfsync", "save")
"""The settings of an engine that decide it."""


async def durability(engine: Engine) -> str:
    """Ask an engine that answers how it keeps data.

    Returns:
        As `durability_of`, of a cluster that of the node which keeps it least; "unknown" if it does not let the hub
        read its settings.
    """
    try:
        replies = await engine.call_everywhere("CONFIG", "GET", *SETTINGS)
    except StoreAway:
        return "unknown"
    return max((durability_of(settings_in(reply)) for reply in replies), key=FROM_BEST.index)


FROM_BEST = ("always", "second", "snapshots", "memory")


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
