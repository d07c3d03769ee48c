"""A participant whose every command, answer, view and opened round is written down."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import msgspec

from overture_partner.errors import Gone, Refused
from overture_partner.model.views import View
from overture_partner.net.hub_client import HubClient, Seat
from overture_partner.protocol.encoding import H32, base64url, from_base64url
from overture_partner.session.participant import Participant
from overture_partner.session.rounds_whole import SealRecord
from overture_partner.storage.records import MemoryStore, Store
from tests.faults.history import Answered, Event, Read, Said, Seen


class Record:
    """What both of one session do, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()
        self._acts: list[tuple[str, Callable[[], None]]] = []

    def on_said(self, do: str, act: Callable[[], None]) -> None:
        """`act` is called whenever a command of this kind is about to leave."""
        self._acts.append((do, act))

    def once_said(self, do: str, act: Callable[[], None]) -> None:
        """The same, for the next one only."""

        def once() -> None:
            self._acts.remove((do, once))
            act()

        self.on_said(do, once)

    def add(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, Said):
            for do, act in tuple(self._acts):
                if do == event.do:
                    act()
        self.stir()

    def stir(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        await self._changed.wait()


class Diary(MemoryStore):
    """The store of one participant; what it opens goes into the record of the session."""

    def __init__(self, record: Record, who: str) -> None:
        super().__init__()
        self.record = record
        self.who = who

    def insert(self, key: str, value: bytes) -> bytes:
        kept = super().insert(key, value)
        session, _, rest = key.partition("/")
        what, *place = rest.split("/")
        if what == "opened":
            section, number = place
            own = msgspec.msgpack.decode(self.records[f"{session}/seal/{section}/{number}"], type=SealRecord)
            theirs = msgspec.msgpack.decode(kept, type=bytes)
            self.record.add(Read(self.who, section, int(number), own.plaintext, theirs))
        return kept


class Recorded(Participant):
    """Made with a Diary for its store, like any participant."""

    def __init__(self, hub: HubClient, seat: Seat, store: Store) -> None:
        super().__init__(hub, seat, store)
        assert isinstance(store, Diary)
        self.record = store.record
        request, numbers, who, record = self.socket.request, itertools.count(1), seat.role, store.record

        async def recorded(do: str, **fields: Any) -> None:
            n = next(numbers)
            box = fields.get("box")
            record.add(Said(who, n, do, fields, None if box is None else base64url(H32(from_base64url(box)))))
            try:
                await request(do, **fields)
            except Gone:
                raise
            except Refused as refused:
                record.add(Answered(who, n, refused.code))
                raise
            record.add(Answered(who, n))

        self.socket.request = recorded  # type: ignore[method-assign]

    def on_view(self, view: View, boxes: dict[str, bytes]) -> None:
        super().on_view(view, boxes)
        self.record.add(Seen(self.role, view, frozenset(boxes)))

    def _notify(self) -> None:
        super()._notify()
        self.record.stir()
