"""What the hub is compared with: an echo in bare Starlette, served by the hub's own worker with the same settings."""

import sys
from unittest.mock import patch

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from overture.process import worker
from overture.web.live import JSON


async def echo(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol=JSON)
    async for text in websocket.iter_text():
        await websocket.send_text(text)


def main() -> int:
    app = Starlette(routes=[WebSocketRoute("/live", echo)])
    with patch.object(worker, "create_app", return_value=app):
        return worker.main()


if __name__ == "__main__":
    sys.exit(main())
