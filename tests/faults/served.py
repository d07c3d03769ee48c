"""A hub inside the test that real phones reach over loopback: many of them cost no process and no start."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from dataclasses import replace

import uvicorn

from overture.process.worker import config_for
from overture.settings import Settings
from overture.web.app import create_app
from tests.server.own_sets import SETS
from tests.server.wired import OFTEN
from tests.support.hub import free_port


class _Server(uvicorn.Server):
    """Leaves signals to the test."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serving.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def served(redis_url: str) -> AsyncIterator[str]:
    """The address of a hub over this engine."""
    settings = replace(
        Settings(redis_url=redis_url, rate_start=OFTEN, rate_join=OFTEN, rate_locator=OFTEN), port=free_port()
    )
    config = config_for(create_app(settings, SETS.values()))
    config.port = settings.port
    server = _Server(config)
    running = asyncio.create_task(server.serve())
    try:
        await server.serving.wait()
        yield f"http://127.0.0.1:{settings.port}"
    finally:
        server.should_exit = True
        await running
