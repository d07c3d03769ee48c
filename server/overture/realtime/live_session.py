"""What the hub keeps for each session that this process has sockets for, and one seat's view made ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from overture.core.commands import Command
from overture.core.session import Newcomer, Session, Viewer, moved_away, viewer_of
from overture.core.transitions import Refused
from overture.core.view import View, encoded, view_for
from overture.realtime import frames
from overture.realtime.socket import Socket
from overture.store.sessions import Changed, Stored

Draw = Callable[[View, str], bytes]
"""A view as a fragment, in a language: a JSON string."""


class Shown(Struct):
    """One viewer's view of a state, ready to be sent: its number, as JSON, and what it names."""

    session: Session
    viewer: Viewer
    edition: int
    body: bytes
    named: frozenset[str]
    html: dict[str, bytes] = {}
    """As JSON text, in each language that it was asked for in."""

    def fragment(self, draw: Draw, language: str) -> bytes | None:
        """What a phone shows of it, made once for each language. A newcomer's phone draws by itself."""
        if isinstance(self.viewer, Newcomer):
            return None
        if language not in self.html:
            self.html[language] = draw(view_for(self.session, self.viewer), language)
        return self.html[language]


class Turn(Struct, frozen=True):
    """A command that waits to be done, or is being done. `then` is called once it has been answered."""

    socket: Socket
    command: Command
    then: Callable[[], None]

    def answer(self, result: Changed | Refused) -> None:
        socket = self.socket
        socket.answering = False
        if isinstance(result, Refused):
            if result.code == "away":
                # It may have been shown a view since it was told so: only who was told gets a view when the engine is
                # back.
                socket.say_away()
            socket.refuse(self.command.id, result.code)
        else:
            socket.say(frames.ack(self.command.id))
        if socket.farewell is not None:
            socket.dismiss(socket.farewell)
        self.then()


@dataclass(slots=True)
class Room:
    """A session that this process has sockets for."""

    id: str
    sockets: dict[Socket, None] = field(default_factory=dict)
    """In the order in which they came, which is that in which they are shown what follows."""
    stored: Stored | None = None
    reading: bool = False
    again: bool = False
    doing: list[Turn] = field(default_factory=list)
    """The commands that are being done, as one change: another at the same time would be decided on the same state, and
    then again."""
    turns: list[Turn] = field(default_factory=list)
    """Those that wait for the next."""


def answer_all(turns: Iterable[Turn], result: Changed | Refused) -> None:
    for turn in turns:
        turn.answer(result)


def prepare(session: Session, viewer: Viewer) -> Shown:
    return Shown(session, viewer, *encoded(session, viewer))


def recognise(socket: Socket, session: Session) -> Viewer | Refused:
    """Whom this socket speaks for now, or the code with which it is sent away."""
    viewer = viewer_of(session, socket.token)
    if isinstance(socket.viewer, Newcomer) and viewer is socket.viewer.seat:
        # It has claimed the seat and seen nothing of it: its next view is like a first one, which carries no box.
        socket.viewer, socket.shown, socket.greeted = viewer, None, False
    if viewer is not None and socket.viewer in (None, viewer):
        return viewer
    if moved_away(session, socket.token):
        return Refused("moved")
    return Refused("gone" if socket.viewer is None else "rejected")


def take(room: Room, read: Stored, before: Stored | None) -> None:
    """Remember what was read, unless a newer state came in while it was being read.

    What was known before the reading began gives way even to a lower version: an engine that was restored from older
    data has another past, and that is now the truth.
    """
    known = room.stored
    if known is not None and known is not before and read.session.v <= known.session.v:
        return
    if known is not None and read.session.v <= known.session.v and read.tag != known.tag:
        # The numbers of another past say nothing about what these sockets were shown.
        for socket in room.sockets:
            socket.shown = None
    room.stored = read
