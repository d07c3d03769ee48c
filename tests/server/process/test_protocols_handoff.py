"""A connection that is handed over to another worker, and one that another worker has handed over."""

import asyncio
from typing import Any
from unittest.mock import create_autospec

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from overture.process.handoff import Handoff, Opening
from overture.realtime.transport import HandOver
from tests.server.process.line import Open, Phone, Program, frame, turns

TEXT, PING, PONG = Opcode.TEXT, Opcode.PING, Opcode.PONG

HELLO = '{"hello":"\u00fc"}'


@pytest.fixture
def handoff() -> Any:
    made = create_autospec(Handoff, instance=True)
    made.is_home.side_effect = lambda session_id: session_id == "here"
    made.hand_over.return_value = HandOver.DONE
    return made


async def ready_to_go(handoff: Any, *said: bytes) -> Open:
    """A phone that has said so much, and that nobody reads from."""
    made = Open(handoff)
    request = made.request()
    made.server.data_received(request)
    await turns()
    made.events()
    made.send(*said)
    made.server.pause_reading()
    made.line.file = 7
    return made


async def test_a_connection_is_handed_over_with_all_that_the_phone_has_said(handoff: Any) -> None:
    phone = await ready_to_go(handoff, frame(TEXT, HELLO.encode()))
    assert phone.server.hand_over("there", HELLO) is HandOver.DONE
    [(session_id, opening, connection)] = [call.args for call in handoff.hand_over.call_args_list]
    assert (session_id, opening.hello, connection) == ("there", HELLO, 7)
    assert opening.request.startswith(b"GET /live%20now?a=b HTTP/1.1\r\n")
    assert opening.request.endswith(b"\r\n\r\n")
    assert phone.line.is_closing()
    phone.server.send_text(b"late")
    await turns()
    assert phone.line.written == []


async def test_a_connection_stays_with_its_home(handoff: Any) -> None:
    phone = await ready_to_go(handoff, frame(TEXT, HELLO.encode()))
    assert phone.server.hand_over("here", HELLO) is HandOver.LOCAL
    assert (await ready_to_go(None, frame(TEXT, HELLO.encode()))).server.hand_over("there", HELLO) is HandOver.LOCAL
    handoff.hand_over.assert_not_called()


@pytest.mark.parametrize(
    "more",
    [frame(TEXT, b"command"), frame(PING), frame(TEXT, b"command")[:1], frame(PONG)],
    # A frame has a random mask, so it cannot be the name of a case.
    ids=["a command", "a ping", "the first byte of a command", "a pong"],
)
async def test_who_has_said_more_than_the_hello_stays(handoff: Any, more: bytes) -> None:
    phone = await ready_to_go(handoff, frame(TEXT, HELLO.encode()), more)
    assert phone.server.hand_over("there", HELLO) is HandOver.LOCAL
    handoff.hand_over.assert_not_called()


async def test_a_connection_is_handed_over_only_while_nothing_moves(handoff: Any) -> None:
    phone = await ready_to_go(handoff, frame(TEXT, HELLO.encode()))
    phone.server.resume_reading()
    assert phone.server.hand_over("there", HELLO) is HandOver.RETRY
    phone.server.pause_reading()
    phone.line.unread = 1
    assert phone.server.hand_over("there", HELLO) is HandOver.RETRY
    handoff.hand_over.assert_not_called()
    phone.line.unread = 0
    handoff.hand_over.return_value = HandOver.RETRY
    assert phone.server.hand_over("there", HELLO) is HandOver.RETRY
    handoff.hand_over.return_value = HandOver.LOCAL
    assert phone.server.hand_over("there", HELLO) is HandOver.LOCAL
    first, last = (call.args[1] for call in handoff.hand_over.call_args_list)
    assert first == last
    assert not phone.line.is_closing()


async def test_an_adopted_phone_gets_no_second_answer_and_its_hello_is_heard_first() -> None:
    program = Program()
    first = Phone(program)
    opening = Opening(first.request(), HELLO)
    phone = Phone(program, opening=opening)
    await turns()
    phone.server.data_received(frame(TEXT, b"command"))
    phone.server.send_text(b"welcome")
    await turns()
    assert program.received == [HELLO, "command"]
    assert phone.line.written == [Frame(TEXT, b"welcome").serialize(mask=False)]
    assert phone.connections == {phone.server}


async def test_an_adopted_phone_that_is_refused_is_cut_off_without_a_word() -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.close"})

    phone = Phone(program, opening=Opening(Phone(program).request(), HELLO))
    await turns()
    assert phone.line.written == []
    assert phone.line.is_closing()
    assert phone.conn.state is State.CONNECTING
    assert not asyncio.all_tasks() - {asyncio.current_task()}
