"""One phone's socket without a network: what the hub's tests send over it, and what they receive."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette

from overture.realtime.transport import TRANSPORT, HandOver, Receive


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
        """As `protocols.WebSocketProtocol` is one; what is sent to a phone that reads nothing piles up."""

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

    def send(self, what: Any) -> None:
        text = what if isinstance(what, str) else json.dumps(what)
        assert self.receive is not None
        self.idle.clear()
        self.receive(text)

    async def handled(self) -> None:
        """Wait until all that was said is done with; a message may be answered a turn of the loop before that."""
        await asyncio.wait_for(self.idle.wait(), 10)

    def send_bytes(self) -> None:
        """A binary message, of which a hub is not told more than that it came."""
        assert self.receive is not None
        self.receive(None)

    async def do(self, name: str, **fields: Any) -> list[Any]:
        """Say a command; everything that is heard up to its answer."""
        self.number += 1
        self.send({"id": self.number, "do": name, **fields})
        received = []
        while True:
            received.append(await self.next())
            if self.number in (received[-1].get("ack"), received[-1].get("refused")) or "close" in received[-1]:
                return received

    async def leave(self) -> None:
        self.takes.set()
        if self.task is not None:
            self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
            await asyncio.wait_for(self.task, 10)
            self.task = None
