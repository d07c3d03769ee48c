"""One session that this process has sockets for: one inbox, and one task that runs while there is anything in it.

The engine decides what is true. What is kept here of the session saves reading it, and is dropped with the last socket.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from overture.core import encoding
from overture.core.commands import Command, boxes_in
from overture.core.transitions import Refused
from overture.realtime.box_cache import BoxCache
from overture.realtime.broadcast import Render, deliver, plan
from overture.realtime.engine_watch import EngineWatch
from overture.realtime.frames import Greeting
from overture.realtime.socket import Socket
from overture.store.errors import StoreAway, StoreFull
from overture.store.sessions import Change, SessionStore, Stored, Submission


@dataclass(frozen=True, slots=True)
class Shared:
    """What all live sessions of a process share."""

    store: SessionStore
    boxes: BoxCache
    watch: EngineWatch
    render: Render
    build: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A command that waits for its answer. `answered` is done once the answer has been sent."""

    socket: Socket
    command: Command
    answered: "asyncio.Future[None]"

    def answer(self, outcome: Change | Refused) -> None:
        """Send the acknowledgement or the refusal."""
        if isinstance(outcome, Refused):
            if outcome.code == "away":
                # Recovery sends views to those only that were told of the failure, and one may have come since.
                self.socket.notify_away()
            self.socket.refuse(self.command.id, outcome.code)
        else:
            self.socket.acknowledge(self.command.id)
        if not self.answered.done():
            self.answered.set_result(None)


