"""What is written to the log: our own messages at the chosen level, those of libraries only from warnings up.

Libraries say at "info" and "debug" what must not be written down: addresses, queries, what was sent to the engine.
"""

import logging

from overture.settings import Settings

ANYBODY_CAN_CAUSE = frozenset(
    {
        "ASGI callable returned without completing handshake.",
        "Invalid HTTP request received.",
        "Invalid UTF-8 sequence received from client.",
        "Unsupported upgrade request.",
    }
)
"""What a stranger could fill a disk with, by sending nonsense or asking for a socket that is then refused."""


def log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("overture").setLevel(settings.log_level.upper())
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg not in ANYBODY_CAN_CAUSE)
