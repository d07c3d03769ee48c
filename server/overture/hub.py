"""This process's sockets by session: when a session changes, each seat is shown its own view of it.

The hub keeps the newest state it knows of a session only while it has a socket for it, to save reading; the engine
decides. Sockets of the same seat get the same bytes, made once.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any

from overture import wire
from overture.commands import Command, Fetch
from overture.open_socket import GONE, Socket
from overture.room import Draw, Room, Shown, prepare, take
from overture.session import Seat, seat_of
from overture.store import Changed, Store, StoreAway, StoreFull, channel
from overture.subscription import Subscriptions
from overture.tasks import end
from overture.transitions import Refused

log = logging.getLogger(__name__)

HEARTBEAT = 0.5
"""Seconds between two looks whether the engine is there."""

RECENT = 1024
"""Bytes; larger boxes are read again when they are needed, so that an idle session keeps none."""


class Hub:
    """Call `start` in the loop that the sockets live in, `stop` at its end."""

    def __init__(self, store: Store, draw: Draw, build: str) -> None:
        self._store = store
        self._draw = draw
        self._build = build
        self._rooms: dict[str, Room] = {}
        self._listening = Subscriptions(store.engine, self._heard)
        self._tasks: set[asyncio.Task[None]] = set()
        self._mark = secrets.token_hex(4).encode()
        self.away = False

    def start(self) -> None:
        self._spawn(self._watch())

    async def stop(self) -> None:
        await end(self._tasks)
        await self._listening.close()

    async def enter(self, socket: Socket, id: str, token: bytes) -> None:
        """Show the socket its seat's view, now and after each change; a socket without a seat is told so and closed."""
        socket.id, socket.token = id, token
        room = self._rooms.get(id)
        before = None if room is None else room.stored
        try:
            stored = await self._store.load(id)
            self._is_there()
            if stored is None or seat_of(stored.session, token) is None:
                _dismiss(socket, "gone")
                return
            room = self._admit(socket)
            take(room, stored, before)
            await self._show(room, {})
        except StoreAway:
            self._admit(socket)
            self._say_away(socket)
            self._went_away()

    def leave(self, socket: Socket) -> None:
        """Forget the socket. What was said to it before still goes out."""
        room = self._rooms.get(socket.id)
        if room is None:
            return
        room.sockets.discard(socket)
        if not room.sockets:
            del self._rooms[socket.id]
            self._listening.remove(channel(socket.id))

    async def command(self, socket: Socket, command: Command) -> None:
        """Do what a phone wishes, and say so: the view that follows first, then the acknowledgement; or the refusal."""
        socket.answering = True
        result = await self._result(socket, command)
        if isinstance(result, Changed):
            # A phone has the boxes that it says itself.
            socket.named = socket.named.union(result.fresh)
            try:
                await self._accept(socket, result)
            except StoreAway:
                # It was accepted; what else there is to see is shown when the engine is back.
                self._went_away()
        socket.answering = False
        if isinstance(result, Refused) and result.code == "away":
            # It may have been shown a view since it was told so: only who was told gets a view when the engine is back.
            self._say_away(socket)
        if isinstance(result, Refused):
            socket.refuse(command.id, result.code)
        else:
            socket.say(wire.ack(command.id))
        if socket.farewell is not None:
            _dismiss(socket, socket.farewell)

    async def fetch(self, socket: Socket, wish: Fetch) -> None:
        """Say the bytes of a box that this seat's view names, or the refusal."""
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
            socket.say(wire.box(wish.id, wish.box, data))

    async def _result(self, socket: Socket, command: Command) -> Changed | Refused:
        room = self._rooms.get(socket.id)
        if room is None:
            return Refused("gone")
        async with room.turn:
            if self.away:
                return Refused("away")
            try:
                result = await self._store.command(socket.id, socket.token, command, room.stored, self._mark)
            except StoreAway:
                self._went_away()
                return Refused("away")
            except StoreFull:
                return Refused("full")
            if isinstance(result, Changed) and (room.stored is None or result.stored.session.v > room.stored.session.v):
                room.stored = result.stored
        if isinstance(result, Refused) and result.code == "gone":
            self._read(room)
        return result

    async def _accept(self, socket: Socket, changed: Changed) -> None:
        room = self._rooms.get(socket.id)
        if room is None:
            return
        if changed.stored.session.ended:
            self._end(room)
            return
        await self._show(room, changed.fresh)

    async def _show(self, room: Room, fresh: Mapping[str, bytes]) -> None:
        """Bring all sockets of the room to its newest known state. `fresh` holds boxes that are at hand."""
        at_hand = {**room.recent, **fresh}
        room.recent = fresh if sum(map(len, fresh.values())) <= RECENT else {}
        asked: set[str] = set()
        made: dict[tuple[bytes, Seat], Shown] = {}
        while missing := self._bring(room, at_hand, asked, made):
            at_hand.update(await self._store.boxes(room.id, missing))
            asked |= missing

    def _bring(
        self, room: Room, at_hand: Mapping[str, bytes], asked: set[str], made: dict[tuple[bytes, Seat], Shown]
    ) -> set[str]:
        """Show every socket that can be shown; the boxes that have to be read first for the others.

        `made` keeps each seat's view of each state, by the state's tag.
        """
        if room.stored is None:
            return set()
        session, tag = room.stored.session, room.stored.tag
        missing: set[str] = set()
        for socket in list(room.sockets):
            seat = seat_of(session, socket.token)
            if seat is None or socket.seat not in {None, seat}:
                self._drop(socket, "gone" if socket.seat is None else "rejected")
                continue
            if socket.shown == session.place(seat).edition:
                continue
            if (tag, seat) not in made:
                made[tag, seat] = prepare(session, seat)
            shown = made[tag, seat]
            new = shown.named - socket.named if socket.greeted else frozenset()
            absent = new.difference(at_hand, asked)
            if absent:
                missing |= absent
                continue
            carried = {digest: at_hand[digest] for digest in sorted(new) if digest in at_hand}
            self._say_view(socket, seat, shown, carried)
        return missing

    def _say_view(self, socket: Socket, seat: Seat, shown: Shown, carried: Mapping[str, bytes]) -> None:
        html = shown.fragment(self._draw, socket.language) if socket.html else None
        socket.say(wire.view(shown.body, carried, html, None if socket.greeted else self._build))
        socket.seat, socket.shown, socket.named = seat, shown.edition, shown.named
        socket.greeted, socket.away = True, False

    def _admit(self, socket: Socket) -> Room:
        room = self._rooms.get(socket.id)
        if room is None:
            room = self._rooms[socket.id] = Room(socket.id)
            self._listening.add(channel(socket.id))
        room.sockets.add(socket)
        return room

    def _drop(self, socket: Socket, code: str) -> None:
        """Take the seat from a socket. One whose command is under way hears the answer to it first."""
        self.leave(socket)
        socket.farewell = code
        if not socket.answering:
            _dismiss(socket, code)

    def _end(self, room: Room) -> None:
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
        self._spawn(self._show_told(room))

    async def _show_told(self, room: Room) -> None:
        try:
            await self._show(room, {})
        except StoreAway:
            self._went_away()

    def _read(self, room: Room) -> None:
        """Read a session anew. Changes that are heard of meanwhile make one more reading, not many."""
        if room.reading:
            room.again = True
            return
        room.reading = True
        self._spawn(self._read_and_show(room))

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
                await self._show(room, {})
                if not room.again:
                    return
        except StoreAway:
            self._went_away()
        finally:
            room.reading = False

    async def _watch(self) -> None:
        """Notices an engine that is away although nobody asks it for anything, and that it is back."""
        while True:
            try:
                await self._store.engine.ping()
            except StoreAway:
                self._went_away()
            else:
                self._is_there()
                self._end_expired()
            await asyncio.sleep(HEARTBEAT)

    def _went_away(self) -> None:
        if self.away:
            return
        self.away = True
        log.warning("the engine cannot be reached; nothing can be opened or changed until it is back")
        for socket in _all_sockets(self._rooms.values()):
            self._say_away(socket)

    def _is_there(self) -> None:
        """The engine has answered. If it was away, all that is shown is read anew."""
        if not self.away:
            return
        self.away = False
        log.warning("the engine is back")
        for room in self._rooms.values():
            self._read(room)

    def _say_away(self, socket: Socket) -> None:
        if not socket.away:
            socket.away, socket.shown = True, None
            socket.say(wire.AWAY)

    def _end_expired(self) -> None:
        now = self._store.now()
        for room in list(self._rooms.values()):
            if room.stored is not None and room.stored.session.expires <= now:
                self._read(room)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            if (error := task.exception()) is not None:
                log.error("a task of the hub failed: %s", type(error).__name__, exc_info=error)


def _all_sockets(rooms: Iterable[Room]) -> list[Socket]:
    return [socket for room in rooms for socket in room.sockets]


def _dismiss(socket: Socket, code: str) -> None:
    socket.say(wire.gone(code, socket.language))
    socket.close(GONE)
