"""One process that serves the hub, started by `supervisor.py` with the listening socket and the settings as JSON.

One of several also gets the path of its inbox (homes.py).
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
from overture.questions.model import QuestionError
from overture.settings import Settings
from overture.web.app import create_app

log = logging.getLogger(__name__)

GARBAGE = 20_000
"""Objects that are made, and not freed, before Python looks for garbage among them."""
GRACE = 5
"""Seconds that sockets and requests get to end when the worker is to stop."""


def main() -> int:
    settings = _settings(sys.stdin.buffer.readline())
    listening = socket.socket(fileno=int(sys.argv[1]))
    log_to_stderr(settings)
    try:
        app = create_app(settings)
    except QuestionError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the person who started the hub reads this
        return 1
    rarely_collect()
    homes = Homes(Path(sys.argv[2]), settings.workers) if len(sys.argv) > 2 else None
    config = config_for(app, homes)
    server = Server(config, homes)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return 0


def rarely_collect() -> None:
    """What serves a phone frees itself, so looking for garbage finds next to none, and takes longer with each phone."""
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)


def config_for(app: ASGIApp, homes: Homes | None = None) -> uvicorn.Config:
    """How any application is served here: what comes in is bounded, and what strangers do is not written down."""
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
        # At "info" it would write down the address and the query of every socket.
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


class Server(uvicorn.Server):
    """Says when it serves, takes in whom other workers pass on, and ends when the parent has gone."""

    def __init__(self, config: uvicorn.Config, homes: Homes | None) -> None:
        super().__init__(config)
        self._homes = homes
        self._arriving: set[asyncio.Task[None]] = set()
        self._orphan = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._homes is not None:
            try:
                self._homes.open(self._take_in)
            except OSError as error:
                log.warning("no other worker can pass phones on to this one, which does no harm (%s)", error)
        asyncio.get_running_loop().add_reader(0, self._parent_said_something)
        os.write(1, b"ready\n")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._homes is not None:
            self._homes.close(self._take_in)
            if self._orphan:
                self._homes.remove_folder()
            # They are told of the end like all others.
            await asyncio.gather(*self._arriving)
        await super().shutdown(sockets)

    def _take_in(self, opening: Opening, connection: socket.socket) -> None:
        task = asyncio.get_running_loop().create_task(self._adopt(opening, connection))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)

    async def _adopt(self, opening: Opening, connection: socket.socket) -> None:
        connection.setblocking(False)
        adopted = Adopted(opening, self.config, self.server_state, self.lifespan.state)
        # It may have gone on its way.
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().connect_accepted_socket(lambda: adopted, connection)

    def _parent_said_something(self) -> None:
        """After the settings the parent says nothing more, so this is the end of the pipe."""
        asyncio.get_running_loop().remove_reader(0)
        self.should_exit = self._orphan = True


def _settings(line: bytes) -> Settings:
    return msgspec.json.decode(line, type=Settings, dec_hook=_from_text)


def _from_text(kind: type[Any], value: Any) -> Any:
    return kind(value)


if __name__ == "__main__":
    sys.exit(main())
