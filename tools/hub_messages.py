"""The messages that a hub sends on a socket, as frozen structs, for docs/protocol.schema.json.

The hub puts these messages together as text, for speed. A test compares the structs with what a hub sends.

Source: docs/protocol.md, "What the hub says" and "The view".
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from overture.core.commands import Count, Digest, Locator, MoveId, PauseId, SectionId

Bytes = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]*$", description="base64url without padding")]
Who = Literal["me", "them"]
Edition = Annotated[int, Meta(ge=0)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything that a hub sends."""


class Flags(Message, frozen=True):
    """Something that holds of each of the two, or does not."""

    me: bool
    them: bool


class Readiness(Message, frozen=True):
    """Who has accepted the ground rules."""

    me: bool
    both: bool


class Pairing(Message, frozen=True):
    """Pairing, while it is under way."""

    stage: Literal["empty", "joining", "replied", "answered"]
    locator: Locator
    m1: Bytes | None
    m2: Bytes | None
    m3: Bytes | None


class Paused(Message, frozen=True):
    """Who has paused."""

    me: PauseId | None
    them: bool
    later: Digest | None


class Until(Message, frozen=True):
    """Until when each asks to prolong the session, in seconds since 1970."""

    me: int | None
    them: int | None


class Scene(Message, frozen=True):
    """The scene."""

    state: Literal["none", "asked", "running", "stopped"]
    n: Edition
    begin: Flags
    over: bool


class OwnMove(Message, frozen=True):
    """The move of this seat to another phone."""

    id: MoveId
    until: int
    asked: bool
    m2: Bytes | None
    m3: Bytes | None


class Talk(Message, frozen=True):
    """The newest talk of one seat."""

    n: Count
    box: Digest


class Talks(Message, frozen=True):
    """The newest talk of each seat."""

    me: Talk | None
    them: Talk | None


class Boxes(Message, frozen=True):
    """The boxes of one seat in one round."""

    commit: Digest | None
    release: Digest | None


class Broken(Message, frozen=True):
    """Who has reported that a round cannot be opened."""

    by: Who
    after: bool


class Round(Message, frozen=True):
    """A round before the newest."""

    round: Count
    state: Literal["open", "sealed", "both-sealed", "opened", "broken"]
    mine: Boxes
    theirs: Boxes | UnsetType = UNSET
    broken: Broken | UnsetType = UNSET


class Note(Message, frozen=True):
    """The newest note of a section."""

    n: Count
    by: Who
    box: Digest
    before: Digest | None


class Settlement(Message, frozen=True):
    """The newest settlement of one seat."""

    n: Count
    note: Digest
    yes: bool
    box: Digest


class Settlements(Message, frozen=True):
    """The newest settlement of each seat."""

    me: Settlement | None
    them: Settlement | None


class Section(Round, frozen=True, kw_only=True):
    """A section and its newest round."""

    id: SectionId
    reveal: Literal["both", "mutual"]
    pad: Count
    note: Note | None
    settled: Settlements
    agreed: bool
    again: Flags
    earlier: tuple[Round, ...]


class Notices(Message, frozen=True):
    """The notices of each seat."""

    mine: tuple[Digest, ...]
    theirs: tuple[Digest, ...]


class Chapter(Message, frozen=True):
    """A question set of the session."""

    qhash: Digest
    notices: Notices
    sections: tuple[Section, ...]


class SeatView(Message, frozen=True):
    """What a seat may see."""

    v: Edition
    role: Literal["A", "B"]
    phase: Literal["pairing", "preparing", "talking"]
    pairing: Pairing | None
    ready: Readiness
    paused: Paused
    expires: int
    prolong: Until
    scene: Scene
    move: OwnMove | None
    talk: Talks
    chapters: tuple[Chapter, ...]


class Arrival(Message, frozen=True):
    """The messages of a move, for the new phone."""

    m1: Bytes
    m2: Bytes | None
    m3: Bytes | None
    box: Digest | None


class NewcomerView(Message, frozen=True):
    """What a phone may see that has asked for a seat."""

    v: Edition
    arriving: Arrival


class SeatState(Message, frozen=True):
    """A view, and the boxes that go with it."""

    view: SeatView
    boxes: dict[Digest, Bytes]
    build: str | UnsetType = UNSET
    now: int | UnsetType = UNSET
    html: str | UnsetType = UNSET


class NewcomerState(Message, frozen=True):
    """The view of a new phone, and the box that goes with it."""

    view: NewcomerView
    boxes: dict[Digest, Bytes]
    build: str | UnsetType = UNSET
    now: int | UnsetType = UNSET


class Acknowledgement(Message, frozen=True):
    """A command is done."""

    ack: Count


class Refusal(Message, frozen=True):
    """A command was refused."""

    refused: Count
    code: str
    message: str


class Box(Message, frozen=True):
    """The answer to a fetch."""

    box: Digest
    data: Bytes
    ack: Count


class Away(Message, frozen=True):
    """The store cannot be reached."""

    away: Literal[True]


class Reason(Message, frozen=True):
    """A code, and its sentence."""

    code: str
    message: str


class Gone(Message, frozen=True):
    """The last message to a socket without a seat."""

    gone: Reason


class Error(Message, frozen=True):
    """The answer to a message that could not be read and had no number."""

    error: Reason


SENT_BY_HUB = (SeatState, NewcomerState, Acknowledgement, Refusal, Box, Away, Gone, Error)
"""Every message."""
