"""What the hub claims about a session, as frozen data. Digests are base64url texts.

The hub is not trusted: a view says what to look at next, never what is true. What matters is checked in the boxes.
Source: docs/protocol.md, "The view".
"""

from typing import Annotated, Literal

import msgspec

from overture_partner.protocol.pairing import Role

Stage = Literal["empty", "joining", "replied", "answered"]
SectionState = Literal["open", "sealed", "both-sealed", "opened", "broken"]


class _View(msgspec.Struct, frozen=True):
    """Ignores unknown keys, so that a newer hub can send more."""


class PairingView(_View, frozen=True):
    """The lobby, before both are paired: the stage, the public half of the code, and the messages in base64url."""

    stage: Stage
    locator: str
    m1: str | None = None
    m2: str | None = None
    m3: str | None = None


class Ready(_View, frozen=True):
    """Whether this seat has confirmed that it is ready, and whether both have."""

    me: bool = False
    both: bool = False


class Paused(_View, frozen=True):
    """Who has paused.

    `me` is the id of this seat's pause, `later` the digest of the box with the partner's time to look again.
    """

    me: str | None = None
    them: bool = False
    later: str | None = None


class Again(_View, frozen=True):
    """Who has requested the next round."""

    me: bool = False
    them: bool = False


class Prolong(_View, frozen=True):
    """Until when each has requested to keep the session, in seconds since 1970."""

    me: int | None = None
    them: int | None = None


class NumberedBox(_View, frozen=True):
    """A box that replaces those of lower numbers."""

    n: int
    box: str


class TalkBoxes(_View, frozen=True):
    """The newest talk of each seat."""

    me: NumberedBox | None = None
    them: NumberedBox | None = None


class Begin(_View, frozen=True):
    """Who is ready to begin the next scene."""

    me: bool = False
    them: bool = False


class Scene(_View, frozen=True):
    """The scene: its state, the number of the last one that began, who is ready to begin, whether it is over here."""

    state: Literal["none", "asked", "running", "stopped"] = "none"
    n: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 0
    begin: Begin = Begin()
    over: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether there is a scene that is not over, running or stopped."""
        return self.state in ("running", "stopped")


class Slots(_View, frozen=True):
    """The digests of the two boxes that one seat gives to a round."""

    commit: str | None = None
    release: str | None = None


class Broken(_View, frozen=True):
    """Who has reported a round as broken, and whether both releases were shown before."""

    by: Literal["me", "them"]
    after: bool


class NoteView(_View, frozen=True):
    """The newest note of a section: its number, its author, its box, and the box of the note before it."""

    n: int
    by: Literal["me", "them"]
    box: str
    before: str | None = None


class SettlementView(_View, frozen=True):
    """One seat's newest settlement: its number, the note it is about, whether the seat agrees, and its box."""

    n: int
    note: str
    yes: bool
    box: str


class Settled(_View, frozen=True):
    """The newest settlement of each seat."""

    me: SettlementView | None = None
    them: SettlementView | None = None


class RoundView(_View, frozen=True, kw_only=True):
    """One round of a section. `theirs` is there once one's own commit is."""

    round: int
    state: SectionState
    mine: Slots = Slots()
    theirs: Slots | None = None
    broken: Broken | None = None


class SectionView(RoundView, frozen=True, kw_only=True):
    """The newest round of a section, and what belongs to all of them."""

    id: str
    reveal: str
    pad: int
    note: NoteView | None = None
    settled: Settled = Settled()
    agreed: bool = False
    again: Again = Again()
    earlier: tuple[RoundView, ...] = ()


class Notices(_View, frozen=True):
    """The boxes of each seat's notices, oldest first."""

    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


class ChapterView(_View, frozen=True):
    """One chapter: its notices and its sections."""

    qhash: str
    notices: Notices = Notices()
    sections: tuple[SectionView, ...] = ()

    def section(self, section: str) -> SectionView | None:
        """Returns the section with this id, if the view has it."""
        return next((s for s in self.sections if s.id == section), None)


class View(_View, frozen=True):
    """Everything that a seat may see of its session.

    Attributes:
        v: The version of the session, which grows with each change.
        role: The seat that the view is for.
        phase: How far the session is.
        expires: When the hub deletes it, in seconds since 1970.
        chapters: Its chapters, the first one first.
        pairing: The lobby; None once both are paired.
        ready: Who is ready.
        paused: Who has paused.
        prolong: Who wants to keep it longer.
        scene: The scene.
        talk: The newest talk of each seat.
    """

    v: int
    role: Role
    phase: Literal["pairing", "preparing", "talking"]
    expires: int
    chapters: tuple[ChapterView, ...]
    pairing: PairingView | None = None
    ready: Ready = Ready()
    paused: Paused = Paused()
    prolong: Prolong = Prolong()
    scene: Scene = Scene()
    talk: TalkBoxes = TalkBoxes()

    def chapter(self, qhash: str) -> ChapterView | None:
        """Returns the chapter with this qhash, if the view has it."""
        return next((c for c in self.chapters if c.qhash == qhash), None)


class Frame(_View, frozen=True):
    """One message of the hub. Exactly one of view, ack, refused, gone, away and error is set.

    `now` comes with the first view of a connection: the hub's time in seconds since 1970.
    """

    view: View | None = None
    boxes: dict[str, str] = {}
    now: object = None
    ack: int | None = None
    refused: int | None = None
    code: str = ""
    message: str = ""
    box: str | None = None
    data: str | None = None
    gone: "Reason | None" = None
    away: bool = False
    error: "Reason | None" = None


class Reason(_View, frozen=True):
    """Why a seat is gone, or why the hub does not understand this client."""

    code: str = ""
    message: str = ""


_FRAME = msgspec.json.Decoder(Frame)


def parse_frame(raw: str | bytes) -> Frame:
    """Decodes one message of the hub.

    Raises:
        msgspec.DecodeError: It is no message of a hub. ValidationError is a subclass.
    """
    try:
        return _FRAME.decode(raw)
    except (UnicodeDecodeError, RecursionError):
        raise msgspec.DecodeError("no UTF-8, or too deep") from None
