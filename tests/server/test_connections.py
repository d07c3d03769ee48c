"""What goes out on a real WebSocket: whole frames."""

import pytest
from websockets.frames import Frame, Opcode

from overture.connections import _head


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_a_head_is_what_the_library_would_write(size: int) -> None:
    payload = b"x" * size
    assert _head(size) + payload == Frame(Opcode.TEXT, payload).serialize(mask=False)
