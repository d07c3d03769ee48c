"""A real WebSocket as a Line: whole frames go out, and whatever came is heard."""

import asyncio
from typing import Any
from unittest.mock import create_autospec, patch

import pytest
from starlette.applications import Starlette
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode, apply_mask  # type: ignore[attr-defined]
from websockets.protocol import Protocol, State

from overture.process.protocols import Sockets, _head, _whole_text
from overture.process.worker import config_for


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
    line.start(heard.append)
    assert heard == ["first", None]
    transport.resume_reading.assert_called_once()
    assert (await line.receive())["type"] == "websocket.disconnect"
    assert line.queue.empty()


MASK = b"\x01\x80\xfe\x37"


def masked(text: bytes, **changed: Any) -> bytes:
    """A frame as a phone sends it."""
    with patch("websockets.frames.secrets.token_bytes", return_value=MASK):
        return Frame(**{"opcode": Opcode.TEXT, "data": text, **changed}).serialize(mask=True)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 5_000, 65_535])
def test_a_whole_message_is_read_as_it_was_said(size: int) -> None:
    text = bytes(n % 251 for n in range(size))
    assert _whole_text(masked(text), 65_536) == text


@pytest.mark.parametrize(
    "data",
    [
        *[masked(b"x" * 200)[:length] for length in (0, 1, 2, 3, 7, 8, 207)],
        masked(b"x") + b"\x81",
        masked(b"x", fin=False),
        masked(b"x", opcode=Opcode.BINARY),
        masked(b"x", opcode=Opcode.CONT),
        masked(b"x", opcode=Opcode.PING),
        Frame(Opcode.TEXT, b"x" * 20).serialize(mask=False),
        # Unmasked, and as long as if it were masked.
        b"\x81\x10" + bytes(20),
        b"\xc1" + masked(b"x")[1:],
        masked(b"x" * 1_001),
        masked(b"x" * 65_536),
    ],
)
def test_all_else_is_left_to_the_library(data: bytes) -> None:
    assert _whole_text(data, 1_000) is None


@pytest.fixture
async def line() -> Sockets:
    """A connection whose handshake is done."""
    config = config_for(Starlette())
    config.load()
    made, transport = Sockets(config, ServerState(), {}), create_autospec(asyncio.Transport)
    transport.get_write_buffer_size.return_value = 0
    made.transport, made.conn.state = transport, State.OPEN
    made.conn.parser = Protocol.parse(made.conn)
    next(made.conn.parser)
    return made


@pytest.mark.parametrize("step", [1, 7, 10_000])
async def test_messages_are_heard_in_order_however_they_are_cut(line: Sockets, step: int) -> None:
    heard: list[str | None] = []
    line.start(heard.append)
    said = [
        *[masked(b"one"), masked("zw\u00f6lf".encode()), masked(b"th", fin=False), masked(b"", opcode=Opcode.PING)],
        *[masked(b"ree", opcode=Opcode.CONT), masked(b"\xff", opcode=Opcode.BINARY), masked(b"four")],
    ]
    for data in said:
        for at in range(0, len(data), step):
            line.data_received(data[at : at + step])
    assert heard == ["one", "zw\u00f6lf", "three", None, "four"]


async def test_what_looks_like_a_message_within_another_is_none(line: Sockets) -> None:
    heard: list[str | None] = []
    line.start(heard.append)
    inner = bytes(byte ^ MASK[n % 4] for n, byte in enumerate(masked(b"within")))
    whole = masked(b"...." + inner)
    for data in (whole[:10], whole[10:]):
        line.data_received(data)
    assert "within" not in heard


@pytest.mark.parametrize("begun", [1, 2])
async def test_what_looks_like_a_message_after_the_first_bytes_of_one_is_none(line: Sockets, begun: int) -> None:
    heard: list[str | None] = []
    line.start(heard.append)
    line.data_received(masked(b"", opcode=Opcode.PING))
    # Its mask and its payload together could be a message of two bytes.
    mask = b"\x81\x82\x00\x00"
    whole = b"\x81\x84" + mask + apply_mask(b"true", mask)
    line.data_received(whole[:begun])
    line.data_received(whole[begun:])
    assert heard == ["true"]


async def test_a_message_in_the_midst_of_another_is_an_error(line: Sockets) -> None:
    heard: list[str | None] = []
    line.start(heard.append)
    line.data_received(masked(b"half", fin=False))
    line.data_received(masked(b"whole"))
    assert heard == []
    assert line.conn.parser_exc is not None
