"""An open socket as a Transport: messages come whole and in order, whatever else comes, and so do its bounds."""

from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from overture.process import protocols, read_deadline
from overture.process.protocols import MAX_FRAGMENTS, MAX_UNREAD
from overture.realtime.transport import HandOver
from tests.server.process.line import MAX_SIZE, Open, Phone, closing, frame, turns

TEXT, BINARY, CONT, PING, PONG = Opcode.TEXT, Opcode.BINARY, Opcode.CONT, Opcode.PING, Opcode.PONG


@pytest.fixture
async def phone() -> Open:
    made = Open()
    await made.connect()
    return made


@pytest.mark.parametrize("step", [1, 2, 7, 10_000])
async def test_messages_are_heard_in_order_however_they_are_cut(phone: Open, step: int) -> None:
    said = b"".join([
        *[frame(TEXT, b"one"), frame(TEXT, "zw\u00f6lf".encode()), frame(TEXT, b"th", fin=False), frame(PING, b"?")],
        *[frame(CONT, b"ree"), frame(BINARY, b"\xff"), frame(TEXT, b""), frame(TEXT, b"4" * 126)],
        *[frame(TEXT, "\u00fc".encode()[:1], fin=False), frame(CONT, "\u00fc".encode()[1:]), frame(TEXT, b"five")],
    ])  # fmt: skip
    for at in range(0, len(said), step):
        phone.send(said[at : at + step])
    assert phone.received == ["one", "zw\u00f6lf", "three", None, "", "4" * 126, "\u00fc", "five"]
    assert phone.frames() == [(PONG, b"?")]


async def test_messages_before_there_is_a_receiver_are_delivered_first() -> None:
    async def accepts(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await receive()
        await receive()

    phone, got = Phone(accepts), list[str | None]()
    await phone.connect()
    phone.server.data_received(frame(TEXT, b"first") + frame(BINARY, b"second"))
    reads = [phone.line.reads]
    phone.server.start(got.append)
    assert got == ["first", None]
    assert [*reads, phone.line.reads] == [False, True]
    phone.server.data_received(frame(TEXT, b"third"))
    assert got == ["first", None, "third"]


def masked(mask: bytes, text: bytes) -> bytes:
    """A short message with a mask that is known."""
    return bytes((0x81, 0x80 | len(text))) + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(text))


async def test_what_looks_like_a_message_within_another_is_none(phone: Open) -> None:
    mask = b"\x80" * 4
    text = bytes(byte ^ 0x80 for byte in masked(mask, b"within"))
    whole = masked(mask, b"...." + text)
    assert masked(mask, b"within") in whole
    phone.send(whole[:10])
    phone.send(whole[10:])
    assert phone.received == ["...." + text.decode()]


@pytest.mark.parametrize("begun", [1, 2])
async def test_what_looks_like_a_message_after_the_first_bytes_of_one_is_none(phone: Open, begun: int) -> None:
    # Its mask and its payload together could be a message of two bytes.
    whole = masked(b"\x81\x82\x00\x00", b"true")
    phone.send(whole[:begun])
    phone.send(whole[begun:])
    assert phone.received == ["true"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([frame(TEXT, b"half", fin=False), frame(TEXT, b"whole")], 1002),
        ([frame(CONT, b"of nothing")], 1002),
        ([Frame(TEXT, b"x" * 20).serialize(mask=False)], 1002),
        ([b"\xc1" + frame(TEXT, b"x")[1:]], 1002),
        ([frame(TEXT, b"x" * (MAX_SIZE + 1))], 1009),
        ([frame(TEXT, b"x" * MAX_SIZE, fin=False), frame(CONT, b"x")], 1009),
        ([frame(TEXT, fin=False), *[frame(CONT, fin=False)] * MAX_FRAGMENTS], 1009),
        ([frame(TEXT, fin=False), *[frame(PING), frame(CONT, fin=False)] * MAX_FRAGMENTS], 1009),
        ([frame(TEXT, b"\xff")], 1007),
        ([frame(TEXT, "\u00fc".encode()[:1], fin=False), frame(CONT, b"x")], 1007),
    ],
)
async def test_what_is_no_message_closes_the_socket_and_is_not_heard(phone: Open, said: list[bytes], code: int) -> None:
    phone.send(*said)
    phone.send(frame(TEXT, b"and more"))
    assert phone.received == []
    phone.events()
    assert phone.conn.close_rcvd is not None
    assert phone.conn.close_rcvd.code == code
    assert phone.line.is_closing()


async def test_as_many_fragments_as_a_message_may_have_are_one(phone: Open) -> None:
    phone.send(frame(TEXT, b"a", fin=False), *[frame(CONT, fin=False)] * (MAX_FRAGMENTS - 2), frame(CONT, b"b"))
    phone.send(frame(TEXT, b"next"))
    assert phone.received == ["ab", "next"]


