"""The two seats of a session, and the state of one, as frozen data. Pure."""

from enum import StrEnum
from typing import NamedTuple

import msgspec


class Seat(StrEnum):
    """One of the two participants: A made the code, B joined with it."""

    A = "A"
    B = "B"

    @property
    def other(self) -> "Seat":
        """The partner's seat."""
        return Seat.B if self is Seat.A else Seat.A


class Newcomer(NamedTuple):
    """A phone that has requested a seat, which another phone of the same person still holds.

    Source: docs/protocol.md, "Moving to another phone".
    """

    seat: Seat


Viewer = Seat | Newcomer
"""For whom a token speaks, and who is shown a view."""


class State(msgspec.Struct, frozen=True, array_like=True, cache_hash=True):
    """Base of everything that is stored."""


class Pause(State, frozen=True):
    """A pause that one seat has called.

    Args:
        id: The id that the seat's phone gave it, 22 characters of base64url.
        later: Digest of a sealed box that says when that person would go on.
    """

    id: str
    later: str | None = None


class Moving(State, frozen=True):
    """The move of a seat to another phone, while it is under way.

    Args:
        id: The id that the old phone gave it, 22 characters of base64url.
        until: When the move expires, in seconds since the epoch.
        m1: The old phone's first message.
        requester: SHA-256 of the token of the new phone, which has requested the seat.
        m2: The new phone's reply.
        m3: The old phone's approval of that reply.
        box: Digest of the box with everything that is handed over.

    Source: docs/protocol.md, "Moving to another phone".
    """

    id: str
    until: int
    m1: bytes
    requester: bytes | None = None
    m2: bytes | None = None
    m3: bytes | None = None
    box: str | None = None

    @property
    def stage(self) -> str:
        """How far the move has come: "offered", "asked", "replied" or "approved" (`transitions.MOVING`)."""
        if self.requester is None:
            return "offered"
        if self.m2 is None:
            return "asked"
        return "replied" if self.m3 is None else "approved"


class Talk(State, frozen=True):
    """The newest talk of one seat: where it is among the points to talk through, and what it has marked.

    Args:
        n: Number of this talk among the seat's own, from 1.
        box: Digest of the sealed talk.

    Source: docs/protocol.md, "The talk".
    """

    n: int
    box: str


class SeatState(State, frozen=True):
    """Everything in a session that belongs to one seat.

    Args:
        token: SHA-256 of the seat's bearer token; seat B has none until it is confirmed.
        ready: Whether the seat has accepted the ground rules.
        pause: The pause that the seat has called and not lifted.
        lifted: Ids of its last pauses that were lifted.
        prolong: Until when the seat asks to prolong the session, in seconds since the epoch.
        edition: How often the seat's view has changed, from 1. Only changes that the seat may see are counted.
        move: The move to another phone that is under way.
        former: SHA-256 of the tokens of phones that the seat has moved away from. They open nothing; such a phone is
            only told that the seat has moved.
        talk: The seat's newest talk.
    """

    token: bytes | None = None
    ready: bool = False
    pause: Pause | None = None
    lifted: tuple[str, ...] = ()
    prolong: int | None = None
    edition: int = 1
    move: Moving | None = None
    former: tuple[bytes, ...] = ()
    talk: Talk | None = None
