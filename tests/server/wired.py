"""A hub inside the test, with a real engine: requests and sockets are handed to the application without a network."""

import asyncio
import base64
import contextlib
import json
import os
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette

from overture.core import encoding, transitions
from overture.questions.model import QuestionSet
from overture.setting_values import Rate
from overture.settings import Settings
from overture.web.app import create_app
from tests.server.own_sets import SETS
from tests.server.wired_phone import Phone

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
JSON = "overture.json.1"
HTML = "overture.html.1"
OFTEN = Rate(100_000, 60)
SHARED_IDS = {section.id: len(section.shared_ids) for each in SETS.values() for section in each.content.sections}


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
        phone.send({"hello": {"id": seat["id"], "token": seat["token"], **more}})
        phone.first = await phone.next()
        assert "view" in phone.first
        return phone

    async def pair(self) -> tuple[Any, Any]:
        """Both seats, confirmed and ready. What stands in the pairing messages is nothing to the hub."""
        a = await self.start()
        b = await self.join(a["locator"])
        mia, sam = await self.enter(a), await self.enter(b)
        m2 = os.urandom(200)
        for phone, name, fields in (
            (mia, "offer", {"m1": b64(os.urandom(100))}),
            (sam, "reply", {"m2": b64(m2)}),
            (mia, "answer", {"m2": encoding.digest(m2), "m3": b64(os.urandom(64))}),
            (sam, "confirm", {}),
            (mia, "ready", {}),
            (sam, "ready", {}),
        ):
            assert "ack" in (await phone.do(name, **fields))[-1]
        await mia.leave()
        await sam.leave()
        return a, b


@contextlib.asynccontextmanager
async def world(
    url: str, clock: Clock | None = None, question_sets: Iterable[QuestionSet] = tuple(SETS.values()), **settings: Any
) -> AsyncIterator[World]:
    """A hub over the engine at `url`; limits are out of the way unless the test sets them."""
    chosen = replace(Settings(redis_url=url, rate_start=OFTEN, rate_join=OFTEN, rate_locator=OFTEN), **settings)
    made = World(create_app(chosen, question_sets, clock := clock or Clock()), clock)
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
