"""A hub inside the test, with a real engine: requests and sockets are handed to the application without a network."""

import asyncio
import base64
import contextlib
import json
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette

from overture.core import encoding, transitions
from overture.questions.model import load_folder
from overture.realtime.transport import TRANSPORT, HandOver, Receive
from overture.settings import OWN_QUESTIONS, Rate, Settings
from overture.web.app import create_app

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
JSON = "overture.json.1"
HTML = "overture.html.1"
OFTEN = Rate(100_000, 60)
SHARED_IDS = {section.id: section.ids for each in load_folder(OWN_QUESTIONS).values() for section in each.sections}


class Clock:
    """Seconds since the epoch, as far ahead of the real ones as the test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Phone:
    """One socket from the phone's side."""

    app: Starlette
    scope: dict[str, Any]
    incoming: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    outgoing: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None
    view: Any = None
    first: Any = None
    number: int = 0
    takes: asyncio.Event = field(default_factory=asyncio.Event)
    receive: Receive | None = None
    untaken: list[bytes] = field(default_factory=list)
    read_on: list[bool] = field(default_factory=list)
    """How often the hub has held the connection (False), and read on (True)."""
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the hub has nothing of this phone to handle."""
    hand_overs: list[HandOver] = field(default_factory=list)
    """What comes of each try to hand it over; without any it is served here."""

    async def connect(self) -> dict[str, Any]:
        """The first thing that the hub says to the connection itself."""
        self.takes.set()
        self.scope["extensions"][TRANSPORT] = self.Transport(self)
        self.task = asyncio.create_task(self.app(self.scope, self.incoming.get, self._send))
        self.incoming.put_nowait({"type": "websocket.connect"})
        return await self.event()

    async def _send(self, message: Any) -> None:
        await self.takes.wait()
        self.outgoing.put_nowait(message)

    class Transport:
        """As `protocols.Sockets` is one; what is sent to a phone that reads nothing piles up."""

        def __init__(self, phone: "Phone") -> None:
            self.phone = phone

        def start(self, receive: Receive) -> None:
            self.phone.receive = receive

        def pause_reading(self) -> None:
            if self.phone.read_on[-1:] != [False]:
                self.phone.read_on.append(False)

        def resume_reading(self) -> None:
            self.phone.idle.set()
            if self.phone.read_on[-1:] == [False]:
                self.phone.read_on.append(True)

        def hand_over(self, _session_id: str, _hello: str) -> HandOver:
            return self.phone.hand_overs.pop(0) if self.phone.hand_overs else HandOver.LOCAL

        def send_text(self, text: bytes) -> None:
            if self.phone.takes.is_set():
                self.phone.outgoing.put_nowait({"type": "websocket.send", "text": text.decode()})
            else:
                self.phone.untaken.append(text)

        def get_write_buffer_size(self) -> int:
            return sum(map(len, self.phone.untaken))

        def close(self, code: int) -> None:
            self.phone.outgoing.put_nowait({"type": "websocket.close", "code": code})

    def take(self) -> None:
        """Take what has piled up, and whatever comes."""
        self.takes.set()
        for text in self.untaken:
            self.outgoing.put_nowait({"type": "websocket.send", "text": text.decode()})
        self.untaken.clear()

    async def event(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.outgoing.get(), 10)

    async def next(self) -> Any:
        """The next message, as an object; for a close, {"close": code}."""
        event = await self.event()
        if event["type"] == "websocket.close":
            return {"close": event["code"]}
        said = json.loads(event["text"])
        if "view" in said:
            self.view = said["view"]
        return said

    async def until(self, key: str) -> Any:
        """The next message that has `key`; views on the way are remembered."""
        while key not in (said := await self.next()):
            assert "close" not in said, f"closed with {said} while waiting for {key}"
        return said

    def say(self, what: Any) -> None:
        text = what if isinstance(what, str) else json.dumps(what)
        assert self.receive is not None
        self.idle.clear()
        self.receive(text)

    async def handled(self) -> None:
        """Wait until all that was said is done with; a message may be answered a turn of the loop before that."""
        await asyncio.wait_for(self.idle.wait(), 10)

    def say_bytes(self) -> None:
        """A binary message, of which a hub is not told more than that it came."""
        assert self.receive is not None
        self.receive(None)

    async def do(self, wish: str, **fields: Any) -> list[Any]:
        """Say a command; everything that is heard up to its answer."""
        self.number += 1
        self.say({"id": self.number, "do": wish, **fields})
        heard = []
        while True:
            heard.append(await self.next())
            if self.number in (heard[-1].get("ack"), heard[-1].get("refused")) or "close" in heard[-1]:
                return heard

    async def leave(self) -> None:
        self.takes.set()
        if self.task is not None:
            self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
            await asyncio.wait_for(self.task, 10)
            self.task = None


@dataclass
class World:
    """One process of a hub."""

    app: Starlette
    clock: Clock
    phones: list[Phone] = field(default_factory=list)

    async def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        client: str = "127.0.0.1",
    ) -> Answer:
        given = {"host": HOST, **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items() if value],
            "client": (client, 50000),
            "server": ("127.0.0.1", 8000),
        }
        said: list[Any] = []
        pending = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return pending.pop() if pending else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            said.append(message)

        try:
            await self.app(scope, receive, send)
        except RuntimeError:
            # A fault is answered first and then raised, so that the server can log it.
            if not said:
                raise
        start = said[0]
        return Answer(
            start["status"],
            {name.decode(): value.decode() for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in said[1:]),
        )

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.request("GET", path, headers=headers)

    async def post(self, path: str, value: Any, client: str = "127.0.0.1", **headers: str) -> Answer:
        given = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.request("POST", path, json.dumps(value).encode(), given, client)

    async def start(self) -> Any:
        """A new conversation, as A's phone is told of it."""
        qhash = (await self.get("/questions")).json[0]["qhash"]
        answer = await self.post("/start", {"qhash": qhash, "hours": 24})
        assert answer.status == 201, answer
        return answer.json

    async def join(self, locator: str) -> Any:
        answer = await self.post(f"/join/{locator}", {})
        assert answer.status == 201, answer
        return answer.json

    def phone(self, subprotocol: str | None = JSON, **headers: str) -> Phone:
        """A socket that is not connected yet."""
        given = {"host": HOST, **headers}
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": "/live",
            "raw_path": b"/live",
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items() if value],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
            "subprotocols": [] if subprotocol is None else [subprotocol],
            "extensions": {"websocket.http.response": {}},
        }
        made = Phone(self.app, scope)
        self.phones.append(made)
        return made

    async def enter(self, seat: Any, subprotocol: str = JSON, **more: str) -> Phone:
        """A phone that has said its hello, with `more` in it, and seen its first view."""
        phone = self.phone(subprotocol, **({"origin": ORIGIN} if subprotocol == HTML else {}))
        accepted = await phone.connect()
        assert accepted["type"] == "websocket.accept", accepted
        phone.say({"hello": {"id": seat["id"], "token": seat["token"], **more}})
        phone.first = await phone.next()
        assert "view" in phone.first
        return phone

    async def pair(self) -> tuple[Any, Any]:
        """Both seats, confirmed and ready. What stands in the pairing messages is nothing to the hub."""
        a = await self.start()
        b = await self.join(a["locator"])
        mia, sam = await self.enter(a), await self.enter(b)
        m2 = os.urandom(200)
        for phone, wish, fields in (
            (mia, "offer", {"m1": b64(os.urandom(100))}),
            (sam, "reply", {"m2": b64(m2)}),
            (mia, "answer", {"m2": encoding.digest(m2), "m3": b64(os.urandom(64))}),
            (sam, "confirm", {}),
            (mia, "ready", {}),
            (sam, "ready", {}),
        ):
            assert "ack" in (await phone.do(wish, **fields))[-1]
        await mia.leave()
        await sam.leave()
        return a, b


