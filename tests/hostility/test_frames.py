"""Frames that are no frames, and what each is answered with; and that the next person is served as if nothing had been.

These are the cases of Autobahn's suite that matter here; the suite itself is run by hand (`autobahn.py`).
"""

import struct
import zlib
from typing import Any

import pytest

from tests.support.hub import Hub
from tests.support.raw import BINARY, CLOSE, CONT, ENDED, PING, PONG, TEXT, Raw, frame

PROTOCOL_ERROR, NOT_TEXT, TOO_LARGE, UNREADABLE = 1002, 1007, 1009, 4400
READY = b'{"id":7,"do":"ready"}'
"""A command that is understood, and refused with its number because nobody is paired."""


def compressed(data: bytes) -> bytes:
    """As permessage-deflate would send it."""
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush(zlib.Z_SYNC_FLUSH)[:-4]


CLOSED = {
    "unmasked": (frame(TEXT, READY, masked=False), PROTOCOL_ERROR),
    "not UTF-8": (frame(TEXT, b"\xff\xfe"), NOT_TEXT),
    "not UTF-8, told in the second piece": (frame(TEXT, b"\xce", fin=False) + frame(CONT, b"\xff"), NOT_TEXT),
    "a surrogate in UTF-8": (frame(TEXT, b'{"id":1,"do":"\xed\xa0\x80"}'), NOT_TEXT),
    **{f"reserved opcode {code:#x}": (frame(code, b"x"), PROTOCOL_ERROR) for code in (3, 4, 5, 6, 7, 11, 12, 15)},
    **{f"reserved bit {bit}": (frame(TEXT, READY, reserved=bit), PROTOCOL_ERROR) for bit in (1, 2, 4)},
    "compressed, though that was not agreed": (
        frame(TEXT, compressed(b" " * 50_000_000), reserved=4),
        PROTOCOL_ERROR,
    ),
    "a ping of 126 bytes": (frame(PING, bytes(126)), PROTOCOL_ERROR),
    "a close of 126 bytes": (frame(CLOSE, struct.pack("!H", 1000) + b"x" * 124), PROTOCOL_ERROR),
    "a ping of 2^62 bytes": (frame(PING, length=1 << 62), TOO_LARGE),
    "a ping in pieces": (frame(PING, b"x", fin=False), PROTOCOL_ERROR),
    "2^62 bytes": (frame(TEXT, b"x", length=1 << 62), TOO_LARGE),
    "2^63 bytes": (frame(TEXT, b"x", length=1 << 63), TOO_LARGE),
    "64 KiB and one byte": (frame(TEXT, b" " * 65_537), TOO_LARGE),
    "64 KiB and one byte, only announced": (frame(TEXT, length=65_537), TOO_LARGE),
    "64 KiB and one byte in pieces": (frame(TEXT, b" " * 65_536, fin=False) + frame(CONT, b" "), TOO_LARGE),
    "empty pieces without end": (frame(TEXT, fin=False) + frame(CONT, fin=False) * 10_000, TOO_LARGE),
    "a piece of nothing": (frame(CONT, b"x"), PROTOCOL_ERROR),
    "a message inside a message": (frame(TEXT, b"x", fin=False) + frame(TEXT, b"x"), PROTOCOL_ERROR),
    "a close of one byte": (frame(CLOSE, b"x"), PROTOCOL_ERROR),
    "a close that is not UTF-8": (frame(CLOSE, struct.pack("!H", 1000) + b"\xff"), NOT_TEXT),
    **{
        f"a close with {code}": (frame(CLOSE, struct.pack("!H", code)), PROTOCOL_ERROR)
        for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535)
    },
    "three messages of nothing": (frame(TEXT) * 3, UNREADABLE),
    "three binary messages": (frame(BINARY, READY) * 3, UNREADABLE),
}


@pytest.mark.parametrize("case", CLOSED)
def test_what_is_no_message_closes_the_socket(home: Hub, seat: Any, case: str) -> None:
    data, code = CLOSED[case]
    with Raw(home.url) as other, Raw(home.url) as phone:
        phone.enter(seat)
        phone.send(data)
        assert phone.closed() == code
        other.enter(seat)


ANSWERED = {
    "a whole message": frame(TEXT, READY),
    "in pieces": frame(TEXT, READY[:5], fin=False) + frame(CONT, fin=False) + frame(CONT, READY[5:]),
    "in pieces of one byte": (
        frame(TEXT, fin=False) + b"".join(frame(CONT, bytes([b]), fin=False) for b in READY) + frame(CONT)
    ),
    "after a pong that nobody asked for": frame(PONG, b"x") + frame(TEXT, READY),
    "in 64 KiB": frame(TEXT, READY.ljust(65_536)),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_unusual_but_valid_frames_are_answered(home: Hub, seat: Any, case: str) -> None:
    with Raw(home.url) as phone:
        phone.enter(seat)
        phone.send(ANSWERED[case])
        assert phone.receive_json()["refused"] == 7


def test_one_byte_at_a_time_is_a_message_too(home: Hub, seat: Any) -> None:
    with Raw(home.url) as phone:
        phone.enter(seat)
        for byte in frame(TEXT, READY):
            phone.send(bytes([byte]))
        assert phone.receive_json()["refused"] == 7


def test_a_ping_is_answered_in_the_middle_of_a_message(home: Hub, seat: Any) -> None:
    with Raw(home.url) as phone:
        phone.enter(seat)
        phone.send(frame(TEXT, READY[:5], fin=False) + frame(PING, b"there?") + frame(CONT, READY[5:]))
        assert phone.frame() == (PONG, b"there?")
        assert phone.receive_json()["refused"] == 7


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_a_close_is_answered_and_ends_the_connection(home: Hub, seat: Any, code: int) -> None:
    with Raw(home.url) as phone:
        phone.enter(seat)
        phone.send(frame(CLOSE, struct.pack("!H", code)))
        assert phone.frame().code == code
        assert phone.frame() == ENDED


def test_compression_is_never_agreed_to(home: Hub) -> None:
    with Raw(home.url) as phone:
        offered = "permessage-deflate; client_max_window_bits, permessage-deflate"
        assert phone.handshake({"Sec-WebSocket-Extensions": offered}) == 101
        assert b"extensions" not in phone.head.lower()


def test_none_of_it_is_written_to_the_log(start_hub: Any) -> None:
    """What anybody can send as often as they like must not fill a disk; nor may a word of it be there."""
    hub = start_hub()
    for data, _ in CLOSED.values():
        with Raw(hub.url) as phone:
            assert phone.handshake() == 101
            phone.send(data)
            phone.closed()
    with Raw(hub.url) as phone:
        assert phone.handshake({"Origin": "http://evil.example"}) == 403
        phone.body()
    with Raw(hub.url) as phone:
        phone.send(b"\0\1 no HTTP at all\r\n\r\n")
        assert phone.status() == 400
    hub.stop()
    assert hub.log.splitlines() == [f"Overture is ready at {hub.url}"]
