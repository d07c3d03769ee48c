"""What is written to the log: our own messages at the chosen level, those of libraries only from warnings up.

Libraries say at "info" and "debug" what must not be written down: addresses, queries, what was sent to the engine.
"""

import logging

from overture.settings import Settings


def log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("overture").setLevel(settings.log_level.upper())
