"""What a seat may wish for: one frozen struct per command, the same on the wire and in the rules. Pure.

A command states a wish and names what it is about, so that saying it twice, or too late, does no harm.
The wire form stands in docs/protocol.md, section "Commands".
"""

from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

from overture.core import encoding
from overture.core.session import Section

Digest = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]
PauseId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22}$")]
MoveId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22}$")]
Locator = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{4}$")]
SectionId = Annotated[str, Meta(min_length=1, max_length=64)]
Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Blob(bytes):
    """Bytes that stand on the wire as base64url without padding."""

    @classmethod
    def read(cls, text: str) -> "Blob":
        """The bytes that `text` stands for. Raises ValueError like `encoding.decode`."""
        made = cls(encoding.decode(text))
        made.text = text
        return made

    @cached_property
    def text(self) -> str:
        """These bytes as they stand on the wire, which is as they came, if they came from there."""
        return encoding.encode(bytes(self))

    @cached_property
    def digest(self) -> str:
        """The name of the box that these bytes are."""
        return encoding.digest(self)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    """`id` is the number by which the connection answers this message, 0 where none was said; the rules never look
    at it."""

    id: Count = 0


class Offer(Command, frozen=True, kw_only=True):
    """A's first pairing message."""

    m1: Blob


class Reply(Command, frozen=True, kw_only=True):
    m2: Blob


class Answer(Command, frozen=True, kw_only=True):
    """A's confirmation of exactly the m2 with this digest."""

    m2: Digest
    m3: Blob


class Reject(Command, frozen=True, kw_only=True):
    """This pairing attempt failed. From A it names the m2 that failed and may carry the next m1."""

    m2: Digest | None = None
    m1: Blob | None = None


class Confirm(Command, frozen=True):
    pass


class Leave(Command, frozen=True):
    pass


class Renew(Command, frozen=True, kw_only=True):
    """The code with the locator `spent` is used up. The hub puts the new `locator` in; a phone sends none."""

    spent: Locator
    locator: Annotated[str, Meta(max_length=0)] = ""


class Ready(Command, frozen=True):
    pass


class PauseNow(Command, frozen=True, kw_only=True, tag="pause"):
    pause: PauseId
    later: Blob | None = None


class Resume(Command, frozen=True, kw_only=True):
    pause: PauseId


class Add(Command, frozen=True, kw_only=True):
    """A further question set. The hub puts in its `sections`, none if it does not offer the set; a phone sends none."""

    chapter: Digest
    sections: Annotated[tuple[Section, ...], Meta(max_length=0)] = ()


class RoundCommand(Command, frozen=True, kw_only=True):
    """Base of what is about one round of one section."""

    chapter: Digest
    section: SectionId
    round: Count


class Commit(RoundCommand, frozen=True, kw_only=True):
    box: Blob


class Release(RoundCommand, frozen=True, kw_only=True):
    box: Blob


class Broken(RoundCommand, frozen=True):
    pass


class Again(RoundCommand, frozen=True):
    pass


class NotAgain(RoundCommand, frozen=True, tag="not-again"):
    pass


class WriteNote(Command, frozen=True, kw_only=True, tag="note"):
    chapter: Digest
    section: SectionId
    n: Count
    box: Blob


class Settle(Command, frozen=True, kw_only=True):
    chapter: Digest
    section: SectionId
    n: Count
    note: Digest
    yes: bool
    box: Blob


class Notice(Command, frozen=True, kw_only=True):
    chapter: Digest
    n: Count
    box: Blob


class Prolong(Command, frozen=True, kw_only=True):
    until: Annotated[int, Meta(ge=1, le=2**53)]


class NotProlong(Command, frozen=True, tag="not-prolong"):
    pass


class Scene(Command, frozen=True):
    pass


class SceneOver(Command, frozen=True, tag="scene-over"):
    pass


class Move(Command, frozen=True, kw_only=True):
    """This seat shall go to another phone; `m1` is the old one's first message to it."""

    move: MoveId
    m1: Blob


class MoveReply(Command, frozen=True, kw_only=True, tag="move-reply"):
    """From the phone that has asked for the seat."""

    m2: Blob


class MoveApprove(Command, frozen=True, kw_only=True, tag="move-approve"):
    """To the phone that sent the m2 with this digest: the proof, and all that it needs."""

    move: MoveId
    m2: Digest
    m3: Blob
    box: Blob


class MoveClaim(Command, frozen=True, tag="move-claim"):
    """The phone that has asked has stored what it was handed: from now on the seat is its own."""


class MoveCancel(Command, frozen=True, kw_only=True, tag="move-cancel"):
    move: MoveId


class End(Command, frozen=True):
    pass


class Fetch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="fetch", kw_only=True):
    """Not a command: it asks for a box that this seat's view names."""

    id: Count
    box: Digest


def boxes_in(command: Command) -> dict[str, Blob]:
    """The boxes that must be stored when this command is accepted: digest -> bytes."""
    box = command.later if isinstance(command, PauseNow) else getattr(command, "box", None)
    return {} if box is None else {box.digest: box}
