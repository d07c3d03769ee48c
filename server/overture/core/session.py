"""The state of one session, as frozen data. Pure.

`rules` decides what a seat may do to it, `view` what a seat may see of it. The store keeps these structs as arrays, so
a field is only ever added at the end, with a default.
"""

import hmac
from collections.abc import Callable

import msgspec

from overture.core.chapter import Chapter, Section
from overture.core.seat import Moving, Newcomer, Seat, SeatState, State, Viewer

HOUR = 3600
MAX_LIFE = 144 * HOUR
"""Seconds that a session may live, prolonged or not: six days. Safari wipes a page's storage after seven unused."""

GUEST_PATIENCE = 30
"""Seconds after which a guest who has not sent a pairing message may be replaced by the next one to join."""


class Guest(State, frozen=True):
    """Someone who holds the code and is not confirmed yet.

    Args:
        token: SHA-256 of the guest's bearer token, 32 bytes.
        since: When the guest joined, in seconds since the epoch.
    """

    token: bytes
    since: int


class Pairing(State, frozen=True):
    """The pairing of seat B. It is removed once seat B is confirmed, and the locator with it.

    Args:
        locator: The first half of the code, four symbols.
        m1: Seat A's first message.
        guest: Who is joining.
        m2: The guest's reply.
        m3: Seat A's confirmation of that reply.

    Source: docs/protocol.md, "Pairing".
    """

    locator: str
    m1: bytes | None = None
    guest: Guest | None = None
    m2: bytes | None = None
    m3: bytes | None = None

    @property
    def stage(self) -> str:
        """How far the pairing has come: "empty", "joining", "replied" or "answered" (`transitions.PAIRING`)."""
        if self.guest is None:
            return "empty"
        if self.m2 is None:
            return "joining"
        return "replied" if self.m3 is None else "answered"


class Scene(State, frozen=True):
    """The scene of a session.

    Args:
        n: Number of the last scene that began, 0 for none.
        state: "none", "running" or "stopped".
        begin: The seat that is ready to begin the next scene; when both are, it begins.
        over: The seat that has said that this scene is over; when both have, it is.

    Source: docs/protocol.md, "The scene".
    """

    n: int = 0
    state: str = "none"
    begin: tuple[Seat, ...] = ()
    over: tuple[Seat, ...] = ()

    @property
    def stage(self) -> str:
        """How far it has come: "none", "asked", "running" or "stopped" (`transitions.SCENE`)."""
        return "asked" if self.state == "none" and self.begin else self.state

    @property
    def going_on(self) -> bool:
        """Whether there is a scene that is not over, running or stopped."""
        return self.state != "none"


class Session(State, frozen=True):
    """One conversation of two people.

    Args:
        id: Random id, 22 characters of base64url.
        v: How often the session has changed, from 1.
        created: When it began, in seconds since the epoch.
        expires: When it ends by itself, in seconds since the epoch.
        pairing: The pairing of seat B, until seat B is confirmed.
        a: The state of seat A.
        b: The state of seat B.
        chapters: The question sets, in the order in which they were added.
        scene: The scene.
        ended: Whether a seat has ended the session.
    """

    id: str
    v: int
    created: int
    expires: int
    pairing: Pairing | None
    a: SeatState
    b: SeatState
    chapters: tuple[Chapter, ...]
    scene: Scene = Scene()
    ended: bool = False

    def seat_state(self, seat: Seat) -> SeatState:
        """Return the state of one seat."""
        return self.a if seat is Seat.A else self.b

    def with_seat_state(self, seat: Seat, **changes: object) -> "Session":
        """Return the session with fields of one seat's state replaced."""
        changed = msgspec.structs.replace(self.seat_state(seat), **changes)
        if seat is Seat.A:
            return msgspec.structs.replace(self, a=changed)
        return msgspec.structs.replace(self, b=changed)

    @property
    def stage(self) -> str:
        """The stage of seat B: that of the pairing, or "confirmed"."""
        return "confirmed" if self.pairing is None else self.pairing.stage

    def occupied(self, seat: Seat) -> bool:
        """Return whether somebody holds the seat, be it a guest."""
        return seat is Seat.A or self.pairing is None or self.pairing.guest is not None

    @property
    def both_ready(self) -> bool:
        """Whether both seats have accepted the ground rules."""
        return self.a.ready and self.b.ready

    @property
    def paused(self) -> bool:
        """Whether either seat has called a pause."""
        return self.a.pause is not None or self.b.pause is not None

    def chapter(self, qhash: str) -> Chapter | None:
        """Return the chapter of a question set, or None if the session does not have it."""
        return next((chapter for chapter in self.chapters if chapter.qhash == qhash), None)

    def section(self, chapter: str, section: str) -> Section | None:
        """Return a section by the qhash of its chapter and its own id, or None if the session does not have it."""
        found = self.chapter(chapter)
        return None if found is None else next((each for each in found.sections if each.id == section), None)

    def with_chapter(self, qhash: str, change: Callable[[Chapter], Chapter]) -> "Session":
        """Return the session with one chapter changed."""
        chapters = tuple(change(each) if each.qhash == qhash else each for each in self.chapters)
        return msgspec.structs.replace(self, chapters=chapters)

    def with_section(self, chapter: str, section: str, change: Callable[[Section], Section]) -> "Session":
        """Return the session with one section changed."""
        return self.with_chapter(chapter, lambda each: each.with_section(section, change))


def new_session(*, session_id: str, a_token: bytes, locator: str, chapter: Chapter, now: int, life: int) -> Session:
    """Return a session with seat A taken and seat B empty.

    Args:
        session_id: Random id, 22 characters of base64url.
        a_token: SHA-256 of seat A's bearer token, 32 bytes.
        locator: The first half of the code, four symbols.
        chapter: The question set to begin with.
        now: Seconds since the epoch.
        life: Seconds until the session expires, cut to `MAX_LIFE`.
    """
    return Session(
        id=session_id,
        v=1,
        created=now,
        expires=now + min(life, MAX_LIFE),
        pairing=Pairing(locator),
        a=SeatState(token=a_token),
        b=SeatState(),
        chapters=(chapter,),
    )


def seat_of(session: Session, token: bytes) -> Seat | None:
    """Return the seat that a token opens.

    Compares in constant time: a token is a secret.

    Args:
        token: SHA-256 of the bearer token, 32 bytes.

    Returns:
        The seat, or None if the token opens none.
    """
    guest = session.pairing.guest if session.pairing is not None else None
    b_token = guest.token if guest is not None else session.b.token
    if session.a.token is not None and hmac.compare_digest(session.a.token, token):
        return Seat.A
    if b_token is not None and hmac.compare_digest(b_token, token):
        return Seat.B
    return None


def viewer_of(session: Session, token: bytes) -> Viewer | None:
    """Return for whom a token speaks.

    Args:
        token: SHA-256 of the bearer token, 32 bytes.

    Returns:
        A seat, a phone that has requested one, or None.
    """
    seat = seat_of(session, token)
    if seat is not None:
        return seat
    return next((Newcomer(seat) for seat in Seat if _requested_by(session.seat_state(seat).move, token)), None)


def _requested_by(move: Moving | None, token: bytes) -> bool:
    return move is not None and move.requester is not None and hmac.compare_digest(move.requester, token)


def moved_away(session: Session, token: bytes) -> bool:
    """Return whether a token opened a seat that has since moved to another phone.

    Args:
        token: SHA-256 of the bearer token, 32 bytes.
    """
    return any(hmac.compare_digest(former, token) for seat in Seat for former in session.seat_state(seat).former)
