"""A worker process: serves the hub on a listening socket that it inherits from the supervisor.

Its arguments are the file descriptor of that socket and, if there are other workers, the path of its inbox (`handoff`).
Its settings are one line of JSON on stdin.
"""

import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
import uvloop
from starlette.types import ASGIApp

from overture.core.messages import MAX_MESSAGE
from overture.counts import Counts
from overture.logs import log_to_stderr
from overture.process import uvicorn_adapter
from overture.process.handoff import Handoff, Opening
from overture.questions.model import load_folder
from overture.questions.source import QuestionError
from overture.settings import Settings
from overture.web.app import create_app

log = logging.getLogger(__name__)

GC_THRESHOLD = 20_000
"""Container objects that are allocated, and not freed, before Python collects the youngest generation."""
GRACE = 5
"""Seconds in which sockets and requests may end when the worker stops."""


class MetricsError(Exception):
    """The metrics cannot be served. The message says what to do."""


def main() -> int:
    """Serve until the supervisor stops this process, and return the exit code."""
    settings = _settings(sys.stdin.buffer.readline())
    listening = socket.socket(fileno=int(sys.argv[1]))
    log_to_stderr(settings)
    try:
        counts = Counts()
        app = create_app(settings, load_folder(settings.questions_dir).values(), counts=counts)
        open_metrics(settings, counts)
    except (QuestionError, MetricsError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the person who started the hub reads this
        return 1
    tune_garbage_collection()
    handoff = Handoff(Path(sys.argv[2]), settings.workers) if len(sys.argv) > 2 else None
    worker = WorkerServer(app, handoff)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(worker.server.serve(sockets=[listening]))
    return 0


def open_metrics(settings: Settings, counts: Counts) -> None:
    """Serve the counts of this worker, if METRICS is set.

    Raises:
        MetricsError: If the address cannot be used.
    """
    if settings.metrics is None:
        return
    # A hub without metrics neither loads the library nor depends on it.
    from overture.process.metrics import serve_metrics  # noqa: PLC0415

    try:
        serve_metrics(settings.metrics, counts)
    except OSError as error:
        raise MetricsError(
            f"The metrics cannot be served on {settings.metrics.host} port {settings.metrics.port} ({error.strerror}). "
            "Set METRICS to an address of this machine and a port from which on one is free for each worker."
        ) from None


def tune_garbage_collection() -> None:
    """Collect garbage rarely: serving phones makes hardly any cycles, and a collection takes longer with each phone."""
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 50)


def config_for(app: ASGIApp, handoff: Handoff | None = None) -> uvicorn.Config:
    """Return how an application is served: with limits on what comes in, and without logging what strangers do.

    Args:
        handoff: How connections are handed over between workers, if there are several.
    """
    return uvicorn_adapter.config(
        app,
        handoff,
        MAX_MESSAGE,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        # At "info" uvicorn would log the address and the query of every socket.
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


class WorkerServer:
    """Serves an application, accepts connections that other workers hand over, and ends when its parent is gone.

    Args:
        app: The ASGI application.
        handoff: How connections are handed over between workers, if there are several.
    """

    def __init__(self, app: ASGIApp, handoff: Handoff | None) -> None:
        self.server = uvicorn_adapter.Server(config_for(app, handoff), self._started, self._stopping)
        self._handoff = handoff
        self._adopting: set[asyncio.Task[None]] = set()
        self._is_orphan = False

    def _started(self) -> None:
        """Print `supervisor.READY`."""
        if self._handoff is not None:
            try:
                self._handoff.open(self.adopt)
            except OSError as error:
                log.warning("other workers cannot hand phones over to this one, which does no harm (%s)", error)
        asyncio.get_running_loop().add_reader(0, self._stdin_closed)
        os.write(1, b"ready\n")

    async def _stopping(self) -> None:
        if self._handoff is not None:
            self._handoff.close(self.adopt)
            if self._is_orphan:
                self._handoff.remove_folder()
            # Connections that are being handed over are closed with the others, once they are here.
            await asyncio.gather(*self._adopting)

    def adopt(self, opening: Opening, connection: socket.socket) -> None:
        """Serve a connection that another worker has handed over."""
        task = asyncio.get_running_loop().create_task(self._adopt(opening, connection))
        self._adopting.add(task)
        task.add_done_callback(self._adopting.discard)

    async def _adopt(self, opening: Opening, connection: socket.socket) -> None:
        connection.setblocking(False)
        # The other end may have closed the connection meanwhile.
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().connect_accepted_socket(lambda: self.server.adopted(opening), connection)

    def _stdin_closed(self) -> None:
        """The parent writes nothing after the settings, so stdin is readable only at its end."""
        asyncio.get_running_loop().remove_reader(0)
        self._is_orphan = True
        self.server.stop()


def _settings(line: bytes) -> Settings:
    return msgspec.json.decode(line, type=Settings, dec_hook=_from_text)


def _from_text(kind: type[Any], value: Any) -> Any:
    return kind(value)


if __name__ == "__main__":
    sys.exit(main())
