"""A real WebSocket as a Line: whole frames go out, and whatever came is heard."""

import asyncio
from unittest.mock import create_autospec

import pytest
from starlette.applications import Starlette
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from overture.connections import Sockets, _head
from overture.worker import config_for


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_a_head_is_what_the_library_would_write(size: int) -> None:
    payload = b"x" * size
    assert _head(size) + payload == Frame(Opcode.TEXT, payload).serialize(mask=False)


async def test_what_came_before_somebody_listens_is_heard_first_and_reading_goes_on() -> None:
    config = config_for(Starlette())
    config.load()
    line, transport = Sockets(config, ServerState(), {}), create_autospec(asyncio.Transport)
    line.transport, line.read_paused = transport, True
    for event in ({"text": "first"}, {"bytes": b"second"}):
        line.queue.put_nowait({"type": "websocket.receive", **event})  # type: ignore[arg-type]
    line.queue.put_nowait({"type": "websocket.disconnect", "code": 1005})
    heard: list[str | None] = []
    line.listen(heard.append)
    assert heard == ["first", None]
    transport.resume_reading.assert_called_once()
    assert (await line.receive())["type"] == "websocket.disconnect"
    assert line.queue.empty()
