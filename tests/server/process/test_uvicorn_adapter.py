"""Names each undocumented member of uvicorn that the adapter relies on. If one fails, uvicorn was changed: read its new
sources beside `uvicorn_adapter.py`, and see whether stock uvicorn will do by now
(docs/decisions/0014-own-websocket-protocol.md).
"""

import asyncio
import inspect
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState
from websockets.frames import Opcode

from overture.process import uvicorn_adapter
from overture.process.handoff import Opening
from overture.process.protocols import WebSocketProtocol
from overture.process.uvicorn_adapter import HTTPProtocol, Server
from overture.process.worker import WorkerServer, config_for
from tests.server.process.line import Line, Phone, Program, frame, turns

GET = b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n"


def http(app: Any) -> tuple[HTTPProtocol, Line, ServerState]:
    """uvicorn's HTTP over `app`, made as its server makes it."""
    config = config_for(app)
    config.load()
    state, line = ServerState(), Line()
    made = config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]
    assert isinstance(made, HTTPProtocol), "Config(http=CLASS) is not used as it is"
    made.connection_made(line)
    line.set_protocol(made)
    return made, line, state


async def page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def test_the_settings_take_our_protocols_and_keep_what_they_are_given() -> None:
    config = config_for(page)
    config.load()
    assert config.http_protocol_class is HTTPProtocol, "Config(http=CLASS) is not used as it is"
    assert config.loaded_app is page, "Config.loaded_app is not the application any more"
    assert callable(config.ws_protocol_class), "Config(ws=CALLABLE) is not kept"


def test_the_state_of_a_server_holds_its_connections_and_tasks() -> None:
    state = ServerState()
    assert isinstance(state.connections, set), "ServerState.connections is no set, where shutdown() looks"
    assert isinstance(state.tasks, set), "ServerState.tasks is no set, which shutdown() waits for"


async def test_an_upgrade_is_given_to_our_protocol_with_its_whole_request() -> None:
    """`handle_websocket_upgrade`: it calls the class with three keywords, connects it, and passes the request on."""
    program = Program(subprotocol="json")
    made, line, state = http(program)
    phone = Phone(program)
    made.data_received(phone.request())
    await turns()
    protocol = line.get_protocol()
    assert isinstance(protocol, WebSocketProtocol), "an upgrade does not reach the class that was given as ws"
    assert list[Any](state.connections) == [protocol], "HTTP and WebSocket do not share ServerState.connections"
    assert program.scope["path"] == "/live now", "the bytes of the request are not what data_received() gets"
    protocol.data_received(frame(Opcode.TEXT, b"hello"))
    assert program.received == ["hello"]
    protocol.connection_lost(None)


async def test_a_request_ends_when_the_parser_says_so() -> None:
    """`on_message_complete` is httptools' callback, which uvicorn's class has to receive itself."""
    made, line, _ = http(page)
    waiting = [made._request_timer]
    made.data_received(GET)
    waiting.append(made._request_timer)
    assert [timer is None for timer in waiting] == [False, True], (
        "HttpToolsProtocol.on_message_complete() is not httptools' callback"
    )
    await turns()
    assert b"".join(line.written).endswith(b"\r\n\r\nok")
    made.connection_lost(None)


async def test_a_request_that_is_too_long_gets_its_answer_from_us() -> None:
    made, line, _ = http(page)
    made.data_received(GET[:-2] + b"X: " + b"y" * uvicorn_adapter.MAX_REQUEST)
    assert line.written == [uvicorn_adapter.TOO_LONG]
    head, _, body = uvicorn_adapter.TOO_LONG.partition(b"\r\n\r\n")
    assert b"content-length: %d\r\n" % len(body) in head
    assert line.is_closing()
    made.connection_lost(None)


async def test_no_name_of_ours_is_one_of_uvicorns() -> None:
    made, _, _ = http(page)
    config = config_for(page)
    config.load()
    theirs = set(vars(HttpToolsProtocol(config, ServerState(), {}))) | {
        name for kind in HttpToolsProtocol.__mro__ for name in vars(kind)
    }
    replaced = {"connection_made", "connection_lost", "data_received", "pause_writing", "resume_writing"}
    ours = {name for kind in (HTTPProtocol, *HTTPProtocol.__bases__[:1]) for name in vars(kind)}
    clash = {name for name in ours & theirs if not name.startswith("__")} - replaced - {"on_message_complete"}
    assert not clash, f"uvicorn has members of the same name now: {clash}"
    made.connection_lost(None)


@pytest.mark.parametrize("name", ["startup", "shutdown"])
def test_a_server_may_do_more_when_it_starts_and_stops(name: str) -> None:
    theirs, ours = getattr(uvicorn.Server, name), getattr(Server, name)
    assert inspect.iscoroutinefunction(theirs), f"uvicorn.Server.{name}() is gone"
    assert list(inspect.signature(theirs).parameters) == list(inspect.signature(ours).parameters), (
        f"uvicorn.Server.{name}() takes other arguments"
    )
    assert f"self.{name}(sockets=sockets)" in inspect.getsource(uvicorn.Server), f"serve() does not call {name}()"


async def test_a_server_has_what_an_adopted_connection_needs() -> None:
    worker = WorkerServer(Starlette(), None)
    config = worker.server.config
    config.load()
    worker.server.lifespan = config.lifespan_class(config)
    assert isinstance(worker.server.server_state, ServerState), "Server.server_state is gone"
    assert isinstance(worker.server.lifespan.state, dict), "Server.lifespan.state is gone"
    assert "should_exit" in vars(worker.server), "Server.should_exit is gone"
    adopted = worker.server.adopted(Opening(b"", ""))
    assert isinstance(adopted, WebSocketProtocol)
    worker.server.stop()
    assert worker.server.should_exit
    assert not asyncio.all_tasks() - {asyncio.current_task()}
