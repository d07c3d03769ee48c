"""Chapters, their sections and the rounds of those, as frozen data. Pure.

A chapter is one question set in a session; a section of it is answered and opened on its own, in rounds.
"""

from collections.abc import Callable

import msgspec

from overture.core.seat import Seat, State


class Slots(State, frozen=True):
    """Digests of the two boxes that one seat gives to a round. Each is written once."""

    commit: str | None = None
    release: str | None = None


class Round(State, frozen=True):
    """One asking of a section.

    Args:
        a: The boxes of seat A.
        b: The boxes of seat B.
        broken: The seat that reported that the round cannot be opened.

    Source: docs/protocol.md, "One asking of a section".
    """

    a: Slots = Slots()
    b: Slots = Slots()
    broken: Seat | None = None

    def of(self, seat: Seat) -> Slots:
        """Return the boxes of one seat."""
        return self.a if seat is Seat.A else self.b

    def with_slots(self, seat: Seat, slots: Slots) -> "Round":
        """Return the round with the boxes of one seat replaced."""
        if seat is Seat.A:
            return msgspec.structs.replace(self, a=slots)
        return msgspec.structs.replace(self, b=slots)

    @property
    def stage(self) -> str:
        """How far the round has come (`transitions.ROUND`)."""
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
    """One version of a section's note: who wrote it, and the digest of its box."""

    by: Seat
    box: str


class Settlement(State, frozen=True):
    """The newest word of one seat on a section's note: "that is what we said", or that taken back.

    Args:
        n: Number of this settlement among the seat's own, from 1.
        note: Digest of the note that it is about.
        yes: Whether it confirms the note.
        box: Digest of the sealed settlement.
    """

    n: int
    note: str
    yes: bool
    box: str


class Section(State, frozen=True, cache_hash=True):
    """One section of a question set: its rounds, and what follows from them.

    Args:
        id: Id of the section in the question set.
        reveal: "both" or "mutual".
        pad: Bytes that answers are padded to before they are sealed.
        rounds: Every round so far, at least one.
        notes: Every version of the note.
        settled_a: Seat A's settlement.
        settled_b: Seat B's settlement.
        again: The seats that ask for another round; when both do, it begins.
        ids: Shared ids of a mutual section, from which the sizes of its boxes follow; 0 for one that opens whole.
    """

    id: str
    reveal: str
    pad: int
    rounds: tuple[Round, ...] = (Round(),)
    notes: tuple[Note, ...] = ()
    settled_a: Settlement | None = None
    settled_b: Settlement | None = None
    again: tuple[Seat, ...] = ()
    ids: int = 0

    def settled(self, seat: Seat) -> Settlement | None:
        """Return the settlement of one seat."""
        return self.settled_a if seat is Seat.A else self.settled_b

    @property
    def round(self) -> Round:
        """The newest round."""
        return self.rounds[-1]

    @property
    def opened_once(self) -> bool:
        """Whether any round was opened, even if it was reported as broken afterwards."""
        return any(r.a.release and r.b.release for r in self.rounds)

    @property
    def agreed(self) -> bool:
        """Whether both seats have confirmed the newest note."""
        if not self.notes:
            return False
        newest = self.notes[-1].box
        return all(s is not None and s.yes and s.note == newest for s in (self.settled_a, self.settled_b))


class Chapter(State, frozen=True, cache_hash=True):
    """One question set in a session.

    Args:
        qhash: Digest of the set's document, 43 characters of base64url.
        sections: The sections that have a box, in the order of the set.
        notices_a: Digests of seat A's notices, oldest first.
        notices_b: Digests of seat B's notices.

    Source: docs/protocol.md, "Chapters".
    """

    qhash: str
    sections: tuple[Section, ...]
    notices_a: tuple[str, ...] = ()
    notices_b: tuple[str, ...] = ()

    def with_section(self, section: str, change: Callable[[Section], Section]) -> "Chapter":
        """Return the chapter with the section of this id changed."""
        sections = tuple(change(each) if each.id == section else each for each in self.sections)
        return msgspec.structs.replace(self, sections=sections)

    def notices(self, seat: Seat) -> tuple[str, ...]:
        """Return the digests of one seat's notices, oldest first."""
        return self.notices_a if seat is Seat.A else self.notices_b
