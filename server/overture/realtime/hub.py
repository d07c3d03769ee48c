"""This process's sockets by session: when a session changes, each seat is shown its own view of it.

The hub keeps the newest state it knows of a session only while it has a socket for it, to save reading; the engine
decides. What happens all the time happens in one go, without a task: a command is decided and sent to the engine, and
when the engine has answered, all are shown what follows.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from functools import partial

from overture.core import encoding
from overture.core.commands import Command, Fetch, boxes_in
from overture.core.transitions import Refused
from overture.realtime import frames
from overture.realtime.box_cache import AtHand
from overture.realtime.broadcast import Showing
from overture.realtime.live_session import Draw, Room, Turn, answer_all, recognise, take
from overture.realtime.socket import Socket
from overture.store.pipeline import Send
from overture.store.pubsub import Subscriptions
from overture.store.scripts import channel
from overture.store.sessions import Changed, Outcome, Store, StoreAway, StoreFull
from overture.tasks import Tasks

log = logging.getLogger(__name__)

HEARTBEAT = 0.5
"""Seconds between two looks whether the engine is there."""

Then = Callable[[], None]
"""What is to be called once a phone has been answered."""


class Hub:
    """Call `start` in the loop that the sockets live in, `stop` at its end."""

    def __init__(self, store: Store, draw: Draw, build: str) -> None:
        self._store = store
        self._at_hand = AtHand()
        self._showing = Showing(draw, build, self._at_hand, self._drop)
        self._rooms: dict[str, Room] = {}
        self._listening = Subscriptions(store.engine, self._heard)
        self._tasks = Tasks(log)
        self._mark = secrets.token_hex(4).encode()
        self.away = False

    def start(self) -> None:
        self._tasks.spawn(self._watch())

    async def stop(self) -> None:
        await self._tasks.end()
        await self._listening.close()

    def enter(self, socket: Socket, id: str, token: bytes, then: Then) -> None:
        """Show the socket its seat's view, now and after each change; a socket without a seat is told so and closed."""
        socket.id, socket.token = id, token
        self._tasks.spawn(self._enter(socket), then)

    def leave(self, socket: Socket) -> None:
        """Forget the socket. What was said to it before still goes out."""
        room = self._rooms.get(socket.id)
        if room is None:
            return
        room.sockets.pop(socket, None)
        if not room.sockets:
            del self._rooms[socket.id]
            self._at_hand.forget(socket.id)
            self._listening.remove(channel(socket.id))

    def command(self, socket: Socket, command: Command, then: Then) -> None:
        """Do what a phone wishes, and say so: the view that follows first, then the acknowledgement; or the refusal."""
        socket.answering = True
        room = self._rooms.get(socket.id)
        turn = Turn(socket, command, then)
        if room is None:
            turn.answer(Refused("gone"))
            return
        room.turns.append(turn)
        if not room.doing and len(room.turns) == 1:
            self._begin_soon(room)

    def fetch(self, socket: Socket, wish: Fetch, then: Then) -> None:
        """Say the bytes of a box that this seat's view names, or the refusal."""
        self._tasks.spawn(self._fetch(socket, wish), then)

    async def _enter(self, socket: Socket) -> None:
        room = self._rooms.get(socket.id)
        before = None if room is None else room.stored
        try:
            stored = await self._store.load(socket.id)
            self._is_there()
            if socket.closed:
                return
            known = None if stored is None else recognise(socket, stored.session)
            if stored is None or isinstance(known, Refused):
                socket.dismiss(known.code if isinstance(known, Refused) else "gone")
                return
            room = self._admit(socket)
            take(room, stored, before)
            await self._show(room)
        except StoreAway:
            if not socket.closed:
                self._admit(socket)
                socket.say_away()
            self._went_away()

    async def _fetch(self, socket: Socket, wish: Fetch) -> None:
        code, found = "not-found", {}
        if self.away:
            code = "away"
        elif wish.box in socket.named:
            try:
                found = await self._store.boxes(socket.id, [wish.box])
            except StoreAway:
                self._went_away()
                code = "away"
        data = found.get(wish.box)
        if data is None:
            socket.refuse(wish.id, code)
        else:
            socket.say(frames.box(wish.id, wish.box, data))

    def _begin_soon(self, room: Room) -> None:
        """What both phones say until the engine can be told is decided, kept and shown together."""
        self._store.before_next(room.id, partial(self._begin, room))

    def _begin(self, room: Room, send: Send | None) -> None:
        room.doing, room.turns = room.turns, []
        if self.away:
            self._done_with(room, Refused("away"))
            return
        wishes = [(turn.socket.token, turn.command) for turn in room.doing]
        count = 0
        if room.stored is not None and send is not None:
            count = self._store.at_once(send, room.stored, wishes, self._mark, partial(self._came_out, room))
        if count == 0:
            self._begin_first(room)
        else:
            room.doing, room.turns = room.doing[:count], room.doing[count:]

    def _begin_first(self, room: Room) -> None:
        """Take the long way with the first command; the others wait for it."""
        first, *others = room.doing
        room.doing, room.turns = [first], others + room.turns
        self._tasks.spawn(self._take_steps(room, first))

    def _came_out(self, room: Room, outcome: Outcome) -> None:
        if outcome is None:
            self._begin_first(room)
        elif isinstance(outcome, StoreAway):
            self._went_away()
            self._done_with(room, Refused("away"))
        else:
            self._done_with(room, outcome)

    async def _take_steps(self, room: Room, turn: Turn) -> None:
        """The long way: read, decide, write, and again if somebody else was faster."""
        result: Changed | Refused = Refused("away")
        try:
            result = await self._store.command(room.id, turn.socket.token, turn.command, room.stored, self._mark)
        except StoreAway:
            self._went_away()
        except StoreFull:
            result = Refused("full")
        finally:
            self._done_with(room, result)

    def _done_with(self, room: Room, result: Changed | Refused) -> None:
        if isinstance(result, Changed):
            self._accept(self._rooms.get(room.id, room), room.doing, result)
        else:
            if result.code == "gone":
                self._read(room)
            answer_all(room.doing, result)
        room.doing = []
        if room.turns:
            self._begin_soon(room)

    def _accept(self, room: Room, turns: list[Turn], changed: Changed) -> None:
        if changed.stored.session.ended:
            self._end(room)
            answer_all(turns, changed)
            return
        if room.stored is None or changed.stored.session.v > room.stored.session.v:
            room.stored = changed.stored
        if changed.fresh:
            for turn in turns:
                # A phone has the boxes that it says itself.
                turn.socket.named = turn.socket.named.union(boxes_in(turn.command))
            self._at_hand.keep(room.id, changed.fresh)
        if missing := self._showing.bring(room, {}):
            self._tasks.spawn(self._show(room, missing), partial(answer_all, turns, changed))
        else:
            answer_all(turns, changed)

    async def _show(self, room: Room, missing: set[str] | None = None) -> None:
        """Bring all sockets of the room to its newest known state; `missing`: boxes that are known to be needed."""
        read: dict[str, str] = {}
        asked: set[str] = set()
        try:
            while missing := missing or self._showing.bring(room, read, asked):
                found = await self._store.boxes(room.id, missing)
                read.update({digest: encoding.encode(box) for digest, box in found.items()})
                asked |= missing
                missing = None
        except StoreAway:
            # What there is to see is shown when the engine is back.
            self._went_away()

    def _admit(self, socket: Socket) -> Room:
        room = self._rooms.get(socket.id)
        if room is None:
            room = self._rooms[socket.id] = Room(socket.id)
            self._listening.add(channel(socket.id))
        room.sockets[socket] = None
        return room

    def _drop(self, socket: Socket, code: str) -> None:
        """Take the seat from a socket. One whose command is under way hears the answer to it first."""
        self.leave(socket)
        socket.farewell = code
        if not socket.answering:
            socket.dismiss(code)

    def _end(self, room: Room) -> None:
        self._at_hand.forget(room.id)
        for socket in list(room.sockets):
            self._drop(socket, "gone")

    def _heard(self, name: str, message: bytes | None) -> None:
        """The engine says how a session has changed, or (None) that it listens to it (again)."""
        room = self._rooms.get(name[len("overture:{") : -1])
        # What was changed by a phone at this very process is shown when the engine's answer to it comes.
        if room is None or (message is not None and message.startswith(self._mark)):
            return
        told = None if message is None or self.away else self._store.told(message)
        if told is None or room.stored is None or told.session.v <= room.stored.session.v:
            self._read(room)
            return
        room.stored = told
        if missing := self._showing.bring(room, {}):
            self._tasks.spawn(self._show(room, missing))

    def _read(self, room: Room) -> None:
        """Read a session anew. Changes that are heard of meanwhile make one more reading, not many."""
        if room.reading:
            room.again = True
            return
        room.reading = True
        self._tasks.spawn(self._read_and_show(room))

    async def _read_and_show(self, room: Room) -> None:
        try:
            while True:
                room.again = False
                before = room.stored
                stored = await self._store.load(room.id)
                self._is_there()
                if stored is None:
                    self._end(room)
                    return
                take(room, stored, before)
                await self._show(room)
                if not room.again:
                    return
        except StoreAway:
            self._went_away()
        finally:
            room.reading = False

    async def _watch(self) -> None:
        """Notices an engine that is away although nobody asks it for anything, and that it is back."""
        while True:
            began = time.monotonic()
            try:
                await self._store.engine.ping()
            except StoreAway:
                self._went_away()
            else:
                self._is_there()
                self._end_expired()
            # Less after an engine that was waited for already: it may be back.
            await asyncio.sleep(max(0.0, began + HEARTBEAT - time.monotonic()))

    def _went_away(self) -> None:
        if self.away:
            return
        self.away = True
        log.warning("the engine cannot be reached; nothing can be opened or changed until it is back")
        for room in self._rooms.values():
            for socket in room.sockets:
                socket.say_away()

    def _is_there(self) -> None:
        """The engine has answered. If it was away, all that is shown is read anew."""
        if not self.away:
            return
        self.away = False
        log.warning("the engine is back")
        for room in self._rooms.values():
            self._read(room)

    def _end_expired(self) -> None:
        now = self._store.now()
        for room in list(self._rooms.values()):
            if room.stored is not None and room.stored.session.expires <= now:
                self._read(room)
