"""Commands a seat may send: one frozen struct per command, the same on the wire and in the rules. Pure.

A command states what is to hold and names what it is about, so that sending it twice, or too late, does no harm.

Source: docs/protocol.md, "Commands", which has the meaning of every field.
"""

from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

from overture.core import encoding
from overture.core.chapter import Section

Digest = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]
PauseId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22}$")]
MoveId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22}$")]
Locator = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{4}$")]
SectionId = Annotated[str, Meta(min_length=1, max_length=64)]
Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Blob(bytes):
    """Bytes that stand on the wire as base64url without padding.

    Source: docs/protocol.md, "Notation".
    """

    @classmethod
    def from_text(cls, text: str) -> "Blob":
        """Decode the text form.

        Raises:
            ValueError: If `text` is not base64url without padding (`encoding.decode`).
        """
        made = cls(encoding.decode(text))
        made.text = text
        return made

    @cached_property
    def text(self) -> str:
        """The text form: as it was received, if these bytes were received."""
        return encoding.encode(bytes(self))

    @cached_property
    def digest(self) -> str:
        """The digest of a box with these bytes, which is its name on the wire."""
        return encoding.digest(self)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    """Base of all commands.

    Args:
        id: The number by which the connection acknowledges or refuses this command, 0 if it has none. The rules never
            read it.
    """

    id: Count = 0


class Offer(Command, frozen=True, kw_only=True):
    """Pairing: A's first message, `m1`."""

    m1: Blob


class Reply(Command, frozen=True, kw_only=True):
    """Pairing: the guest's reply to m1."""

    m2: Blob


class Answer(Command, frozen=True, kw_only=True):
    """Pairing: A's confirmation, `m3`, of exactly the m2 with this digest."""

    m2: Digest
    m3: Blob


class Reject(Command, frozen=True, kw_only=True):
    """Pairing: this attempt failed. From A it names the m2 that failed and may carry the next m1."""

    m2: Digest | None = None
    m1: Blob | None = None


class Confirm(Command, frozen=True):
    """Pairing: B confirms m3, and the seat is its own."""


class Leave(Command, frozen=True):
    """A guest gives seat B back, or a new phone withdraws its request for a seat."""


class Renew(Command, frozen=True, kw_only=True):
    """Pairing: A asks for a new code, as the one with the locator `spent` is used up.

    Args:
        locator: The new locator. The hub fills it in; a phone sends none.
    """

    spent: Locator
    locator: Annotated[str, Meta(max_length=0)] = ""


class Ready(Command, frozen=True):
    """This seat has accepted the ground rules."""


class PauseNow(Command, frozen=True, kw_only=True, tag="pause"):
    """Call a pause. `later` is a box that says when this person would go on."""

    pause: PauseId
    later: Blob | None = None


class Resume(Command, frozen=True, kw_only=True):
    """Lift this seat's own pause."""

    pause: PauseId


class Add(Command, frozen=True, kw_only=True):
    """Add a further question set.

    Args:
        sections: The sections of the set, empty if the hub does not offer it. The hub fills them in; a phone sends
            none.
    """

    chapter: Digest
    sections: Annotated[tuple[Section, ...], Meta(max_length=0)] = ()


class SectionCommand(Command, frozen=True, kw_only=True):
    """Base of the commands about one section."""

    chapter: Digest
    section: SectionId


class RoundCommand(SectionCommand, frozen=True, kw_only=True):
    """Base of the commands about one round of one section."""

    round: Count


class Commit(RoundCommand, frozen=True, kw_only=True):
    """Store this seat's sealed answers."""

    box: Blob


class Release(RoundCommand, frozen=True, kw_only=True):
    """Store what lets the partner open this seat's answers."""

    box: Blob


class Broken(RoundCommand, frozen=True):
    """Report that this round cannot be opened."""


class Again(RoundCommand, frozen=True):
    """Ask for another round, which is the one with this number."""


class NotAgain(RoundCommand, frozen=True, tag="not-again"):
    """Take back asking for another round."""


class WriteNote(SectionCommand, frozen=True, kw_only=True, tag="note"):
    """Store version `n` of a section's note."""

    n: Count
    box: Blob


class Settle(SectionCommand, frozen=True, kw_only=True):
    """Confirm the note with this digest, or take that back (`yes` is false)."""

    n: Count
    note: Digest
    yes: bool
    box: Blob


class Notice(Command, frozen=True, kw_only=True):
    """Store notice `n` of this seat in a chapter: a withdrawal or a new limit."""

    chapter: Digest
    n: Count
    box: Blob


class Talk(Command, frozen=True, kw_only=True):
    """Store talk `n` of this seat in the place of the one before it."""

    n: Count
    box: Blob


class Prolong(Command, frozen=True, kw_only=True):
    """Ask that the session lives until `until`, in seconds since the epoch."""

    until: Annotated[int, Meta(ge=1, le=2**53)]


class NotProlong(Command, frozen=True, tag="not-prolong"):
    """Take back asking to prolong the session."""


class SceneCommand(Command, frozen=True, kw_only=True):
    """Base of the commands about one scene, which is the one with the number `n`."""

    n: Count


class BeginScene(SceneCommand, frozen=True, tag="begin-scene"):
    """This seat is ready to begin the scene."""


class NotBeginScene(SceneCommand, frozen=True, tag="not-begin-scene"):
    """Take back that this seat is ready to begin the scene."""


class SceneOver(SceneCommand, frozen=True, tag="scene-over"):
    """The scene is over for this seat."""


class Move(Command, frozen=True, kw_only=True):
    """Moving: offer this seat to another phone; `m1` is the old phone's first message to it."""

    move: MoveId
    m1: Blob


class MoveReply(Command, frozen=True, kw_only=True, tag="move-reply"):
    """Moving: the reply of the phone that has requested the seat."""

    m2: Blob


class MoveApprove(Command, frozen=True, kw_only=True, tag="move-approve"):
    """Moving: approve the phone that sent the m2 with this digest. `box` holds everything that it needs."""

    move: MoveId
    m2: Digest
    m3: Blob
    box: Blob


class MoveClaim(Command, frozen=True, tag="move-claim"):
    """Moving: the new phone has stored what was handed over, and the seat is its own from now on."""


class MoveCancel(Command, frozen=True, kw_only=True, tag="move-cancel"):
    """Moving: withdraw the offer of this seat."""

    move: MoveId


class End(Command, frozen=True):
    """End the session and delete it."""


class Fetch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="fetch", kw_only=True):
    """Ask for the bytes of a box that this seat's view names. It changes nothing, so it is no `Command`."""

    id: Count
    box: Digest


def boxes_in(command: Command) -> dict[str, Blob]:
    """Return the boxes that must be stored when this command is accepted, by digest."""
    box = command.later if isinstance(command, PauseNow) else getattr(command, "box", None)
    return {} if box is None else {box.digest: box}
