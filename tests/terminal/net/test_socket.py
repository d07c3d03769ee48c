"""The socket of one seat, against hubs that go by a script; and addresses."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Response

from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.model.views import View
from overture_partner.net.hub_client import HubClient, Seat, parse_address
from overture_partner.net.socket import SUBPROTOCOL, HubSocket, Link
from overture_partner.protocol.encoding import H32, base64url
from tests.faults.links import tls_server

Script = Callable[[ServerConnection], Awaitable[None]]


class RecordingListener:
    """Keeps what the wire tells."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.boxes: dict[str, bytes] = {}
        self.connected = asyncio.Event()

    def on_view(self, _view: View, boxes: dict[str, bytes]) -> None:
        self.boxes.update(boxes)
        self.connected.set()

    def on_time(self, told: object) -> None:
        pass

    def on_link(self, link: Link) -> None:
        self.links.append(link)


VIEW = {
    "v": 1,
    "role": "A",
    "phase": "talking",
    "pairing": None,
    "ready": {"me": True, "both": True},
    "paused": {"me": None, "them": False, "later": None},
    "expires": 0,
    "prolong": {"me": None, "them": None},
    "scene": {"state": "none", "n": 0, "begin": {"me": False, "them": False}, "over": False},
    "chapters": [],
}


@asynccontextmanager
async def scripted(
    *scripts: Script, subprotocol: bool = True
) -> AsyncIterator[tuple[HubSocket, RecordingListener, "asyncio.Task[None]"]]:
    """A hub whose connections go by the scripts, one after another, the last one again and again."""
    calls = iter([*scripts, *[scripts[-1]] * 100])

    async def connection(socket: ServerConnection) -> None:
        assert json.loads(await socket.recv()) == {"hello": {"id": "session", "token": "secret"}}
        await next(calls)(socket)

    protocols = [SUBPROTOCOL] if subprotocol else None
    async with serve(connection, "127.0.0.1", 0, subprotocols=protocols) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        listener = RecordingListener()
        hub_socket = HubSocket(HubClient(f"http://127.0.0.1:{port}"), Seat("session", "A", "secret"), listener)
        running = asyncio.create_task(hub_socket.run())
        try:
            yield hub_socket, listener, running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def send(socket: ServerConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def view(socket: ServerConnection, **boxes: str) -> None:
    """A view that names these boxes."""
    notices = {"mine": [], "theirs": list(boxes)}
    chapters = [{"qhash": "", "notices": notices, "sections": []}]
    await send(socket, view=VIEW | {"chapters": chapters}, boxes=boxes)


async def receive(socket: ServerConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await socket.recv())
    return message


async def test_what_has_no_answer_is_said_again_and_a_pause_comes_first() -> None:
    received_all = asyncio.Event()

    async def breaks(socket: ServerConnection) -> None:
        await view(socket)
        for _ in range(2):
            await receive(socket)

    async def answers_all(socket: ServerConnection) -> None:
        await view(socket)
        commands = [await receive(socket) for _ in range(2)]
        assert [one["do"] for one in commands] == ["pause", "ready"]
        for one in commands:
            await send(socket, ack=one["id"])
        received_all.set()
        await socket.wait_closed()

    async with scripted(breaks, answers_all) as (hub_socket, _, _):
        await asyncio.gather(hub_socket.request("ready"), hub_socket.request("pause", pause="x"))
        assert received_all.is_set()


async def test_refused_for_being_early_or_without_store_is_said_again() -> None:
    async def script(socket: ServerConnection) -> None:
        await view(socket)
        await send(socket, refused=(await receive(socket))["id"], code="slow-down", message="")
        await send(socket, refused=(await receive(socket))["id"], code="away", message="")
        await view(socket)
        await send(socket, ack=(await receive(socket))["id"])
        await socket.wait_closed()

    async with scripted(script) as (hub_socket, listener, _):
        await hub_socket.request("ready")
        assert "away" in listener.links


async def test_a_refusal_is_told_with_its_code() -> None:
    async def script(socket: ServerConnection) -> None:
        await view(socket)
        await send(socket, refused=(await receive(socket))["id"], code="not-ready", message="both first")
        await socket.wait_closed()

    async with scripted(script) as (hub_socket, _, _):
        with pytest.raises(Refused) as refused:
            await hub_socket.request("commit")
        assert refused.value.code == "not-ready"


async def test_bytes_under_another_name_are_not_taken() -> None:
    genuine, altered = b"genuine", b"altered"
    name, other = (base64url(H32(box)) for box in (genuine, b"other"))

    async def script(socket: ServerConnection) -> None:
        await view(socket, **{name: base64url(genuine), other: base64url(altered)})
        await send(socket, ack=(await receive(socket))["id"], box=other, data=base64url(altered))
        await socket.wait_closed()

    async with scripted(script) as (hub_socket, listener, _):
        await listener.connected.wait()
        assert listener.boxes == {name: genuine}
        with pytest.raises(Refused, match="not-found"):
            await hub_socket.fetch(other)


@pytest.mark.parametrize(("code", "link"), [("gone", "gone"), ("rejected", "rejected"), ("anything", "gone")])
async def test_gone_is_for_good(code: str, link: Link) -> None:
    async def script(socket: ServerConnection) -> None:
        await send(socket, gone={"code": code, "message": ""})
        await socket.close(4404)

    async with scripted(script) as (hub_socket, listener, running):
        with pytest.raises(Gone):
            await hub_socket.request("ready")
        await running
        assert listener.links[-1] == link
        with pytest.raises(Gone):
            await hub_socket.request("ready")


@pytest.mark.parametrize("raw", ["no json", '{"view": {"v": "one"}}', "[]", '{"error": {"code": "x", "message": "y"}}'])
async def test_the_terminal_stops_at_an_address_that_is_no_hub(raw: str) -> None:
    async def script(socket: ServerConnection) -> None:
        await socket.send(raw)
        await socket.wait_closed()

    async with scripted(script) as (_, _, running):
        with pytest.raises(PartnerError, match="not-a-hub"):
            await running


async def test_a_socket_of_another_protocol_is_not_talked_to() -> None:
    async def script(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with scripted(script, subprotocol=False) as (_, _, running):
        with pytest.raises(PartnerError, match="not-a-hub"):
            await running


# Addresses


@pytest.mark.parametrize(
    ("typed", "base", "private"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("localhost:8000/j/HRWE", "http://localhost:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("overture.example", "https://overture.example", True),
        (" http://192.168.1.20:8000/ ", "http://192.168.1.20:8000", False),
        ("https://overture.example/s?x=1", "https://overture.example", True),
    ],
)
def test_addresses_as_people_type_them(typed: str, base: str, private: bool) -> None:
    hub = parse_address(typed)
    assert (hub.base_url, hub.is_private) == (base, private)
    assert hub.socket_url == base.replace("http", "ws", 1) + "/live"


@pytest.mark.parametrize("typed", ["", "ftp://host", "http://", "http://user:secret@host", "http://host:port"])
def test_an_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(PartnerError, match="bad-address"):
        parse_address(typed)


@pytest.fixture
def strangers(tmp_path: Path) -> ssl.SSLContext:
    """The context of a server whose certificate nobody has signed whom this machine knows."""
    return tls_server(tmp_path)[0]


async def never(_connection: ServerConnection) -> None:
    """The script of a hub that nobody gets through to."""


async def test_a_certificate_that_is_not_trusted_is_named_at_the_http_step(strangers: ssl.SSLContext) -> None:
    async with serve(never, "127.0.0.1", 0, ssl=strangers) as server:
        hub = HubClient(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(PartnerError) as failed:
            await hub.question_sets()
    assert failed.value.code == "untrusted"


async def test_a_certificate_that_is_not_trusted_is_named_at_the_socket(strangers: ssl.SSLContext) -> None:
    async with serve(never, "127.0.0.1", 0, ssl=strangers) as server:
        hub = HubClient(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with asyncio.timeout(10):
            with pytest.raises(PartnerError) as failed:
                await HubSocket(hub, Seat("session", "A", "secret"), RecordingListener()).run()
    assert failed.value.code == "untrusted"


STRANGE = [
    '{"x":' * 100_000 + "0" + "}" * 100_000,
    b'{"gone":{"code":"\xff"}}',
    "no json",
    '{"view": {"v": "one"}}',
    '{"error": {"code": "x", "message": "y"}}',
    '{"ack": 1, "box": "", "data": "no base64url"}',
]


@pytest.mark.parametrize("frame", STRANGE)
async def test_who_has_met_a_hub_comes_back_whatever_is_sent_in_between(frame: str | bytes) -> None:
    """A terminal keeps all in memory: whoever could end it would take the keys and everything that was opened."""

    async def strange(socket: ServerConnection) -> None:
        await view(socket)
        await receive(socket)
        await socket.send(frame)
        await socket.wait_closed()

    async def answers(socket: ServerConnection) -> None:
        await view(socket)
        box = (await receive(socket))["box"]
        await send(socket, ack=1, box=box, data=base64url(b"box"))
        await socket.wait_closed()

    async with scripted(strange, answers) as (hub_socket, _, _):
        async with asyncio.timeout(10):
            assert await hub_socket.fetch(base64url(H32(b"box"))) == b"box"


@pytest.mark.parametrize("status", [200, 302, 403, 404, 511])
async def test_the_page_of_a_network_in_between_ends_no_conversation(status: int) -> None:
    answers = iter([None, Response(status, "", Headers(Location="http://hotel.example/")), None])

    async def connection(socket: ServerConnection) -> None:
        await socket.recv()
        await view(socket)
        if next(done):
            await send(socket, ack=(await receive(socket))["id"])
            await socket.wait_closed()

    done = iter([False, True])
    async with serve(
        connection, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL], process_request=lambda *_: next(answers)
    ) as server:
        hub = HubClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        hub_socket = HubSocket(hub, Seat("session", "A", "secret"), RecordingListener())
        running = asyncio.create_task(hub_socket.run())
        try:
            async with asyncio.timeout(10):
                await hub_socket.request("pause", pause="x")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
