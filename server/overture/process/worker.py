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
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
import uvicorn
from starlette.types import ASGIApp

from overture.core.messages import MAX_MESSAGE
from overture.logs import log_to_stderr
from overture.process.handoff import Homes, Opening
from overture.process.protocols import Adopted, Requests, Sockets
from overture.questions.model import QuestionError, load_folder
from overture.settings import Settings
from overture.web.app import create_app

log = logging.getLogger(__name__)

GC_THRESHOLD = 20_000
"""Container objects that are allocated, and not freed, before Python collects the youngest generation."""
GRACE = 5
"""Seconds in which sockets and requests may end when the worker stops."""


def main() -> int:
    """Serve until the supervisor stops this process, and return the exit code."""
    settings = _settings(sys.stdin.buffer.readline())
    listening = socket.socket(fileno=int(sys.argv[1]))
    log_to_stderr(settings)
    try:
        app = create_app(settings, load_folder(settings.questions_dir).values())
    except QuestionError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the person who started the hub reads this
        return 1
    tune_garbage_collection()
    homes = Homes(Path(sys.argv[2]), settings.workers) if len(sys.argv) > 2 else None
    config = config_for(app, homes)
    server = Server(config, homes)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return 0


def tune_garbage_collection() -> None:
    """Collect garbage rarely: serving phones makes hardly any cycles, and a collection takes longer with each phone."""
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 50)


def config_for(app: ASGIApp, homes: Homes | None = None) -> uvicorn.Config:
    """Return how an application is served: with limits on what comes in, and without logging what strangers do.

    Args:
        homes: How connections are handed over between workers, if there are several.
    """
    sockets = cast("type[asyncio.Protocol]", partial(Sockets, homes=homes))
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=Requests,
        ws=sockets,
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        lifespan="on",
        log_config=None,
        # At "info" uvicorn would log the address and the query of every socket.
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


class Server(uvicorn.Server):
    """A uvicorn server that reports when it serves, accepts connections that other workers hand over, and ends when
    its parent is gone.

    Args:
        homes: How connections are handed over between workers, if there are several.
    """

    def __init__(self, config: uvicorn.Config, homes: Homes | None) -> None:
        super().__init__(config)
        self._homes = homes
        self._arriving: set[asyncio.Task[None]] = set()
        self._orphan = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and print `supervisor.READY`."""
        await super().startup(sockets)
        if self._homes is not None:
            try:
                self._homes.open(self._accept)
            except OSError as error:
                log.warning("no other worker can pass phones on to this one, which does no harm (%s)", error)
        asyncio.get_running_loop().add_reader(0, self._stdin_closed)
        os.write(1, b"ready\n")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving, and close all connections."""
        if self._homes is not None:
            self._homes.close(self._accept)
            if self._orphan:
                self._homes.remove_folder()
            # Connections that are being handed over are closed with the others, once they are here.
            await asyncio.gather(*self._arriving)
        await super().shutdown(sockets)

    def _accept(self, opening: Opening, connection: socket.socket) -> None:
        task = asyncio.get_running_loop().create_task(self._adopt(opening, connection))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)

    async def _adopt(self, opening: Opening, connection: socket.socket) -> None:
        connection.setblocking(False)
        adopted = Adopted(opening, self.config, self.server_state, self.lifespan.state)
        # The other end may have closed the connection meanwhile.
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().connect_accepted_socket(lambda: adopted, connection)

    def _stdin_closed(self) -> None:
        """The parent writes nothing after the settings, so stdin is readable only at its end."""
        asyncio.get_running_loop().remove_reader(0)
        self.should_exit = self._orphan = True


def _settings(line: bytes) -> Settings:
    return msgspec.json.decode(line, type=Settings, dec_hook=_from_text)


def _from_text(kind: type[Any], value: Any) -> Any:
    return kind(value)


if __name__ == "__main__":
    sys.exit(main())