async def test_all_of_one_turn_goes_out_in_one_write_and_in_order(phone: Open) -> None:
    phone.server.send_text(b"one")
    phone.server.send_text("zw\u00f6lf".encode())
    assert phone.line.written == []
    await turns(1)
    assert len(phone.line.written) == 1
    phone.server.send_text(b"three")
    phone.send(frame(PING, b"?"))
    phone.server.send_text(b"four")
    phone.server.close(4000)
    assert len(phone.line.written) == 3
    await turns(1)
    assert phone.frames() == [
        *[(TEXT, b"one"), (TEXT, "zw\u00f6lf".encode()), (TEXT, b"three"), (PONG, b"?"), (TEXT, b"four")],
        closing(4000),
    ]


async def test_reading_stops_and_goes_on(phone: Open) -> None:
    for _ in range(2):
        phone.server.pause_reading()
        assert not phone.line.reads
    for _ in range(2):
        phone.server.resume_reading()
        assert phone.line.reads


async def test_a_close_waits_for_its_answer_and_hears_no_more(phone: Open) -> None:
    phone.server.pause_reading()
    phone.server.close(4404)
    phone.server.close(4400)
    await turns()
    assert phone.program.ended == {"type": "websocket.disconnect", "code": 4404}
    assert phone.line.reads
    assert not phone.line.is_closing()
    phone.send(frame(TEXT, b"late"))
    assert phone.frames() == [closing(4404)]
    phone.send(phone.sent())
    assert phone.line.is_closing()
    assert phone.received == []


async def test_a_close_without_an_answer_is_not_waited_for(phone: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocols, "CLOSE_WITHIN", 0)
    phone.server.close(4404)
    await turns()
    assert phone.line.is_closing()


async def test_a_slow_reader_counts_as_connected_until_the_connection_ends(phone: Open) -> None:
    phone.server.pause_writing()
    phone.server.close(1013)
    await turns()
    assert phone.program.ended is None
    phone.lose()
    await turns()
    assert phone.program.ended == {"type": "websocket.disconnect", "code": 1006}


async def test_a_phone_that_closes_is_answered_and_reported(phone: Open) -> None:
    phone.conn.send_close(1001, "bye")
    phone.send(frame(TEXT, b"last"), phone.sent())
    await turns()
    assert phone.received == ["last"]
    assert phone.frames() == [closing(1001, "bye")]
    assert phone.line.is_closing()
    assert phone.program.ended == {"type": "websocket.disconnect", "code": 1001}


async def test_a_server_that_stops_says_1012_once(phone: Open) -> None:
    phone.server.shutdown()
    phone.server.shutdown()
    await turns()
    assert phone.frames() == [closing(1012)]
    assert phone.line.is_closing()
    assert phone.program.ended == {"type": "websocket.disconnect", "code": 1012}
    assert phone.tasks == set()


async def test_a_server_that_stops_says_nothing_more_to_who_was_told_another_end(phone: Open) -> None:
    phone.server.close(4404)
    phone.server.shutdown()
    assert phone.frames() == [closing(4404)]
    assert phone.line.is_closing()


async def test_nothing_has_an_effect_on_a_lost_connection(phone: Open) -> None:
    phone.server.pause_reading()
    phone.server.send_text(b"unsent")
    phone.lose()
    phone.server.send_text(b"late")
    phone.server.resume_reading()
    phone.server.pause_reading()
    phone.server.close(4000)
    phone.server.shutdown()
    assert phone.server.hand_over("b", "hello") is HandOver.LOCAL
    await turns()
    assert phone.line.written == []
    assert phone.connections == set()


@pytest.fixture
async def pinged(monkeypatch: pytest.MonkeyPatch) -> Open:
    """One that is sent pings often."""
    monkeypatch.setattr(protocols, "PING_EVERY", 0.2)
    made = Open()
    made.server.data_received(made.request())
    return made


async def test_a_socket_is_pinged_for_as_long_as_it_answers(pinged: Open) -> None:
    payloads = set[bytes]()
    while len(payloads) < 3:
        await turns(1)
        assert not pinged.line.is_closing()
        payloads |= {bytes(event.data) for event in pinged.events() if isinstance(event, Frame)}
        pinged.send(pinged.sent())
    while not pinged.line.is_closing():
        await turns(1)
    assert pinged.frames()[-1] == closing(1011, "keepalive ping timeout")


async def test_a_pong_for_another_ping_is_no_answer(pinged: Open) -> None:
    while not pinged.line.is_closing():
        pinged.send(frame(PONG, b"other"))
        await turns(1)
    pinged.events()
    assert pinged.conn.close_rcvd is not None
    assert pinged.conn.close_rcvd.code == 1011


async def test_who_pings_without_end_and_reads_no_answer_is_cut(phone: Open) -> None:
    phone.line.unread = MAX_UNREAD
    phone.send(frame(PING))
    assert not phone.line.aborted
    phone.line.unread += 1
    phone.send(frame(PING))
    assert phone.line.aborted


async def test_who_does_not_read_is_cut_and_who_has_read_is_not(phone: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_deadline, "READ_WITHIN", 0)
    phone.server.pause_writing()
    phone.server.resume_writing()
    await turns()
    assert not phone.line.aborted
    phone.server.pause_writing()
    await turns()
    assert phone.line.aborted


async def test_who_leaves_the_last_bytes_unread_is_cut_too(phone: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_deadline, "READ_WITHIN", 0)
    phone.server.shutdown()
    phone.server.resume_writing()
    await turns()
    assert phone.line.aborted
