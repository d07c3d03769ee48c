"""The state of one session: frozen data, with everything that can be derived derived. Pure.

What a seat may do to it stands in `rules.py`, what a seat may see of it in `view.py`. The store keeps these structs as
arrays, so a field is only ever added at the end, with a default.
"""

import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import msgspec

HOUR = 3600
MAX_LIFE = 144 * HOUR
"""Seconds that a session may live, prolonged or not: six days. Safari wipes a page's storage after seven unused."""

GUEST_PATIENCE = 30
"""Seconds after which a guest who has not sent a pairing message may be replaced by the next one to join."""


class Seat(StrEnum):
    """One of the two places in a session: A made the code, B joined with it."""

    A = "A"
    B = "B"

    @property
    def other(self) -> "Seat":
        return Seat.B if self is Seat.A else Seat.A


class Newcomer(NamedTuple):
    """A phone that has asked for this seat, which another phone of the same person still holds."""

    seat: Seat


Viewer = Seat | Newcomer


class State(msgspec.Struct, frozen=True, array_like=True):
    """Base of everything that is stored."""


class Guest(State, frozen=True):
    """Someone who holds the code and is not confirmed yet."""

    token: bytes
    since: int


class Pairing(State, frozen=True):
    """The lobby. It is gone once seat B is confirmed, and the locator with it."""

    locator: str
    m1: bytes | None = None
    guest: Guest | None = None
    m2: bytes | None = None
    m3: bytes | None = None

    @property
    def stage(self) -> str:
        if self.guest is None:
            return "empty"
        if self.m2 is None:
            return "joining"
        return "replied" if self.m3 is None else "answered"


class Pause(State, frozen=True):
    id: str
    later: str | None = None


class Moving(State, frozen=True):
    """A seat on its way to another phone (docs/protocol.md, "Moving to another phone"). `asker` is the SHA-256 of the
    token of the phone that has asked, `box` the digest of what is handed over, `until` in seconds."""

    id: str
    until: int
    m1: bytes
    asker: bytes | None = None
    m2: bytes | None = None
    m3: bytes | None = None
    box: str | None = None

    @property
    def stage(self) -> str:
        if self.asker is None:
            return "offered"
        if self.m2 is None:
            return "asked"
        return "replied" if self.m3 is None else "approved"


class Place(State, frozen=True):
    """What belongs to one seat. `token` is the SHA-256 of the bearer token; seat B has none until confirmed."""

    token: bytes | None = None
    ready: bool = False
    pause: Pause | None = None
    lifted: tuple[str, ...] = ()
    prolong: int | None = None
    edition: int = 1
    """How often the view of this seat has changed. It counts only what the seat may see."""
    move: Moving | None = None
    former: tuple[bytes, ...] = ()
    """SHA-256 of the tokens of phones that the seat has moved away from: all they are good for is to be told so."""


class Slots(State, frozen=True):
    """Digests of the two boxes that one seat gives to a round. Write-once."""

    commit: str | None = None
    release: str | None = None


class Round(State, frozen=True):
    """One asking of a section."""

    a: Slots = Slots()
    b: Slots = Slots()
    broken: Seat | None = None
    """Who reported that it cannot be opened."""

    def of(self, seat: Seat) -> Slots:
        return self.a if seat is Seat.A else self.b

    def with_slots(self, seat: Seat, slots: Slots) -> "Round":
        if seat is Seat.A:
            return msgspec.structs.replace(self, a=slots)
        return msgspec.structs.replace(self, b=slots)

    @property
    def stage(self) -> str:
        if self.broken is not None:
            return "broken"
        if self.a.release and self.b.release:
            return "opened"
        if self.a.release or self.b.release:
            return "one-released"
        if self.a.commit and self.b.commit:
            return "both-sealed"
        return "one-sealed" if self.a.commit or self.b.commit else "unanswered"


class Note(State, frozen=True):
    by: Seat
    box: str


class Settlement(State, frozen=True):
    """The newest tap of one seat on a section's note: "that is what we said", or that taken back."""

    n: int
    note: str
    yes: bool
    box: str


class Section(State, frozen=True, cache_hash=True):
    id: str
    reveal: str
    pad: int
    rounds: tuple[Round, ...] = (Round(),)
    notes: tuple[Note, ...] = ()
    settled_a: Settlement | None = None
    settled_b: Settlement | None = None
    again: tuple[Seat, ...] = ()
    """Who wishes for the next round; two wishes open it."""
    ids: int = 0
    """How many shared ids a mutual section has, which is what its boxes' sizes follow from; 0 where it opens whole."""

    def settled(self, seat: Seat) -> Settlement | None:
        return self.settled_a if seat is Seat.A else self.settled_b

    @property
    def round(self) -> Round:
        return self.rounds[-1]

    @property
    def opened_once(self) -> bool:
        return any(r.a.release and r.b.release for r in self.rounds)

    @property
    def agreed(self) -> bool:
        if not self.notes:
            return False
        newest = self.notes[-1].box
        return all(s is not None and s.yes and s.note == newest for s in (self.settled_a, self.settled_b))