class LiveSession:
    """Applies commands in the order in which they came, and keeps every socket at the newest state."""

    def __init__(
        self, id: str, shared: Shared, run: Callable[["LiveSession"], None], end: Callable[["LiveSession"], None]
    ):
        """Create it without a socket.

        Args:
            id: the session's id.
            shared: what it has in common with the others.
            run: starts a task that awaits `work`.
            end: is called when the last socket was dismissed.
        """
        self.id = id
        self.sockets: dict[Socket, None] = {}
        """In the order in which they came, which is that in which they are sent what follows."""
        self.origin = secrets.token_hex(4).encode()
        """Marks the changes that are made here: they are shown when the engine answers, not when it publishes them."""
        self.stored: Stored | None = None
        """The newest state that is known."""
        self._shared = shared
        self._run = run
        self._end = end
        self._inbox: list[Pending] = []
        self._reload = False
        self._outdated = False
        self._working = False

    # What fills the inbox.

    def add(self, socket: Socket, stored: Stored | None) -> None:
        """Add a socket and send it its view; `stored` is the state that was read for it, None if the engine is away."""
        self.sockets[socket] = None
        if stored is None:
            return
        if self.stored is None or stored.session.v > self.stored.session.v:
            self.stored = stored
        elif stored.tag != self.stored.tag:
            # Either a change came in while it was being read, or the engine has gone back to older data.
            self._reload = True
        self._outdated = True
        self._wake()

    def reload(self) -> None:
        """Read the session anew: something may have changed unnoticed."""
        self._reload = True
        self._wake()

    def changed(self, stored: Stored | None) -> None:
        """Accept a state that another process has written; None if only the fact is known, or that it has ended."""
        if stored is None or self.stored is None or stored.session.v <= self.stored.session.v:
            self.reload()
        else:
            self.stored, self._outdated = stored, True
            self._wake()

    async def submit(self, socket: Socket, command: Command) -> None:
        """Carry out a command for a socket's seat, and return when it has been answered."""
        pending = Pending(socket, command, asyncio.get_running_loop().create_future())
        self._inbox.append(pending)
        self._wake()
        await pending.answered

    def _wake(self) -> None:
        if not self._working:
            self._working = True
            self._run(self)

    # The task.

    async def work(self) -> None:
        """Work until nothing is left to do. At most one task does."""
        try:
            while True:
                if self._reload:
                    await self._load()
                elif self._outdated:
                    self._dismiss(await self._broadcast())
                elif self._inbox:
                    await self._apply()
                else:
                    return
        except StoreAway as error:
            # What there is to see is sent when the engine is back.
            self._shared.watch.lost(error)
            self._refuse_all("away")
        finally:
            self._working = False
            self._refuse_all("away")

    async def _load(self) -> None:
        self._reload = False
        before = self.stored
        stored = await self._shared.store.load(self.id)
        self._shared.watch.found(self.id)
        if stored is None:
            self._close()
            return
        known = self.stored
        if known is not None and known is not before and stored.session.v <= known.session.v:
            # A newer state has come in while this one was being read.
            return
        if known is not None and stored.session.v <= known.session.v and stored.tag != known.tag:
            # An engine that was restored from older data has another past, whose numbers say nothing about ours.
            for socket in self.sockets:
                socket.edition = None
        self.stored, self._outdated = stored, True

    async def _broadcast(self) -> Sequence[tuple[Socket, str]]:
        """Bring every socket to the newest known state. Returns those that are to be dismissed, and why."""
        self._outdated = False
        if self.stored is None:
            return ()
        planned = plan(self.stored.session, self.sockets)
        cached = self._shared.boxes.get(self.id)
        missing = planned.boxes - cached.keys()
        boxes = dict(cached)
        if missing:
            try:
                read = await self._shared.store.boxes(self.id, missing)
            except StoreAway:
                self._outdated = True
                raise
            boxes |= {digest: encoding.encode(box) for digest, box in read.items()}
        greeting = Greeting(self._shared.build, self._shared.store.now())
        for delivery in planned.deliveries:
            deliver(delivery, boxes, self._shared.render, greeting)
        self._shared.boxes.discard(self.id, planned.boxes & cached.keys())
        return planned.dismissals

    def _dismiss(self, dismissals: Sequence[tuple[Socket, str]]) -> None:
        """Take these sockets out. One that waits for an answer gets it first."""
        for socket, code in dismissals:
            self.sockets.pop(socket, None)
            _answer([each for each in self._inbox if each.socket is socket], Refused("gone"))
            self._inbox = [each for each in self._inbox if each.socket is not socket]
            socket.dismiss(code)
        if dismissals and not self.sockets:
            self._end(self)

    async def _apply(self) -> None:
        """Apply the longest prefix of the inbox that is one change, send what follows from it, and answer."""
        if self._shared.watch.is_away(self.id):
            self._refuse_all("away")
            return
        submissions = [Submission(pending.socket.token, pending.command) for pending in self._inbox]
        outcome: Change | Refused
        try:
            count, outcome = await self._shared.store.apply_batch(self.id, submissions, self.stored, self.origin)
        except StoreFull:
            count, outcome = 1, Refused("full")
        done, self._inbox = self._inbox[:count], self._inbox[count:]
        if isinstance(outcome, Change):
            await self._accept(done, outcome)
        else:
            if outcome.code == "gone":
                self._reload = True
            _answer(done, outcome)

    async def _accept(self, done: Sequence[Pending], change: Change) -> None:
        if change.stored.session.ended:
            _answer(done, change)
            self._close()
            return
        if self.stored is None or change.stored.session.v > self.stored.session.v:
            self.stored = change.stored
        for pending in done:
            # A phone has the boxes that it has sent itself.
            pending.socket.named |= boxes_in(pending.command).keys()
        self._shared.boxes.add(self.id, change.boxes)
        dismissals: Sequence[tuple[Socket, str]] = ()
        try:
            dismissals = await self._broadcast()
        finally:
            _answer(done, change)
        self._dismiss(dismissals)

    def _refuse_all(self, code: str) -> None:
        refused, self._inbox = self._inbox, []
        _answer(refused, Refused(code))

    def _close(self) -> None:
        """The session has ended or expired."""
        self._refuse_all("gone")
        self._dismiss([(socket, "gone") for socket in self.sockets])


def _answer(pending: Sequence[Pending], outcome: Change | Refused) -> None:
    for each in pending:
        each.answer(outcome)