@contextlib.asynccontextmanager
async def world(url: str, clock: Clock | None = None, **settings: Any) -> AsyncIterator[World]:
    """A hub over the engine at `url`; limits are out of the way unless the test sets them."""
    chosen = replace(Settings(redis_url=url, rate_start=OFTEN, rate_join=OFTEN, rate_locator=OFTEN), **settings)
    made = World(create_app(chosen, clock := clock or Clock()), clock)
    async with made.app.router.lifespan_context(made.app):
        try:
            yield made
        finally:
            for phone in made.phones:
                await phone.leave()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def slot(view: Any, number: int = 0) -> dict[str, Any]:
    """What names the first round of a section in a command."""
    chapter = view["chapters"][0]
    return {"chapter": chapter["qhash"], "section": chapter["sections"][number]["id"], "round": 1}


def commit_box(view: Any, number: int = 0) -> bytes:
    """Random bytes of the size that a sealed answer has in this section."""
    section = view["chapters"][0]["sections"][number]
    return os.urandom(transitions.commit_box(section["pad"], SHARED_IDS.get(section["id"], 0)))


def release_box(view: Any, number: int = 0) -> bytes:
    """Random bytes of the size that a release has in this section."""
    return os.urandom(transitions.release_box(SHARED_IDS.get(view["chapters"][0]["sections"][number]["id"], 0)))
