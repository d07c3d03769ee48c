"""Whoever sends without end, sends nothing, or reads nothing is hung up on. The hub's protocols, over a program."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from overture.process import read_deadline, uvicorn_adapter
from overture.process.worker import config_for
from overture.realtime.transport import TRANSPORT, Transport
from tests.support.hub import free_port
from tests.support.raw import PING, PONG, TEXT, Raw, frame

SOON = 0.3
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
PLENTY = 100
"""Messages of 64 KiB: more than any system takes in for who does not read."""


def much(transport: Transport, left: int) -> None:
    """Send so many messages, each once most of the one before is gone."""
    if transport.get_write_buffer_size() < 65_536:
        transport.send_text(b" " * 65_536)
        left -= 1
    if left > 0:
        asyncio.get_running_loop().call_later(0.001, much, transport, left)


class Served:
    """A program behind the hub's protocols, in a thread. `over` is set when the program's part has ended."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{free_port()}"

    async def program(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers a whole request with a little (/) or with much (/much), and any message on a socket with much."""
        try:
            while (await receive()).get("more_body", False):
                continue
            if scope["type"] == "websocket":
                await send({"type": "websocket.accept"})
                transport: Transport = scope["extensions"][TRANSPORT]
                transport.start(lambda _message: much(transport, PLENTY))
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            else:
                bodies = [b" " * 65_536] * PLENTY if scope["path"] == "/much" else []
                length = b"%d" % (sum(map(len, bodies)) + 2)
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
                for body in bodies:
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                await send({"type": "http.response.body", "body": b"ok"})
        except OSError:
            return
        finally:
            self.over.set()


@pytest.fixture
def served() -> Iterator[Served]:
    made, ready, stop = Served(), threading.Event(), threading.Event()

    async def program(scope: Any, receive: Any, send: Any) -> None:
        await made.program(scope, receive, send)

    config = config_for(program)
    config.lifespan, config.port = "off", int(made.url.rpartition(":")[2])

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

        async def on_tick(self, counter: int) -> bool:
            return stop.is_set() or await super().on_tick(counter)

        def capture_signals(self) -> Any:
            return threading.Lock()  # not the main thread, which alone hears signals

    def serve() -> None:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(Server(config).serve())

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    yield made
    stop.set()
    thread.join(10)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn_adapter, "REQUEST_WITHIN", SOON)
    monkeypatch.setattr(read_deadline, "READ_WITHIN", SOON)


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"G",
        HEAD,
        HEAD + b"X: y",
        HEAD + b"Content-Length: 9\r\n\r\nx",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nx",
        HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
        b"\r\n",
    ],
)
def test_a_request_that_does_not_come_is_not_waited_for(impatient: None, served: Served, begun: bytes) -> None:
    with Raw(served.url) as idle:
        idle.send(begun)
        assert idle.status() == 0


@pytest.mark.parametrize("begun", [HEAD, b"\r\n"])
def test_nor_is_the_one_after_it(impatient: None, served: Served, begun: bytes) -> None:
    with Raw(served.url) as idle:
        idle.send(HEAD + b"\r\n")
        assert idle.status() == 200
        idle.send(begun)
        idle.body()  # to the end of the connection


def test_a_head_without_end_is_refused_long_before_it_is_kept(served: Served) -> None:
    with Raw(served.url) as endless:
        endless.send(HEAD + b"X: " + b"y" * 66_000)
        assert endless.status() == 400
    with Raw(served.url) as endless:
        endless.send(HEAD + (b"X: " + b"y" * 1000 + b"\r\n") * 66)
        assert endless.status() == 400


def test_many_small_requests_on_one_connection_are_no_long_one(served: Served) -> None:
    with Raw(served.url) as page:
        for _ in range(100):
            page.send(HEAD + b"X: " + b"y" * 1000 + b"\r\n\r\n")
            assert page.status() == 200
            assert page.take(2) == b"ok"


@pytest.mark.parametrize("headers", [{f"X-{n}": "y" for n in range(200)}, {"X": "y" * 20_000}])
def test_a_handshake_with_too_much_in_its_head_is_ended(served: Served, headers: dict[str, str]) -> None:
    with Raw(served.url) as page:
        assert page.handshake(headers) == 0


def test_who_never_reads_an_answer_is_cut(impatient: None, served: Served) -> None:
    with Raw(served.url, receive_buffer=4096) as deaf:
        deaf.send(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        assert served.over.wait(10)


def test_who_never_reads_a_socket_is_cut(impatient: None, served: Served) -> None:
    with Raw(served.url, receive_buffer=4096) as deaf:
        assert deaf.handshake() == 101
        deaf.send_json({})
        assert served.over.wait(10)


def test_who_reads_slowly_is_not_cut(impatient: None, served: Served) -> None:
    with Raw(served.url, receive_buffer=4096) as slow:
        assert slow.handshake() == 101
        slow.send_json({})
        for _ in range(PLENTY):
            assert slow.frame().opcode == TEXT
        slow.send(frame(PING, b"x"))
        assert slow.frame() == (PONG, b"x")


def test_who_pings_without_end_and_reads_no_answer_is_cut(served: Served) -> None:
    with Raw(served.url, receive_buffer=4096) as deaf:
        assert deaf.handshake() == 101
        pings = frame(PING, bytes(125)) * 1000
        for _ in range(400):
            deaf.send(pings)
        assert served.over.wait(10)
