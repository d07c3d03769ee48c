"""A phone whose session is at home at another worker goes there after its hello, or stays and misses nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.frames import Close, Frame, Opcode

from overture.process.handoff import Handoff, Opening
from overture.process.worker import WorkerServer
from overture.realtime import client
from overture.realtime.transport import TRANSPORT, HandOver
from overture.web.errors import ErrorResponse
from overture.web.live import JSON
from tests.server.process.test_handoff import AT_1, Wire
from tests.server.wired import ORIGIN, World, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine
from tests.support.waiting import eventually

PAUSE = {"id": 1, "do": "pause", "pause": "AAAAAAAAAAAAAAAAAAAAAA"}


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def said_hello(hub: World, *outcomes: HandOver) -> Phone:
    seat = await hub.start()
    phone = hub.phone()
    phone.hand_overs += outcomes
    await phone.connect()
    phone.send({"hello": {"id": seat["id"], "token": seat["token"]}})
    return phone


async def test_a_phone_that_was_handed_over_hears_nothing_more_from_this_worker(
    hub: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HAND_OVER_RETRIES", (0.0, 0.0))
    phone = await said_hello(hub, HandOver.RETRY, HandOver.RETRY, HandOver.DONE)
    await eventually(lambda: not phone.hand_overs)
    assert phone.read_on == [False]
    phone.send(PAUSE)
    await phone.leave()
    assert phone.outgoing.empty()


@pytest.mark.parametrize("outcomes", [[HandOver.LOCAL], [HandOver.RETRY, HandOver.LOCAL], [HandOver.RETRY] * 3])
async def test_a_phone_that_cannot_be_handed_over_is_served_here(
    hub: World, monkeypatch: pytest.MonkeyPatch, outcomes: list[HandOver]
) -> None:
    monkeypatch.setattr(client, "HAND_OVER_RETRIES", (0.0, 0.0))
    phone = await said_hello(hub, *outcomes)
    assert "view" in await phone.next()
    assert phone.hand_overs == []
    assert phone.read_on == ([] if outcomes == [HandOver.LOCAL] else [False, True])
    phone.send(PAUSE)
    assert [list(await phone.next()) for _ in range(2)] == [["view", "boxes"], ["ack"]]


async def test_a_phone_that_has_sent_more_than_its_hello_is_served_here_in_order(hub: World) -> None:
    phone = await said_hello(hub, HandOver.DONE)
    phone.send(PAUSE)
    assert [next(iter(await phone.next())) for _ in range(3)] == ["view", "view", "ack"]
    assert phone.hand_overs == [HandOver.DONE]
    assert phone.read_on[-1]


async def test_a_phone_that_disconnects_during_the_attempts_is_not_handed_over(hub: World) -> None:
    phone = await said_hello(hub, HandOver.RETRY, HandOver.DONE)
    await phone.leave()
    # What is called last of two that wait equally long was asked for last.
    waited = asyncio.Event()
    asyncio.get_running_loop().call_later(client.HAND_OVER_RETRIES[0], waited.set)
    await waited.wait()
    assert phone.hand_overs == [HandOver.DONE]


def request(**headers: str) -> bytes:
    given = {
        "Host": ORIGIN.partition("://")[2],
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": JSON,
        **headers,
    }
    return "".join(
        ["GET /live HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in given.items()), "\r\n"]
    ).encode()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


async def adopt(wire: Wire, program: Any) -> asyncio.BaseTransport:
    worker = serving(program)
    wire.here.setblocking(False)
    opening = Opening(request(), "hello \u00fc")
    transport, _ = await asyncio.get_running_loop().connect_accepted_socket(
        lambda: worker.server.adopted(opening), wire.here
    )
    return transport


def serving(program: Any, handoff: Handoff | None = None) -> WorkerServer:
    """A worker that has started, and listens at no port."""
    worker = WorkerServer(program, handoff)
    config = worker.server.config
    config.lifespan = "off"
    config.load()
    worker.server.lifespan, worker.server.servers = config.lifespan_class(config), []
    return worker


def listens(received: list[str | None]) -> Any:
    """A program that bids a phone welcome and listens to it."""

    async def program(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
        transport = scope["extensions"][TRANSPORT]
        assert transport.hand_over(AT_1, "hello") is HandOver.LOCAL
        transport.start(received.append)
        transport.send_text(b"welcome")
        await receive()

    return program


async def test_an_adopted_phone_gets_no_second_handshake_and_its_hello_is_handled(wire: Wire) -> None:
    received: list[str | None] = []
    transport = await adopt(wire, listens(received))
    assert await asyncio.to_thread(wire.phone.recv, 100) == b"\x81\x07welcome"
    assert received == ["hello \u00fc"]
    transport.close()


async def test_a_phone_that_is_handed_to_a_full_worker_is_disconnected(wire: Wire) -> None:
    async def program(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await ErrorResponse("slow-down")(scope, receive, send)

    await adopt(wire, program)
    assert await asyncio.to_thread(wire.phone.recv, 100) == b""


async def test_a_phone_on_its_way_to_a_stopping_worker_gets_1012_like_all_others(wire: Wire, tmp_path: Path) -> None:
    received: list[str | None] = []
    here, there = (Handoff(tmp_path / str(number), 2) for number in range(2))
    worker = serving(listens(received), there)
    there.open(worker.adopt)
    assert here.hand_over(AT_1, Opening(request(), "hello"), wire.here.fileno()) is HandOver.DONE
    wire.here.close()
    await worker.server.shutdown()
    assert received == ["hello"]
    assert wire.phone.recv(100) == b"\x81\x07welcome" + Frame(Opcode.CLOSE, Close(1012, "").serialize()).serialize(
        mask=False
    )
    here.close(worker.adopt)
