"""What the hub is compared with: an echo in Starlette on uvicorn as it is, without anything of the hub's.

Its WebSockets are uvicorn's own (`websockets-sansio`), served by ASGI events with the limits and settings of the hub.
It is started as a worker is: with the number of the listening socket, and the settings as JSON on standard input.
"""

import asyncio
import os
import socket
import sys

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from overture.core.messages import MAX_MESSAGE
from overture.process.worker import tune_garbage_collection
from overture.web.live import JSON


async def echo(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol=JSON)
    async for text in websocket.iter_text():
        await websocket.send_text(text)


async def serve(listening: socket.socket) -> None:
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/live", echo)]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    # Connections wait in the listening socket until they are accepted.
    os.write(1, b"ready\n")
    await uvicorn.Server(config).serve(sockets=[listening])


def main() -> int:
    tune_garbage_collection()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(socket.socket(fileno=int(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