class Chapter(State, frozen=True):
    """One question set, named by the hash of its document."""

    qhash: str
    sections: tuple[Section, ...]
    notices_a: tuple[str, ...] = ()
    notices_b: tuple[str, ...] = ()

    def with_section(self, section: str, change: Callable[[Section], Section]) -> "Chapter":
        """The chapter with that one section changed; the others stay the same objects."""
        sections = list(self.sections)
        for n, each in enumerate(sections):
            if each.id == section:
                sections[n] = change(each)
        return msgspec.structs.replace(self, sections=tuple(sections))

    def notices(self, seat: Seat) -> tuple[str, ...]:
        return self.notices_a if seat is Seat.A else self.notices_b


class Session(State, frozen=True):
    """One conversation of two people. Times are whole seconds since the epoch."""

    id: str
    v: int
    created: int
    expires: int
    pairing: Pairing | None
    a: Place
    b: Place
    chapters: tuple[Chapter, ...]
    scene: bool = False
    scene_over: tuple[Seat, ...] = ()
    ended: bool = False

    def place(self, seat: Seat) -> Place:
        return self.a if seat is Seat.A else self.b

    def places(self, seat: Seat) -> tuple[Place, Place]:
        """This seat's own, and the other's."""
        return (self.a, self.b) if seat is Seat.A else (self.b, self.a)

    def with_place(self, seat: Seat, **changes: object) -> "Session":
        changed = msgspec.structs.replace(self.place(seat), **changes)
        if seat is Seat.A:
            return msgspec.structs.replace(self, a=changed)
        return msgspec.structs.replace(self, b=changed)

    @property
    def stage(self) -> str:
        """Where seat B stands: the pairing's stage, or "confirmed"."""
        return "confirmed" if self.pairing is None else self.pairing.stage

    def occupied(self, seat: Seat) -> bool:
        return seat is Seat.A or self.pairing is None or self.pairing.guest is not None

    @property
    def both_ready(self) -> bool:
        return self.a.ready and self.b.ready

    @property
    def paused(self) -> bool:
        return self.a.pause is not None or self.b.pause is not None

    def section(self, chapter: str, section: str) -> Section | None:
        for c in self.chapters:
            if c.qhash == chapter:
                for s in c.sections:
                    if s.id == section:
                        return s
        return None

    def with_section(self, chapter: str, section: str, change: Callable[[Section], Section]) -> "Session":
        """The session with that one section changed."""
        chapters = list(self.chapters)
        for n, each in enumerate(chapters):
            if each.qhash == chapter:
                chapters[n] = each.with_section(section, change)
        return msgspec.structs.replace(self, chapters=tuple(chapters))


def new_session(*, session_id: str, a_token: bytes, locator: str, chapter: Chapter, now: int, life: int) -> Session:
    """A session with seat A taken and seat B empty. `a_token` is the SHA-256 of A's token, `life` seconds."""
    return Session(
        id=session_id,
        v=1,
        created=now,
        expires=now + min(life, MAX_LIFE),
        pairing=Pairing(locator),
        a=Place(token=a_token),
        b=Place(),
        chapters=(chapter,),
    )


def seat_of(session: Session, token: bytes) -> Seat | None:
    """The seat that the SHA-256 of a token opens, or None. Compares in constant time: a token is a secret."""
    guest = session.pairing.guest if session.pairing is not None else None
    b_token = guest.token if guest is not None else session.b.token
    if session.a.token is not None and hmac.compare_digest(session.a.token, token):
        return Seat.A
    if b_token is not None and hmac.compare_digest(b_token, token):
        return Seat.B
    return None


def viewer_of(session: Session, token: bytes) -> Viewer | None:
    """Whom the SHA-256 of a token speaks for: a seat, a phone that has asked for one, or None."""
    seat = seat_of(session, token)
    return seat if seat is not None else next((Newcomer(s) for s in Seat if _asks(session.place(s).move, token)), None)


def _asks(move: Moving | None, token: bytes) -> bool:
    return move is not None and move.asker is not None and hmac.compare_digest(move.asker, token)


def moved_away(session: Session, token: bytes) -> bool:
    """Whether this was the token of a seat that has gone to another phone."""
    return any(hmac.compare_digest(former, token) for seat in Seat for former in session.place(seat).former)
