"""One process that serves the hub, started by `supervisor.py` with the listening socket and the settings as JSON."""

import asyncio
import gc
import os
import socket
import sys
from typing import Any

import msgspec
import uvicorn
from starlette.types import ASGIApp

from overture.app import create_app
from overture.connections import Requests, Sockets
from overture.logs import log_to_stderr
from overture.messages import MAX_MESSAGE
from overture.questions import QuestionError
from overture.settings import Settings

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
    config = config_for(app)
    server = Server(config)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return 0


def rarely_collect() -> None:
    """What serves a phone frees itself, so looking for garbage finds next to none, and takes longer with each phone."""
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)


def config_for(app: ASGIApp) -> uvicorn.Config:
    """How any application is served here: what comes in is bounded, and what strangers do is not written down."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=Requests,
        ws=Sockets,
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
    """Says when it serves, and ends when the parent has gone."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        asyncio.get_running_loop().add_reader(0, self._parent_said_something)
        os.write(1, b"ready\n")

    def _parent_said_something(self) -> None:
        """After the settings the parent says nothing more, so this is the end of the pipe."""
        asyncio.get_running_loop().remove_reader(0)
        self.should_exit = True


def _settings(line: bytes) -> Settings:
    return msgspec.json.decode(line, type=Settings, dec_hook=_from_text)


def _from_text(kind: type[Any], value: Any) -> Any:
    return kind(value)


if __name__ == "__main__":
    sys.exit(main())
