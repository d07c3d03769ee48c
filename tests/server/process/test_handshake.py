"""The opening handshake of a socket as ASGI events: what the application is given, and what comes of its answers."""

from typing import Any

import pytest
from websockets.http11 import Response
from websockets.protocol import State

from overture.process.handshake import Disconnected
from tests.server.process.line import Phone, Program, turns


async def test_a_program_gets_the_request_and_a_phone_gets_subprotocol_and_headers() -> None:
    program = Program(subprotocol="json", headers=[(b"x-a", b"1"), (b"x-b", b"\xfc"), (b"date", b"today")])
    phone = Phone(program)
    answer = await phone.connect()
    assert answer.status_code == 101
    assert answer.headers["Sec-WebSocket-Protocol"] == "json"
    assert (answer.headers["X-A"], answer.headers["X-B"], answer.headers["Date"]) == ("1", "\u00fc", "today")
    scope = program.scope
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/live now", b"/live%20now", b"a=b")
    assert (scope["client"], scope["server"]) == (("2001:db8::1", 5000), ("192.0.2.1", 80))
    assert (scope["type"], scope["scheme"], scope["subprotocols"]) == ("websocket", "ws", ["json"])
    assert (b"Host", b"hub") in scope["headers"]
    assert scope["state"] == {"of": "lifespan"}
    assert phone.conn.state is State.OPEN
    assert len(phone.tasks) == 1
    assert phone.connections == {phone.server}
    phone.lose()
    await turns()
    assert program.ended == {"type": "websocket.disconnect", "code": 1006}
    assert phone.tasks == phone.connections == set()


async def refused_by(program: Any) -> Response:
    phone = Phone(program)
    answer = await phone.connect()
    assert phone.line.is_closing()
    assert phone.tasks == set()
    return answer


async def test_a_close_instead_of_an_answer_is_a_403() -> None:
    ended: list[Any] = []

    async def program(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.close", "code": 1008})
        ended.extend([await receive(), await receive()])

    answer = await refused_by(program)
    assert (answer.status_code, answer.body) == (403, b"")
    assert [event["type"] for event in ended] == ["websocket.connect", "websocket.disconnect"]


async def test_a_program_may_refuse_with_an_answer_of_its_own() -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"retry-after", b"5")]
        await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": b"{", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"}"})

    answer = await refused_by(program)
    assert (answer.status_code, answer.body, answer.headers["Retry-After"]) == (429, b"{}", "5")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Length"] == "2"
    assert answer.headers["Connection"] == "close"


async def test_a_program_that_fails_or_says_nothing_is_a_500(caplog: pytest.LogCaptureFixture) -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return

    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError

    assert (await refused_by(silent)).status_code == 500
    assert not caplog.records
    assert (await refused_by(failing)).status_code == 500
    assert [record.message for record in caplog.records] == ["Exception in ASGI application"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "websocket.send", "text": "messages go through the transport"},
        {"type": "websocket.accept"},
        {"type": "websocket.http.response.start", "status": 403},
        {"type": "websocket.http.response.body", "body": b""},
    ],
)
async def test_an_event_that_the_application_may_not_send_is_its_error(event: Any) -> None:
    errors = []

    async def program(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        try:
            await send(event)
        except RuntimeError as error:
            errors.append(error)

    assert (await Phone(program).connect()).status_code == 101
    assert len(errors) == 1


async def test_before_its_answer_a_program_may_say_no_message() -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        with pytest.raises(RuntimeError):
            await send({"type": "websocket.send", "text": "early"})
        await send({"type": "websocket.close"})

    assert (await refused_by(program)).status_code == 403


async def test_a_program_that_answers_a_phone_that_has_gone_is_told_so() -> None:
    lost: list[Disconnected] = []

    async def program(scope: Any, receive: Any, send: Any) -> None:
        phone.lose()
        try:
            await send({"type": "websocket.accept"})
        except Disconnected as error:
            lost.append(error)
            raise

    phone = Phone(program)
    phone.server.data_received(phone.request())
    await turns()
    assert len(lost) == 1
    assert phone.line.written == []


async def test_a_program_that_closes_an_open_socket_closes_it_by_its_code() -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4000})

    phone = Phone(program)
    phone.server.data_received(phone.request())
    await turns()
    phone.events()
    assert phone.conn.close_rcvd is not None
    assert phone.conn.close_rcvd.code == 4000
    phone.lose()


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Sec_WebSocket_Version": "12"}, 400), ({"Upgrade": "h2c"}, 426), ({"Sec_WebSocket_Key": "abc"}, 400)],
)
async def test_a_request_that_is_none_never_reaches_a_program(headers: dict[str, str], status: int) -> None:
    program = Program()
    phone = Phone(program)
    phone.server.data_received(phone.request(**headers))
    await turns()
    [answer] = phone.events()
    assert answer.status_code == status
    assert phone.line.is_closing()
    assert program.scope is None


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\nX: " + b"y" * 10_000 + b"\r\n\r\n", b"nothing of the kind\r\n"])
async def test_a_request_that_cannot_be_read_is_cut_off(sent: bytes) -> None:
    phone = Phone(Program())
    phone.server.data_received(sent)
    assert phone.line.aborted
    assert phone.line.written == []


async def test_a_server_that_stops_answers_with_500_who_has_no_answer_yet() -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        assert await receive() == {"type": "websocket.connect"}
        ended.append(await receive())

    ended: list[Any] = []
    phone = Phone(program)
    phone.server.data_received(phone.request())
    await turns()
    phone.server.shutdown()
    await turns()
    [answer] = phone.events()
    assert answer.status_code == 500
    assert phone.line.is_closing()
    assert [event["type"] for event in ended] == ["websocket.disconnect"]
