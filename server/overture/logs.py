"""Logging: the hub's own messages at the chosen level, those of libraries only from warnings up.

At "info" and "debug" libraries log what must not be written down: addresses, queries, commands to the engine.
"""

import logging

from overture.settings import Settings

CAUSED_BY_STRANGERS = frozenset(
    {
        "ASGI callable returned without completing handshake.",
        "Invalid HTTP request received.",
        "Invalid UTF-8 sequence received from client.",
        "Unsupported upgrade request.",
    }
)
"""Messages of uvicorn that a stranger could fill a disk with, by malformed requests or rejected handshakes."""


def log_to_stderr(settings: Settings) -> None:
    """Configure logging for this process.

    Args:
        settings: `log_level` is that of the hub's own messages.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("overture").setLevel(settings.log_level.upper())
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg not in CAUSED_BY_STRANGERS)
